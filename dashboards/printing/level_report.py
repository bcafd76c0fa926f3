"""The deputy's report by level: classes with their figures, categories, attendance."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from dashboards.forms.paper import Column, Formula, Paper, Row, Table
from dashboards.printing.categories import CATEGORIES
from dashboards.printing.homeroom_report import figure_columns, figures_row
from dashboards.printing.sealing import Draft
from expectations.language import N_
from warehouse.printed_forms import Scope
from warehouse.queries import choices, printing
from warehouse.queries.sheet import Sheet, class_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dashboards.printing.desk import Desk

KIND = "level_report"
LEVELS = {
    "noo": N_("Grades 1 to 4"),
    "ooo": N_("Grades 5 to 9"),
    "soo": N_("Grades 10 and 11"),
}
_HEADS = ("5", "4", "3", "2", "Н/А", "ОСВ")
_LETTERS = "CDEFGHI"
_SUM = "SUM({col}{first}:{col}{last})"
_ATTENDANCE = (
    "count_lessons",
    "count_missed",
    "count_ill",
    "count_excused",
    "count_without_reason",
    "count_full_days",
)


class _Class(NamedTuple):
    class_id: str
    period_id: str
    period_name: str
    starts_on: date
    ends_on: date
    sheet: Sheet
    overall: dict[str, Any] | None


def drafts(desk: Desk, level: str, place: int) -> list[Draft]:
    """Return the report over the `place`-th reporting period of each class, from 0.

    Classes of a level may have other periods: quarters here, half-years there.
    """
    classes = [
        one
        for class_id in desk.ask(printing.levels).filter(school_level=level)["class_id"]
        if (one := _class(desk, class_id, place)) is not None
    ]
    names = list(dict.fromkeys(one.period_name for one in classes))
    paper = Paper(
        title=desk.say(N_("Report by level")),
        school_name=desk.school.name,
        asked=(
            (desk.say(N_("Level")), desk.say(LEVELS[level])),
            (desk.say(N_("Period")), ", ".join(names)),
            (desk.say(N_("Classes")), str(len(classes))),
        ),
        tables=(
            _figures(desk, classes),
            _students(desk, classes),
            _days(desk, classes),
        ),
        moment=desk.moment(desk.school.clock.now()),
        made_by=desk.name,
        language=desk.language,
        certifier=desk.certifier,
    )
    pages = {page for one in classes for page in one.sheet.results["page_id"]}
    scope = Scope(
        KIND,
        tuple(sorted(pages)),
        period_id=",".join(sorted({one.period_id for one in classes})),
        school_level=level,
        starts_on=min((one.starts_on for one in classes), default=None),
        ends_on=max((one.ends_on for one in classes), default=None),
    )
    return [Draft(paper, scope, _key_figures(desk, classes))]


def _class(desk: Desk, class_id: str, place: int) -> _Class | None:
    periods = desk.ask(choices.class_periods, class_id)
    if place >= len(periods):
        return None
    period_id, name, starts_on, ends_on = periods.row(place)
    school = desk.school
    sheet = class_sheet(
        school.database, desk.viewer, class_id, period_id, None, school.timezone
    )
    overall = next(sheet.overall.iter_rows(named=True), None)
    return _Class(class_id, period_id, name, starts_on, ends_on, sheet, overall)


def _key_figures(desk: Desk, classes: Sequence[_Class]) -> tuple[tuple[str, str], ...]:
    told = [one.overall for one in classes if one.overall is not None]
    base = sum(one["count_attested_base"] for one in told)
    figures = [
        (N_("Period"), ", ".join(dict.fromkeys(one.period_name for one in classes))),
        (N_("Classes"), str(len(classes))),
        (N_("Students"), str(sum(one["count_students"] for one in told))),
    ]
    if base:
        good = sum(one["count_5"] + one["count_4"] for one in told)
        passed = good + sum(one["count_3"] for one in told)
        figures += [
            (N_("Success, %"), desk.figure(Fraction(100 * passed, base), 1)),
            (N_("Quality, %"), desk.figure(Fraction(100 * good, base), 1)),
        ]
    return tuple(figures)


def _figures(desk: Desk, classes: Sequence[_Class]) -> Table:
    rows = [
        figures_row(
            (one.class_id, one.overall["count_students"]), one.overall, _LETTERS
        )
        for one in classes
        if one.overall is not None
    ]
    told = [one.overall for one in classes if one.overall is not None]
    return Table(
        desk.say(N_("Final marks")),
        (
            Column(desk.say(N_("Class")), 22, "left"),
            Column(desk.say(N_("Students")), 17),
            *(Column(head, 12, is_data=True) for head in _HEADS),
            Column("N", 14),
            *figure_columns(desk),
        ),
        (*rows, *([_all(desk, told)] if told else [])),
        note=desk.say(
            N_(
                "Counts are final marks of students in subjects: N is their sum with "
                "Н/А, without ОСВ and missing ones (§2.9)."
            )
        ),
        tab=desk.say(N_("Final marks")),
    )


def _all(desk: Desk, told: Sequence[dict[str, Any]]) -> Row:
    """Return the level as a whole, worked out from its sums."""
    sums: dict[str, Any] = {
        column: sum(one[column] for one in told)
        for column in (
            "count_students",
            "count_5",
            "count_4",
            "count_3",
            "count_2",
            "count_not_attested",
            "count_exempt",
            "count_attested_base",
            "count_marked",
            "sum_finals",
            "sou_sum",
        )
    }
    weights = {name: told[0][name] for name in told[0] if name.startswith("sou_weight")}
    base, marked = sums["count_attested_base"], sums["count_marked"]
    good = sums["count_5"] + sums["count_4"]
    total = {
        **sums,
        **weights,
        "success_percent": 100 * (good + sums["count_3"]) / base if base else None,
        "quality_percent": 100 * good / base if base else None,
        "sou_percent": sums["sou_sum"] / base if base else None,
        "average": sums["sum_finals"] / marked if marked else None,
    }
    names = (desk.say(N_("The level")), Formula(_SUM, sums["count_students"]))
    return figures_row(names, total, _LETTERS, is_total=True)


def _students(desk: Desk, classes: Sequence[_Class]) -> Table:
    counts = [
        [
            int(one.sheet.students.filter("is_enrolled_at_end")[column].sum())
            for _, column in CATEGORIES
        ]
        for one in classes
    ]
    sums = [sum(column) for column in zip(*counts, strict=True)]
    return Table(
        desk.say(N_("Categories of students")),
        (
            Column(desk.say(N_("Class")), 22, "left"),
            *(Column(desk.say(words), 22, is_data=True) for words, _ in CATEGORIES),
        ),
        (
            *(
                Row((one.class_id, *found))
                for one, found in zip(classes, counts, strict=True)
            ),
            Row(
                (desk.say(N_("The level")), *(Formula(_SUM, one) for one in sums)),
                "total",
            ),
        )
        if classes
        else (),
        tab=desk.say(N_("Categories")),
    )


def _days(desk: Desk, classes: Sequence[_Class]) -> Table:
    heads = (
        N_("Lessons of students"),
        N_("Missed"),
        N_("ill"),
        N_("excused"),
        N_("without a reason"),
        N_("Full days missed"),
    )
    counts = [
        [int(one.sheet.attendance[column].sum()) for column in _ATTENDANCE]
        for one in classes
    ]
    sums = [sum(column) for column in zip(*counts, strict=True)]
    share = 'IF(B{row}=0,"",100*(B{row}-C{row})/B{row})'
    return Table(
        desk.say(N_("Attendance")),
        (
            Column(desk.say(N_("Class")), 22, "left"),
            *(Column(desk.say(head), 22, is_data=True) for head in heads),
            Column(desk.say(N_("Attendance, %")), 22),
        ),
        (
            *(
                Row((one.class_id, *found, Formula(share, _attended(found), 1)))
                for one, found in zip(classes, counts, strict=True)
            ),
            Row(
                (
                    desk.say(N_("The level")),
                    *(Formula(_SUM, one) for one in sums),
                    Formula(share, _attended(sums), 1),
                ),
                "total",
            ),
        )
        if classes
        else (),
        tab=desk.say(N_("Attendance")),
    )


def _attended(counts: Sequence[int]) -> float | str:
    lessons, missed = counts[0], counts[1]
    return 100 * (lessons - missed) / lessons if lessons else ""
