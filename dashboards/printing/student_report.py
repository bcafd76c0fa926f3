"""The report of a student (табель): subjects × periods, the year, absences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dashboards.forms.paper import Column, Formula, Paper, Row, Table
from dashboards.printing import outside_cells
from dashboards.printing.cells import mark
from dashboards.printing.sealing import Draft
from expectations.language import N_
from warehouse import teaching
from warehouse.printed_forms import Scope
from warehouse.queries import choices, outside_marks, printing, progress

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

    from dashboards.forms.paper import Cell
    from dashboards.printing.desk import Desk

KIND = "student_report"
_ATTESTATIONS = {
    "year": N_("Year"),
    "exam": N_("Exam"),
    "overall": N_("Overall"),
}
_SIGNS = N_("ОСВ: exempt or mastered. Н/А: not attested. зачёт: pass (§2.8).")
_ALWAYS = frozenset({"year", "overall"})
_ABSENCES = (
    (N_("Lessons held"), "count_lessons"),
    (N_("Lessons missed"), "count_missed"),
    (N_("of them ill"), "count_missed_ill"),
    (N_("of them excused"), "count_missed_excused"),
)


class _Class(NamedTuple):
    class_id: str
    roll: pl.DataFrame
    finals: dict[tuple[str, str, str], str]  # student, page, period → value
    periods: list[tuple[str, str]]  # reporting periods in order
    attestations: list[tuple[str, str]]  # year, exam, overall
    attendance: dict[tuple[str, str], dict[str, Any]]  # student, period → counts
    outside: pl.DataFrame  # what other schools state of the class


def drafts(desk: Desk, class_id: str, student_id: str = "") -> list[Draft]:
    """Return the report of one student, or of everybody in the class by name."""
    told = _gathered(desk, class_id)
    roll = told.roll
    if student_id:
        roll = roll.filter(student_id=student_id)
    return [_draft(desk, told, one) for one in roll.partition_by("student_id")]


def _gathered(desk: Desk, class_id: str) -> _Class:
    finals = {
        (student, page, period): value
        for student, page, period, value in desk.ask(
            printing.class_finals, class_id
        ).iter_rows()
    }
    periods = desk.ask(choices.class_periods, class_id)
    with desk.school.database.reading() as cursor:
        year_id = teaching.setting(cursor, "year_id")
    given = {period for _, _, period in finals}
    return _Class(
        class_id,
        desk.ask(printing.class_roll, class_id),
        finals,
        periods.select("period_id", "period_name").rows(),
        [
            (f"{year_id}-{kind}", desk.say(name))
            for kind, name in _ATTESTATIONS.items()
            if kind in _ALWAYS or f"{year_id}-{kind}" in given
        ],
        {
            (row["student_id"], period_id): row
            for period_id in periods["period_id"]
            for row in desk.ask(
                progress.student_attendance, class_id, period_id
            ).iter_rows(named=True)
        },
        desk.ask(outside_marks.of_class, class_id),
    )


def _draft(desk: Desk, told: _Class, roll: pl.DataFrame) -> Draft:
    student_id, name = roll["student_id"][0], roll["full_name"][0]
    columns = [*told.periods, *told.attestations]
    outside = told.outside.filter(student_id=student_id)
    stated = outside_cells.cells(desk, outside)
    subjects = _subjects(told, roll, [period for period, _ in columns], stated)
    table = Table(
        "",
        (
            Column(desk.say(N_("Subject")), 62, "left", may_wrap=True),
            *(Column(words, 17, is_data=True) for _, words in columns),
        ),
        (
            *(Row((subject, *cells)) for subject, cells in subjects),
            *_absences(desk, told, student_id),
        ),
        tab=name,
        note=" ".join((desk.say(_SIGNS), *outside_cells.notes(desk, outside))),
    )
    paper = Paper(
        title=desk.say(N_("Report of a student")),
        school_name=desk.school.name,
        asked=(
            (desk.say(N_("Student")), name),
            (desk.say(N_("Class")), told.class_id),
        ),
        tables=(table,),
        moment=desk.moment(desk.school.clock.now()),
        made_by=desk.name,
        language=desk.language,
        certifier=desk.certifier,
    )
    scope = Scope(
        KIND,
        tuple(sorted(set(roll["page_id"]))),
        class_id=told.class_id,
        student_id=student_id,
    )
    return Draft(paper, scope, _key_figures(columns, subjects))


def _subjects(
    told: _Class,
    roll: pl.DataFrame,
    periods: Sequence[str],
    stated: Mapping[tuple[str, str, str], Cell],
) -> list[tuple[str, tuple[Cell, ...]]]:
    """Return each subject's marks; who changed the group has those of both pages.

    Where there is none of ours stands what another school states.
    """
    found = []
    student_id = roll["student_id"][0]
    for pages in roll.partition_by("subject_id", maintain_order=True):
        by_stay = pages.sort("ends_on", descending=True)["page_id"]
        cells = tuple(
            next(
                (
                    mark(told.finals[student_id, page, period])
                    for page in by_stay
                    if (student_id, page, period) in told.finals
                ),
                stated.get((student_id, pages["subject_id"][0], period)),
            )
            for period in periods
        )
        if pages["grading"][0] != "none" or any(cells):
            found.append((pages["subject_name"][0], cells))
    return found


def _absences(desk: Desk, told: _Class, student_id: str) -> list[Row]:
    """Return the rows of absences: each period's count, and the year's as their sum."""
    rows = []
    width = len(told.periods)
    for sentence, column in _ABSENCES:
        found = [
            told.attendance.get((student_id, period)) for period, _ in told.periods
        ]
        counts = [one[column] if one else None for one in found]
        last = chr(ord("A") + width)
        year = Formula(f"SUM(B{{row}}:{last}{{row}})", sum(filter(None, counts)))
        rest: list[Cell] = [None] * (len(told.attestations) - 1)
        rows.append(Row((desk.say(sentence), *counts, year, *rest), "total"))
    return rows


def _key_figures(
    columns: Sequence[tuple[str, str]],
    subjects: Sequence[tuple[str, tuple[Cell, ...]]],
) -> tuple[tuple[str, str], ...]:
    """Return the marks of each period in the order of the paper's subjects."""
    return tuple(
        (
            words,
            ", ".join(
                "—" if cells[at] is None else str(cells[at]) for _, cells in subjects
            ),
        )
        for at, (_, words) in enumerate(columns)
        if any(cells[at] is not None for _, cells in subjects)
    )
