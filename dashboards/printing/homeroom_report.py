"""The homeroom teacher's report of a class and a period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.forms.paper import Column, Formula, Paper, Row, Table
from dashboards.printing import categories, summary_form
from dashboards.printing.cells import mark
from dashboards.printing.sealing import Draft
from expectations.language import N_
from warehouse.queries import choices
from warehouse.queries.sheet import Sheet, class_sheet

if TYPE_CHECKING:
    from dashboards.forms.paper import Cell
    from dashboards.printing.desk import Desk
    from dashboards.printing.summary_form import Asked

KIND = "homeroom_report"
_COUNTS = (
    "count_5",
    "count_4",
    "count_3",
    "count_2",
    "count_not_attested",
    "count_exempt",
)
_HEADS = ("5", "4", "3", "2", "Н/А", "ОСВ")


def drafts(desk: Desk, asked: Asked) -> list[Draft]:
    """Return subjects with their figures, categories by name, debts and attendance."""
    sheet = class_sheet(
        desk.school.database,
        desk.viewer,
        asked.class_id,
        asked.period_id,
        asked.on,
        desk.school.timezone,
    )
    classes = desk.ask(choices.classes).filter(class_id=asked.class_id)
    paper = Paper(
        title=desk.say(N_("Report of the homeroom teacher")),
        school_name=desk.school.name,
        asked=(
            (desk.say(N_("Class")), asked.class_id),
            (desk.say(N_("Period")), asked.period_name),
            (desk.say(N_("Homeroom teacher")), "".join(classes["homeroom_name"])),
            (desk.say(N_("Students")), str(len(_here(sheet)))),
        ),
        tables=(
            _subjects(desk, sheet, asked),
            *categories.table(desk, sheet),
            _debts(desk, sheet),
            *_attendance(desk, sheet),
        ),
        moment=desk.moment(desk.school.clock.now()),
        made_by=desk.name,
        language=desk.language,
        rules=summary_form.rules(desk),
        certifier=desk.certifier,
    )
    scope = summary_form.scope(desk, sheet, asked)._replace(kind=KIND)
    return [Draft(paper, scope, summary_form.key_figures(sheet, asked, desk.rounding))]


def _here(sheet: Sheet) -> list[str]:
    return sorted(set(sheet.results.filter("is_enrolled_at_end")["student_id"]))


def _subjects(desk: Desk, sheet: Sheet, asked: Asked) -> Table:
    teachers: dict[str, list[str]] = {}
    for row in sheet.teachers.iter_rows(named=True):
        names = teachers.setdefault(row["subject_id"], [])
        if row["person_name"] not in names:
            names.append(row["person_name"])
    totals = sheet.totals.filter(period_id=asked.period_id).rows(named=True)
    overall = sheet.overall.filter(period_id=asked.period_id).rows(named=True)
    return Table(
        desk.say(N_("Subjects")),
        (
            Column(desk.say(N_("Subject")), 50, "left", may_wrap=True),
            Column(desk.say(N_("Teacher")), 50, "left", may_wrap=True),
            *(Column(head, 8.5, is_data=True) for head in _HEADS),
            Column("N", 8.5),
            *figure_columns(desk),
        ),
        (
            *(
                figures_row(
                    (
                        total["subject_name"],
                        ", ".join(teachers.get(total["subject_id"], [])),
                    ),
                    total,
                    "CDEFGHI",
                )
                for total in totals
            ),
            *(
                figures_row(
                    (desk.say(N_("The class")), ""), total, "CDEFGHI", is_total=True
                )
                for total in overall
            ),
        ),
        tab=desk.say(N_("Subjects")),
    )


def figure_columns(desk: Desk) -> tuple[Column, ...]:
    """Return the headings of success, quality, СОУ and average."""
    return (
        Column(desk.say(N_("Success, %")), 14),
        Column(desk.say(N_("Quality, %")), 14),
        Column(desk.say(N_("СОУ, %")), 13),
        Column(desk.say(N_("Average mark")), 14),
    )


def figures_row(
    names: tuple[Cell, ...],
    total: dict[str, Any],
    letters: str,
    *,
    is_total: bool = False,
) -> Row:
    """Return a row of counts with figures that a workbook works out from them.

    `letters` are the columns of 5, 4, 3, 2, Н/А, ОСВ and N.
    """
    five, four, three, two, not_attested, _, base = (
        f"{letter}{{row}}" for letter in letters
    )
    counts: list[Cell] = [total[column] for column in _COUNTS]
    if is_total:
        counts = [
            Formula("SUM({col}{first}:{col}{last})", total[column])
            for column in _COUNTS
        ]
    weighed = "+".join(
        f"{total[f'sou_weight_{kind}']:g}*{cell}"
        for kind, cell in (
            ("5", five),
            ("4", four),
            ("3", three),
            ("2", two),
            ("not_attested", not_attested),
        )
    )
    # A «1» is counted among the twos, so the sum of marks is not theirs to work out.
    return Row(
        (
            *names,
            *counts,
            Formula(
                f"{five}+{four}+{three}+{two}+{not_attested}",
                total["count_attested_base"],
            ),
            _share(f"100*({five}+{four}+{three})", base, total["success_percent"]),
            _share(f"100*({five}+{four})", base, total["quality_percent"]),
            _share(f"({weighed})", base, total["sou_percent"]),
            total["average"],
        ),
        "total" if is_total else "data",
    )


def _share(numerator: str, base: str, value: float | None) -> Formula:
    return Formula(
        f'IF({base}=0,"",{numerator}/{base})', "" if value is None else value, 1
    )


def _debts(desk: Desk, sheet: Sheet) -> Table:
    """Return who has «2», Н/А or незачёт in what, and who lacks a final mark."""
    grave = sheet.results.filter("is_enrolled_at_end")
    by_student: dict[str, tuple[str, list[str]]] = {}
    for row in grave.iter_rows(named=True):
        is_low = row["final"] in ("1", "2", "not_attested", "незачёт")
        if is_low:
            _, found = by_student.setdefault(
                row["student_id"], (row["student_name"], [])
            )
            found.append(f"{row['subject_name']} — {mark(row['final'])}")
    return Table(
        desk.say(N_("“2”, Н/А and незачёт")),
        (
            Column(desk.say(N_("Student")), 60, "left"),
            Column(desk.say(N_("Subjects")), 110, "left", may_wrap=True),
        ),
        tuple(Row((name, "; ".join(found))) for name, found in by_student.values()),
        tab=desk.say(N_("Debts")),
    )


def _attendance(desk: Desk, sheet: Sheet) -> list[Table]:
    names = dict(
        sheet.results.select("student_id", "student_name").unique().iter_rows()
    )
    heads = (
        (N_("Lessons"), "count_lessons"),
        (N_("Missed"), "count_missed"),
        (N_("ill"), "count_ill"),
        (N_("excused"), "count_excused"),
        (N_("without a reason"), "count_without_reason"),
        (N_("Full days missed"), "count_full_days"),
        (N_("Came late"), "count_late"),
    )
    found = [
        row
        for row in sheet.attendance.iter_rows(named=True)
        if row["student_id"] in names
    ]
    found.sort(key=lambda row: names[row["student_id"]])
    if not found:
        return []
    share = 'IF(B{row}=0,"",100*(B{row}-C{row})/B{row})'
    rows = [
        Row(
            (
                names[row["student_id"]],
                *(row[column] for _, column in heads),
                Formula(share, _attended(row["count_lessons"], row["count_missed"]), 1),
            )
        )
        for row in found
    ]
    sums = {column: sum(row[column] for row in found) for _, column in heads}
    total = Row(
        (
            desk.say(N_("The class")),
            *(
                Formula("SUM({col}{first}:{col}{last})", sums[column])
                for _, column in heads
            ),
            Formula(share, _attended(sums["count_lessons"], sums["count_missed"]), 1),
        ),
        "total",
    )
    return [
        Table(
            desk.say(N_("Attendance")),
            (
                Column(desk.say(N_("Student")), 60, "left", may_wrap=True),
                *(Column(desk.say(head), 15, is_data=True) for head, _ in heads),
                Column(desk.say(N_("Attendance, %")), 17),
            ),
            (*rows, total),
            tab=desk.say(N_("Attendance")),
        )
    ]


def _attended(lessons: int, missed: int) -> float | str:
    return 100 * (lessons - missed) / lessons if lessons else ""
