"""The summary sheet of a class on paper: of a period, or of the whole year (§2.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from dashboards.forms.paper import Column, Formula, Paper, Row, Table
from dashboards.printing import categories, outside_cells, sheet_notes, sheet_totals
from dashboards.printing.cells import mark, name_columns
from dashboards.printing.sealing import Draft
from dashboards.printing.sheet_notes import Subject
from dashboards.printing.sheet_totals import ALL_CELLS, ALL_ROWS, Counting
from expectations.language import N_
from warehouse.past import end_of_day
from warehouse.printed_forms import Scope
from warehouse.queries import choices
from warehouse.queries.sheet import Sheet, class_sheet
from warehouse.rounding import rounded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dashboards.forms.paper import Cell
    from dashboards.printing.desk import Desk

KIND = "summary_sheet"
_SUBJECT, _AVERAGE = 7.4, 8.4
_ABSENCES = (
    (N_("Full days missed"), "count_full_days"),
    (N_("Lessons missed"), "count_missed"),
    (N_("ill"), "count_ill"),
    (N_("excused"), "count_excused"),
    (N_("without a reason"), "count_without_reason"),
)


class Asked(NamedTuple):
    """A class in a period or the year; `on` is the day as of whose end, None is now."""

    class_id: str
    period_id: str
    period_name: str
    on: date | None = None

    @property
    def is_year(self) -> bool:
        """The sheet shows all periods of the year."""
        return self.period_id.endswith("-year")


def drafts(desk: Desk, asked: Asked, known: Sheet | None = None) -> list[Draft]:
    """Return the sheet with totals, categories, teachers and what explains it.

    `known` is the sheet where it was asked already, of several classes at once.
    """
    sheet = known or class_sheet(
        desk.school.database,
        desk.viewer,
        asked.class_id,
        asked.period_id,
        asked.on,
        desk.school.timezone,
    )
    moment = None if asked.on is None else end_of_day(asked.on, desk.school.timezone)
    main = (
        _year(desk, sheet) if asked.is_year else _period(desk, sheet, asked.period_id)
    )
    paper = Paper(
        title=desk.say(N_("Summary sheet of the class")),
        school_name=desk.school.name,
        asked=(
            (desk.say(N_("Class")), asked.class_id),
            (desk.say(N_("Period")), asked.period_name),
        ),
        tables=(
            main,
            *categories.table(desk, sheet),
            *sheet_notes.teachers(desk, sheet, subjects_of(sheet.results)),
        ),
        moment=desk.moment(moment or desk.school.clock.now()),
        made_by=desk.name,
        language=desk.language,
        rules=rules(desk),
        certifier=desk.certifier,
    )
    return [
        Draft(paper, scope(desk, sheet, asked), key_figures(desk, sheet, asked), moment)
    ]


def key_figures(desk: Desk, sheet: Sheet, asked: Asked) -> tuple[tuple[str, str], ...]:
    """Return what can be compared with the paper at a glance."""
    figures = [
        (N_("Period"), asked.period_name),
        (N_("Students"), str(sheet.results["student_id"].n_unique())),
    ]
    for total in sheet.overall.iter_rows(named=True):
        if total["period_id"] == asked.period_id:
            figures += [
                (name, str(total[column]))
                for name, column in zip(
                    sheet_totals.MARKS,
                    ("count_5", "count_4", "count_3", "count_2"),
                    strict=True,
                )
            ]
            figures += [
                (name, desk.figure(total[column], places))
                for name, column, places in (
                    (N_("Success, %"), "success_percent", 1),
                    (N_("Quality, %"), "quality_percent", 1),
                    (N_("СОУ, %"), "sou_percent", 1),
                    (N_("Average mark"), "average", 2),
                )
            ]
    return tuple(figures)


def scope(desk: Desk, sheet: Sheet, asked: Asked) -> Scope:
    """Return whose values are shown; of a period those of its days."""
    known = desk.ask(choices.class_periods, asked.class_id)
    period = known.filter(period_id=asked.period_id)
    return Scope(
        KIND,
        tuple(sorted(set(sheet.results["page_id"]))),
        class_id=asked.class_id,
        period_id=asked.period_id,
        starts_on=None if asked.is_year else period["starts_on"].min(),  # type: ignore[arg-type]
        ends_on=None if asked.is_year else period["ends_on"].max(),  # type: ignore[arg-type]
    )


def subjects_of(results: pl.DataFrame) -> list[Subject]:
    """Return the sheet's subjects in the order of their names."""
    found = results.select("subject_id", "subject_name", "subject_short_name")
    return [Subject(*row) for row in found.unique().sort("subject_name").iter_rows()]


