"""The attendance sheet of a class: students × days, month by month (§2.5)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from dashboards.forms.paper import Column, Formula, Paper, Row, Table, Tagged
from dashboards.journal.figures import day, month
from dashboards.printing.cells import name_columns
from dashboards.printing.sealing import Draft
from expectations.language import N_
from warehouse.printed_forms import Scope
from warehouse.queries import printing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboards.printing.desk import Desk

KIND = "attendance_sheet"
_DAY, _TOTAL = 5.4, 8.0
_MISSED = "SUM({left}{row}:{right}{row})"


class Days(NamedTuple):
    """From when to when, and what people call it: «II четверть», «ноябрь»."""

    starts_on: date
    ends_on: date
    name: str
    period_id: str = ""


def month_of(any_day: date, language: str) -> Days:
    """Return the month in which a day lies."""
    first = any_day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Days(first, last, f"{month(first, language)} {first.year}")


def drafts(desk: Desk, class_id: str, days: Days) -> list[Draft]:
    """Return the sheet; one table per month."""
    asked = desk.ask(printing.class_days, class_id, days.starts_on, days.ends_on)
    rows = asked.rows(named=True)
    names = _names(desk, class_id, days)
    held = sorted({row["lesson_on"] for row in rows})
    tables = [
        _month(desk, names, list(group), rows, number > 0)
        for number, (_, group) in enumerate(
            groupby(held, key=lambda one: one.replace(day=1))
        )
    ]
    lessons = sum(row["count_lessons"] for row in rows)
    missed = sum(row["count_missed"] for row in rows)
    span = f"{day(days.starts_on, desk.language)} – {day(days.ends_on, desk.language)}"
    paper = Paper(
        title=desk.say(N_("Attendance sheet")),
        school_name=desk.school.name,
        asked=(
            (desk.say(N_("Class")), class_id),
            (desk.say(N_("Period")), f"{days.name} ({span})"),
        ),
        tables=tuple(tables) or (_without_days(desk, names),),
        moment=desk.moment(desk.school.clock.now()),
        made_by=desk.name,
        language=desk.language,
        rules=(
            desk.say(
                N_(
                    "In a day: how many lessons the student missed, and why: н "
                    "without a reason given, б ill, у excused. A full day is missed "
                    "only when every lesson of that day is, cancelled ones apart "
                    "(§2.5)."
                )
            ),
            desk.say(
                N_(
                    "Attendance = 100 · (lessons of the student − missed) / lessons of "
                    "the student. Lessons before enrolment, after leaving and not held "
                    "are no lessons of the student."
                )
            ),
        ),
        certifier=desk.certifier,
    )
    pages = desk.ask(printing.class_roll, class_id)["page_id"]
    scope = Scope(
        KIND,
        tuple(sorted(set(pages))),
        class_id=class_id,
        period_id=days.period_id,
        starts_on=days.starts_on,
        ends_on=days.ends_on,
    )
    figures = (
        (N_("Period"), days.name),
        (N_("Students"), str(len(names))),
        (N_("School days"), str(len(held))),
        (N_("Lessons of students"), str(lessons)),
        (N_("Lessons missed"), str(missed)),
    )
    return [Draft(paper, scope, figures)]


def _names(desk: Desk, class_id: str, days: Days) -> list[tuple[str, str]]:
    """Return code and name of who was in the class on a day of these."""
    roll = desk.ask(printing.class_roll, class_id)
    here = roll.filter(
        (roll["starts_on"] <= days.ends_on) & (roll["ends_on"] >= days.starts_on)
    )
    return here.select("student_id", "full_name").unique(maintain_order=True).rows()


def _without_days(desk: Desk, names: Sequence[tuple[str, str]]) -> Table:
    """Return the list of the class where nothing was entered on any day."""
    return Table(
        desk.say(N_("Nothing was entered on any day of this period.")),
        tuple(name_columns(desk, (name for _, name in names))),
        tuple(Row((number, name)) for number, (_, name) in enumerate(names, start=1)),
    )


def _month(
    desk: Desk,
    names: Sequence[tuple[str, str]],
    days: Sequence[date],
    rows: Sequence[dict[str, Any]],
    is_new_page: bool,  # noqa: FBT001 - one of two places on paper
) -> Table:
    known = {(row["student_id"], row["lesson_on"]): row for row in rows}
    heads = (
        N_("Lessons"),
        N_("Missed"),
        N_("without a reason"),
        N_("ill"),
        N_("excused"),
        N_("Full days missed"),
        N_("Came late"),
        N_("Attendance, %"),
    )
    body = [
        _student(number, name, [known.get((student, one)) for one in days])
        for number, (student, name) in enumerate(names, start=1)
    ]
    return Table(
        month(days[0], desk.language).capitalize() + f" {days[0].year}",
        (
            *name_columns(desk, (name for _, name in names)),
            *(Column(str(one.day), _DAY, is_data=True) for one in days),
            *(Column(desk.say(head), _TOTAL, is_upright=True) for head in heads),
        ),
        (*body, *_totals(desk, names, days, known)),
        is_new_page=is_new_page,
    )


def _student(number: int, name: str, cells: Sequence[dict[str, Any] | None]) -> Row:
    days = [one for one in cells if one is not None]
    lessons = sum(one["count_lessons"] for one in days)
    missed = sum(one["count_missed"] for one in days)
    ill = sum(one["count_ill"] for one in days)
    excused = sum(one["count_excused"] for one in days)
    full = sum(one["is_full_day"] for one in days)
    end = len(cells) + 2  # the column of lessons
    lesson_column, missed_column, _, ill_column, excused_column = (
        _letters(end + place) for place in range(5)
    )
    return Row(
        (
            number,
            name,
            *(_day(one) for one in cells),
            lessons,
            Formula(_MISSED, missed),
            Formula(
                f"{missed_column}{{row}}-{ill_column}{{row}}-{excused_column}{{row}}",
                missed - ill - excused,
            ),
            ill,
            excused,
            full,
            sum(one["count_late"] for one in days),
            Formula(
                f'IF({lesson_column}{{row}}=0,"",100*({lesson_column}{{row}}-'
                f"{missed_column}{{row}})/{lesson_column}{{row}})",
                100 * (lessons - missed) / lessons if lessons else "",
                1,
            ),
        )
    )


def _day(found: dict[str, Any] | None) -> Tagged | str | None:
    """Return «6б»; a day without a lesson of the student is crossed out."""
    if found is None:
        return "×"
    if not found["count_missed"]:
        return None
    unsaid = found["count_missed"] - found["count_ill"] - found["count_excused"]
    reasons = (("н", unsaid), ("б", found["count_ill"]), ("у", found["count_excused"]))
    tag = "".join(letter for letter, count in reasons if count)
    return Tagged(found["count_missed"], tag)


def _totals(
    desk: Desk,
    names: Sequence[tuple[str, str]],
    days: Sequence[date],
    known: dict[tuple[str, date], dict[str, Any]],
) -> list[Row]:
    """Return how many were absent and how many lessons were missed, day by day."""
    missed = [
        [
            known[student, one]["count_missed"]
            for student, _ in names
            if (student, one) in known and known[student, one]["count_missed"]
        ]
        for one in days
    ]
    spans = "{col}{first}:{col}{last}"
    in_month = [row for (_, one), row in known.items() if one in set(days)]
    sums = [
        sum(row["count_lessons"] for row in in_month),
        sum(row["count_missed"] for row in in_month),
        sum(
            row["count_missed"] - row["count_ill"] - row["count_excused"]
            for row in in_month
        ),
        sum(row["count_ill"] for row in in_month),
        sum(row["count_excused"] for row in in_month),
        sum(row["is_full_day"] for row in in_month),
        sum(row["count_late"] for row in in_month),
    ]
    lessons, absent = (_letters(len(days) + 2 + place) for place in range(2))
    share = Formula(
        f'IF({lessons}{{row}}=0,"",100*({lessons}{{row}}-{absent}{{row}})/'
        f"{lessons}{{row}})",
        100 * (sums[0] - sums[1]) / sums[0] if sums[0] else "",
        1,
    )
    return [
        Row(
            (
                None,
                desk.say(N_("Students absent")),
                *(Formula(f"COUNT({spans})", len(one)) for one in missed),
                *[None] * 8,
            ),
            "total",
        ),
        Row(
            (
                None,
                desk.say(N_("Lessons missed")),
                *(Formula(f"SUM({spans})", sum(one)) for one in missed),
                *(Formula(f"SUM({spans})", one) for one in sums),
                share,
            ),
            "total",
        ),
    ]


def _letters(column: int) -> str:
    """Return what a workbook calls a column, from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
