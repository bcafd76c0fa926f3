"""A desk of the filled school, at which forms are made without a page."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from dashboards.printing import (
    attendance_sheet,
    homeroom_report,
    journal_spreads,
    level_report,
    student_report,
    summary_form,
)
from dashboards.printing.attendance_sheet import Days
from dashboards.printing.desk import Desk, certifiers
from dashboards.printing.sealing import sealed
from dashboards.printing.summary_form import Asked
from warehouse.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboards.forms.paper import Paper
    from warehouse.school_folder import School

ADDRESS = "https://journal.school.example"
MATHS = "2026:5А:МАТ"
QUARTER = Days(date(2026, 9, 1), date(2026, 10, 25), "I четверть", "2026-Q1")
ASKED = Asked("5А", "2026-Q1", "I четверть")


@pytest.fixture
def desk_of(filled_school: School) -> Callable[..., Desk]:
    """Give the desk of a person: `desk_of("p-dir")`."""

    with filled_school.database.writing() as cursor:  # as deriving the year gives them
        cursor.execute(
            "insert into journal.page_attestations select distinct page_id, "
            "'2026-year', 'year', 'Год', date '2027-05-20', date '2027-05-26' "
            "from journal.page_periods"
        )

    def make(person_id: str, language: str = "ru") -> Desk:
        viewer = Viewer(person_id, frozenset())
        offices = certifiers(filled_school, viewer, language)
        return Desk(filled_school, viewer, language, ADDRESS, offices[0])

    return make


FORMS = {
    "summary_sheet": lambda desk: summary_form.drafts(desk, ASKED),
    "year_sheet": lambda desk: summary_form.drafts(
        desk, Asked("5А", "2026-year", "Год")
    ),
    "student_report": lambda desk: student_report.drafts(desk, "5А"),
    "attendance_sheet": lambda desk: attendance_sheet.drafts(
        desk, "5А", Days(date(2026, 11, 1), date(2026, 11, 30), "ноябрь")
    ),
    "journal_page": lambda desk: journal_spreads.drafts(
        desk, MATHS, "5А · Математика", "2026-Q2"
    ),
    "homeroom_report": lambda desk: homeroom_report.drafts(desk, ASKED),
    "level_report": lambda desk: level_report.drafts(desk, "ooo", 0),
}


@pytest.fixture
def papers_of(desk_of: Callable[..., Desk]) -> Callable[..., list[Paper]]:
    """Make a form of FORMS as a person, the director if nobody is named."""

    def make(name: str, person_id: str = "p-dir", language: str = "ru") -> list[Paper]:
        desk = desk_of(person_id, language)
        return sealed(desk, lambda: FORMS[name](desk))

    return make
