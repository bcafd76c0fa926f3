"""What a verification code says; figures only to who may read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import NONE, moment, number
from dashboards.journal.receipts import FIELD_NAMES
from dashboards.printing.catalogue import NAMES
from dashboards.printing.desk import maker_name
from dashboards.printing.level_report import LEVELS
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say
from expectations.marks import shown
from warehouse.queries import printed_forms

if TYPE_CHECKING:
    from warehouse.printed_forms import Answer, PrintedForm
    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

MOST_CHANGES = 50
VERDICTS = {
    "genuine": N_(
        "Genuine: this form was printed here, and the ledger still says what it showed."
    ),
    "altered": N_("Altered: do not rely on this paper."),
    "unknown": N_("Unknown: no form with this code was printed here."),
}
REASONS = {
    "typing": N_(
        "The signs of the code do not belong together: compare them with the paper, "
        "sign by sign. If they are typed right, the code is made up."
    ),
    "code": N_(
        "A form with the first half of this code was printed, but the second half is "
        "another: the code was changed or put together from two papers."
    ),
    "register": N_("What the register of printed forms says was changed afterwards."),
    "block": N_("The block of the ledger that the form shows is gone or another."),
    "ledger": N_("The ledger no longer gives what the form was drawn from."),
}


def printed_when(school: School, form: PrintedForm, language: str) -> str:
    """Return what everybody may know: what kind, when, by whom, which block."""
    return say(
        N_("{kind}: printed on {moment} by {name}, ledger block {block}."),
        language,
        kind=say(NAMES.get(form.scope.kind, N_("Table")), language),
        moment=moment(form.printed_at, school.timezone, language),
        name=maker_name(school, form.printed_by, language),
        block=form.standing.block_id,
    )


def figures(
    school: School, viewer: Viewer, form: PrintedForm, language: str
) -> str | None:
    """Return what the form showed as a table; None for who may not read it."""
    found = printed_forms.readable_form(school.database, viewer, form.code)
    if found.is_empty():
        return None
    scope = form.scope
    known = (
        (N_("Level"), say(LEVELS.get(scope.school_level, ""), language)),
        (N_("Class"), scope.class_id),
        (N_("Journal page"), scope.page_id.partition(":")[2].replace(":", " · ")),
        (N_("Student"), found["student_name"][0] or ""),
        (N_("As of"), moment(form.as_of, school.timezone, language)),
        *form.key_figures,
    )
    return table(
        say(N_("What the form showed: compare it with the paper"), language),
        [
            row(
                heading(say(N_("What"), language)),
                heading(say(N_("On paper"), language)),
            )
        ],
        [
            row(
                heading(say(name, language), "name", scope="row"),
                cell(_figure(value, language)),
            )
            for name, value in known
            if value
        ],
    )


def _figure(value: str, language: str) -> str:
    """Return «4,12» of «4.12»: figures are registered as programs write them."""
    whole, point, rest = value.partition(".")
    if point and whole.isdecimal() and rest.isdecimal():
        return number(float(value), language, len(rest))
    return value


def changes(school: School, viewer: Viewer, answer: Answer, language: str) -> str:
    """Return the first changed cells as a table, then and now; '' if none changed."""
    if answer.form is None or answer.changed is None or answer.changed.is_empty():
        return ""
    code = answer.form.code
    pages = {
        one["page_id"]: f"{one['unit_name']} · {one['subject_name']}"
        for one in printed_forms.names_of_pages(
            school.database, viewer, code
        ).iter_rows(named=True)
    }
    students = dict(
        printed_forms.names_of_students(school.database, viewer, code).iter_rows()
    )
    heads = (
        N_("Journal page"),
        N_("Student"),
        N_("Lesson or period"),
        N_("What it is"),
        N_("On paper"),
        N_("Now"),
    )
    return table(
        say(N_("What has changed since"), language),
        [row(*(heading(say(head, language)) for head in heads))],
        [
            row(
                heading(pages.get(one["page_id"], ""), "name", scope="row"),
                cell(students.get(one["student_id"], "")),
                cell(_when(one)),
                cell(say(FIELD_NAMES[one["field"]], language)),
                cell(shown(one["then"]) if one["then"] else NONE),
                cell(shown(one["now"]) if one["now"] else NONE),
            )
            for one in answer.changed.head(MOST_CHANGES).iter_rows(named=True)
        ],
    )


def _when(changed: dict[str, Any]) -> str:
    """Return the lesson's day as «13.11.2026», or the period."""
    parts = str(changed["lesson_id"]).split(":")
    if len(parts) < 2:
        return str(changed["period_id"])
    day = parts[-2]
    return f"{day[6:]}.{day[4:6]}.{day[:4]}"