def _period(desk: Desk, sheet: Sheet, period_id: str) -> Table:
    subjects = subjects_of(sheet.results)
    finals = {
        (row["student_id"], row["subject_id"]): row
        for row in sheet.results.iter_rows(named=True)
    }
    stated = outside_cells.cells(desk, sheet.outside)
    has_finals = any(row["final"] for row in finals.values())
    names = names_of(sheet.results)
    rule = desk.rounding
    attendance = {
        row["student_id"]: row for row in sheet.attendance.iter_rows(named=True)
    }
    rows = [
        _student(
            number,
            name,
            [finals.get((student, one.subject_id)) for one in subjects],
            [stated.get((student, one.subject_id, period_id)) for one in subjects],
            attendance.get(student),
            "data" if is_here else "quiet",
            has_finals=has_finals,
            rule=rule,
        )
        for number, (student, name, is_here) in enumerate(names, start=1)
    ]
    totals = _totals_by_subject(sheet.totals, subjects)
    figures = sheet_totals.rows_of(
        desk,
        [*totals, next(sheet.overall.iter_rows(named=True), None)],
        [*[ALL_ROWS] * len(totals), ALL_CELLS],
        (None, None),
        [None] * len(_ABSENCES),
    )
    return Table(
        "",
        (
            *name_columns(desk, (name for _, name, _ in names)),
            *_heads(subjects, _SUBJECT if has_finals else _AVERAGE),
            Column(desk.say(N_("Average mark")), 9, is_upright=True),
            *(Column(desk.say(head), 7.5, is_upright=True) for head, _ in _ABSENCES),
        ),
        (
            *rows,
            *(figures if has_finals else ()),
        ),
        tab=desk.say(N_("Summary sheet")),
        note=_notes(desk, sheet, has_finals),
    )


def _notes(desk: Desk, sheet: Sheet, has_finals: bool) -> str:  # noqa: FBT001 - of all
    stays = sheet_notes.stays(desk, sheet)
    if has_finals:
        return stays
    if set(sheet.results["grading"]) == {"none"}:
        unmarked = desk.say(N_("This class is taught without marks."))
        return f"{unmarked} {stays}".strip()
    running = desk.say(N_("No final mark yet: these are the running averages."))
    return f"{running} {stays}".strip()


def _student(
    number: int,
    name: str,
    results: Sequence[dict[str, Any] | None],
    stated: Sequence[Cell],
    attendance: dict[str, Any] | None,
    kind: str,
    *,
    has_finals: bool,
    rule: str,
) -> Row:
    """Return a student's finals; while nobody has one yet, the running averages."""
    given = [one["final_mark"] for one in results if one and one["final_mark"]]
    average = Formula(
        'IFERROR(AVERAGE({left}{row}:{right}{row}),"")',
        sum(given) / len(given) if given else "",
        2,
    )
    missed = attendance or {}
    return Row(
        (
            number,
            name,
            *(
                (_result(one, has_finals, rule) if one else None) or outside
                for one, outside in zip(results, stated, strict=True)
            ),
            average if has_finals else None,
            *(missed.get(column) for _, column in _ABSENCES),
        ),
        kind,
    )


def _result(result: dict[str, Any], has_finals: bool, rule: str) -> Cell:  # noqa: FBT001 - of all
    if has_finals:
        return mark(result["final"])
    average = result["average"]
    return None if average is None else float(rounded(average, 2, rule))


