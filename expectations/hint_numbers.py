"""The numbers that hints and norms judge by: defaults with their clauses.

A school's own numbers are rows of `setup.parameters` with the same ids, dated; models
join those, so a default here is what a new school is seeded with and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations.language import N_
from expectations.parameters import Parameter

if TYPE_CHECKING:
    from collections.abc import Mapping

_NORM = "СанПиН 1.2.3685-21 (табл. 6.6)"

HINT_NUMBERS: Mapping[str, Parameter] = {
    "failed_subjects": Parameter(
        1, "subjects", "2.8", N_("Final “2”: subjects at least")
    ),
    "not_attested_subjects": Parameter(
        1, "subjects", "2.8", N_("Not attested: subjects at least")
    ),
    "falling_weeks": Parameter(
        3, "weeks", "2.4", N_("Falling average: the last weeks that are compared")
    ),
    "falling_points": Parameter(
        0.5, "points", "2.4", N_("Falling average: by how much at least")
    ),
    "falling_marks": Parameter(
        3, "marks", "2.4", N_("Falling average: marks needed before and since")
    ),
    "border_width": Parameter(
        0.05, "points", "2.8", N_("Average near a border: how near at most")
    ),
    "one_short_subjects": Parameter(
        3, "subjects", "2.9", N_("One mark short: subjects with a mark at least")
    ),
    "noticed_absence_share": Parameter(
        0.25, "share", "2.5", N_("Many absences: share of all lessons missed")
    ),
    "unexcused_lessons": Parameter(
        5, "lessons", "2.5", N_("Missed without a reason: lessons at least")
    ),
    "few_marks_weeks": Parameter(
        2, "weeks", "2.8", N_("Few marks: last weeks of a period in which it is told")
    ),
    "lessons_without_mark": Parameter(
        6, "lessons", "2.5", N_("No mark for long: lessons attended without one")
    ),
}
NORMS: Mapping[str, Parameter] = {
    "homework_norm_grade_1": Parameter(
        60, "minutes", _NORM, N_("Homework of a day at most: grade 1")
    ),
    "homework_norm_grades_2_3": Parameter(
        90, "minutes", _NORM, N_("Homework of a day at most: grades 2 and 3")
    ),
    "homework_norm_grades_4_5": Parameter(
        120, "minutes", _NORM, N_("Homework of a day at most: grades 4 and 5")
    ),
    "homework_norm_grades_6_8": Parameter(
        150, "minutes", _NORM, N_("Homework of a day at most: grades 6 to 8")
    ),
    "homework_norm_grades_9_11": Parameter(
        210, "minutes", _NORM, N_("Homework of a day at most: grades 9 to 11")
    ),
}
