"""Categories of students by their final marks, with names (§2.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.forms.paper import Column, Row, Table
from expectations.language import N_

if TYPE_CHECKING:
    from dashboards.printing.desk import Desk
    from warehouse.queries.sheet import Sheet

CATEGORIES = (
    (N_("All “5”"), "is_all_5"),
    (N_("“4” and “5”"), "is_all_4_and_5"),
    (N_("Exactly one “4”"), "is_one_4"),
    (N_("Exactly one “3”"), "is_one_3"),
    (N_("All “3” and above"), "is_all_3_and_above"),
    (N_("With a “2”"), "is_any_2"),
    (N_("With Н/А"), "is_any_not_attested"),
)


def table(desk: Desk, sheet: Sheet) -> list[Table]:
    """Return the categories; none for who does not read the whole class."""
    students = sheet.students.filter("is_enrolled_at_end")
    if students.is_empty():
        return []
    rows = []
    for words, column in CATEGORIES:
        names = students.filter(column)["student_name"].to_list()
        rows.append(Row((desk.say(words), len(names), ", ".join(names))))
    return [
        Table(
            desk.say(N_("Categories of students")),
            (
                Column(desk.say(N_("Category")), 38, "left"),
                Column(desk.say(N_("Students")), 16),
                Column(desk.say(N_("Who")), 110, "left", may_wrap=True),
            ),
            tuple(rows),
        )
    ]