def _year(desk: Desk, sheet: Sheet) -> Table:
    """Return each student's periods line by line, as in the paper journal."""
    subjects = subjects_of(sheet.results)
    periods = (
        sheet.results.select(
            "period_id", "period_name", "period_ends_on", "period_kind"
        )
        .unique()
        .with_columns(
            pl.col("period_kind")
            .replace_strict({"period": 0, "year": 1, "exam": 2, "overall": 3})
            .alias("place")
        )
        .sort("place", "period_ends_on", "period_id")
    )
    order = list(dict(periods.select("period_id", "period_name").iter_rows()).items())
    finals = {
        (row["student_id"], row["period_id"], row["subject_id"]): row["final"]
        for row in sheet.results.iter_rows(named=True)
    }
    stated = outside_cells.cells(desk, sheet.outside)
    rows = [
        Row(
            (
                number if first else None,
                name if first else None,
                words,
                *(
                    mark(finals.get((student, period, one.subject_id)))
                    or stated.get((student, one.subject_id, period))
                    for one in subjects
                ),
            ),
            "data" if is_here else "quiet",
        )
        for number, (student, name, is_here) in enumerate(
            names_of(sheet.results), start=1
        )
        for first, (period, words) in ((at == 0, one) for at, one in enumerate(order))
    ]
    return Table(
        "",
        (
            *name_columns(desk, (name for _, name, _ in names_of(sheet.results))),
            Column(desk.say(N_("Period")), 20, "left"),
            *_heads(subjects),
        ),
        (*rows, *_year_totals(desk, sheet, subjects, order)),
        tab=desk.say(N_("Summary sheet")),
        note=sheet_notes.stays(desk, sheet),
    )


def _year_totals(
    desk: Desk,
    sheet: Sheet,
    subjects: Sequence[Subject],
    order: Sequence[tuple[str, str]],
) -> list[Row]:
    """Return the totals of the year's marks: those lines of the column alone."""
    years = [one for one in order if one[0].endswith("-year")]
    if not years:
        return []
    period_id, words = years[0]
    lines = '$C{first}:$C{last},"' + words.replace('"', '""') + '"'
    counting = Counting(
        lambda criterion: (
            f"COUNTIFS({lines},{{col}}{{first}}:{{col}}{{last}},{criterion})"
        ),
        f'IFERROR(AVERAGEIF({lines},{{col}}{{first}}:{{col}}{{last}}),"")',
    )
    totals = _totals_by_subject(sheet.totals.filter(period_id=period_id), subjects)
    return sheet_totals.rows_of(
        desk, totals, [counting] * len(totals), (None, words, None), ()
    )


def _totals_by_subject(
    totals: pl.DataFrame, subjects: Sequence[Subject]
) -> list[dict[str, Any] | None]:
    known = {row["subject_id"]: row for row in totals.iter_rows(named=True)}
    return [known.get(one.subject_id) for one in subjects]


def _heads(subjects: Sequence[Subject], width: float = _SUBJECT) -> list[Column]:
    return [Column(one.name, width, is_upright=True, is_data=True) for one in subjects]


def names_of(results: pl.DataFrame) -> list[tuple[str, str, bool]]:
    """Return code, name and whether still here; who has left comes last."""
    return (
        results.group_by("student_id", "student_name")
        .agg(pl.col("is_enrolled_at_end").any())
        .sort(~pl.col("is_enrolled_at_end"), "student_name", "student_id")
        .rows()
    )


def rules(desk: Desk) -> tuple[str, ...]:
    """Return the formulas in words, for the foot of a form."""
    return (
        desk.say(
            N_(
                "N = students enrolled at the end of the period, less ОСВ, less those "
                "without a final mark; Н/А counts, зачёт does not. Success = 100 · "
                "(5 + 4 + 3) / N. Quality = 100 · (5 + 4) / N. СОУ = Σ(count · weight) "
                "/ N. The average is over marks that are numbers (§2.9)."
            )
        ),
    )
