"""Making the sheets: for the school's printer, or one's own child's week as a copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dashboards.forms.week_sheets import Sheets
from dashboards.forms.week_sheets_pdf import week_sheets_pdf
from dashboards.journal.figures import moment
from dashboards.weekly_sheets.drawing import Words, sheet_of
from dashboards.weekly_sheets.week import of_child, of_class
from expectations.language import N_, say
from warehouse.access.roles import person_name
from warehouse.clock import school_day, utc_naive
from warehouse.paper import note_prints
from warehouse.rounding import rule_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from dashboards.weekly_sheets.week import Week
    from warehouse.school_folder import School
    from warehouse.viewer import Viewer


class Asked(NamedTuple):
    """Who asks, in which language, at which address the diary is (`https://…`)."""

    school: School
    viewer: Viewer
    language: str
    address: str

    @property
    def today(self) -> date:
        """The school's date."""
        return school_day(self.school.clock.now(), self.school.timezone)


def class_pdf(
    asked: Asked,
    class_id: str,
    monday: date,
    student_ids: Collection[str],
    *,
    on_own_leaf: bool = False,
) -> bytes:
    """Return the sheets of these students of a class, and note that they were made."""
    school, viewer = asked.school, asked.viewer
    weeks = of_class(
        school.database, viewer, class_id, monday, asked.today, student_ids
    )
    how = say(
        N_(
            "The diary is also at {address}; there the week can be had by e-mail or as "
            "a file, and paper be asked for or given up. So can the homeroom teacher."
        ),
        asked.language,
        address=f"{asked.address}/diary",
    )
    signature = (
        say(N_("Signature of the parent (legal guardian)"), asked.language),
        say(N_("Date"), asked.language),
    )
    made = week_sheets_pdf(
        _sheets(asked, weeks, how, signature)._replace(on_own_leaf=on_own_leaf)
    )
    note_prints(school.database, viewer, student_ids, monday, school.clock.now())
    return made


def child_pdf(asked: Asked, child: tuple[str, str, str], monday: date) -> bytes:
    """Return the week of the viewer's own child: a copy to keep, nothing to sign."""
    week = of_child(asked.school.database, asked.viewer, child, monday, asked.today)
    how = say(
        N_("A copy of the diary at {address}: what is entered later stands there."),
        asked.language,
        address=f"{asked.address}/diary",
    )
    return week_sheets_pdf(_sheets(asked, [week], how, None))


def _sheets(
    asked: Asked, weeks: list[Week], how: str, signature: tuple[str, str] | None
) -> Sheets:
    school, language = asked.school, asked.language
    words = Words(language, rule_of(school.database))
    at = moment(utc_naive(school.clock.now()), school.timezone, language)
    name = person_name(school.database, asked.viewer.person_id)
    printed = (
        say(N_("Printed {moment}, {name}."), language, moment=at, name=name)
        if signature
        else say(N_("As of {moment}."), language, moment=at)
    )
    return Sheets(
        title=say(N_("Diary of the week"), language),
        school_name=school.name,
        printed=printed,
        how=how,
        signature=signature,
        language=language,
        sheets=tuple(sheet_of(week, words) for week in weeks),
    )
