"""The official forms by name, for pages that offer several of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dashboards.forms.file_names import file_name
from dashboards.printing import (
    attendance_sheet,
    homeroom_report,
    level_report,
    student_report,
    summary_form,
)
from dashboards.printing.attendance_sheet import Days
from dashboards.printing.summary_form import Asked
from expectations.language import N_, say
from warehouse.queries import choices

if TYPE_CHECKING:
    from dashboards.printing.desk import Desk
    from dashboards.printing.sealing import Draft

JOURNAL_PAGE = "journal_page"
OWN_FORM = "own_form"
EXPORT_ACT = "export_act"
NAMES = {
    summary_form.KIND: N_("Summary sheet"),
    student_report.KIND: N_("Students’ reports"),
    attendance_sheet.KIND: N_("Attendance sheet"),
    homeroom_report.KIND: N_("Report of the homeroom teacher"),
    level_report.KIND: N_("Report by level"),
    JOURNAL_PAGE: N_("Journal page"),
    OWN_FORM: N_("The school’s own form"),
    EXPORT_ACT: N_("Act of the monthly export of summary sheets"),
}
OF_A_CLASS = (
    summary_form.KIND,
    student_report.KIND,
    attendance_sheet.KIND,
    homeroom_report.KIND,
)


class ClassForm(NamedTuple):
    """A form of a class in a period."""

    kind: str
    class_id: str
    period_id: str
    period_name: str

    @property
    def key(self) -> str:
        """What tells it from other forms, such as `summary_sheet_5А_2026-Q1`."""
        return f"{self.kind}_{self.class_id}_{self.period_id}"

    def file_name(self, language: str) -> str:
        """Return, without ending, «Сводная ведомость 5А I четверть»."""
        return file_name(
            say(NAMES[self.kind], language), self.class_id, self.period_name
        )


def drafts(desk: Desk, form: ClassForm, student_id: str = "") -> list[Draft]:
    """Gather a form of a class; `student_id` limits a report to one student."""
    asked = Asked(form.class_id, form.period_id, form.period_name)
    if form.kind == summary_form.KIND:
        return summary_form.drafts(desk, asked)
    if form.kind == student_report.KIND:
        return student_report.drafts(desk, form.class_id, student_id)
    if form.kind == homeroom_report.KIND:
        return homeroom_report.drafts(desk, asked)
    period = desk.ask(choices.class_periods, form.class_id)
    starts_on, ends_on = period.filter(period_id=form.period_id).row(0)[2:]
    days = Days(starts_on, ends_on, form.period_name, form.period_id)
    return attendance_sheet.drafts(desk, form.class_id, days)
