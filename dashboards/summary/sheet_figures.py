"""The figures under a summary sheet: shown by the school's rounding, and explained.

Each figure is made here from its numerator, denominator and parameters, which the
marts keep, so that what is shown and how it came about cannot differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from dashboards.journal.figures import NONE, number, ratio
from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dashboards.summary.sheet_data import Attendance, Cell
    from warehouse.rounding import Amount

    Total: TypeAlias = Mapping[str, Any]

# Rows of counts: name (a message id) and column of class_totals and class_overall.
COUNTS = (
    (N_("Marks “5”"), "count_5"),
    (N_("Marks “4”"), "count_4"),
    (N_("Marks “3”"), "count_3"),
    (N_("Marks “2”"), "count_2"),
    (N_("Н/А"), "count_not_attested"),
    (N_("ОСВ"), "count_exempt"),
    (N_("зачёт, незачёт"), "count_passes"),
    (N_("No final mark yet"), "count_without_final"),
)
# Rows of these are left out where nobody has one.
UNCOMMON = frozenset(
    {"count_not_attested", "count_exempt", "count_passes", "count_without_final"}
)


class Figure(NamedTuple):
    """A figure as it is shown, and how it was made: «100 · (2 + 3) / 9»."""

    shown: str
    made: str


class _Formula(NamedTuple):
    title: str  # a message id
    places: int
    numerator: Callable[[Total], Amount]
    denominator: str
    written: Callable[[Total, str], str]


def _sum_of(total: Total, *columns: str) -> int:
    return sum(int(total[column]) for column in columns)


def _plus(total: Total, *columns: str) -> str:
    return " + ".join(str(total[column]) for column in columns)


_PASSED = ("count_5", "count_4", "count_3")
_GOOD = ("count_5", "count_4")
_SOU = ("5", "4", "3", "2", "not_attested")


def _weighed(total: Total, language: str) -> str:
    parts = (
        f"{plain(total[f'sou_weight_{kind}'], language)}·{total[f'count_{kind}']}"
        for kind in _SOU
    )
    return f"({' + '.join(parts)})"


_OF_SUBJECTS = (
    _Formula(
        N_("Success, %"),
        1,
        lambda total: 100 * _sum_of(total, *_PASSED),
        "count_attested_base",
        lambda total, _language: f"100 · ({_plus(total, *_PASSED)})",
    ),
    _Formula(
        N_("Quality, %"),
        1,
        lambda total: 100 * _sum_of(total, *_GOOD),
        "count_attested_base",
        lambda total, _language: f"100 · ({_plus(total, *_GOOD)})",
    ),
    _Formula(
        N_("СОУ, %"),
        1,
        lambda total: total["sou_sum"],
        "count_attested_base",
        _weighed,
    ),
    _Formula(
        N_("Average mark"),
        2,
        lambda total: total["sum_finals"],
        "count_marked",
        lambda total, _language: str(total["sum_finals"]),
    ),
    _Formula(
        N_("Objectivity"),
        2,
        lambda total: total["sum_objectivity"],
        "count_compared",
        lambda total, _language: str(total["sum_objectivity"]),
    ),
)
_OF_STUDENTS = (
    _Formula(
        N_("Success by students, %"),
        1,
        lambda total: 100 * int(total["count_successful_students"]),
        "count_attested_students",
        lambda total, _language: f"100 · {total['count_successful_students']}",
    ),
    _Formula(
        N_("Quality by students, %"),
        1,
        lambda total: 100 * int(total["count_good_students"]),
        "count_attested_students",
        lambda total, _language: f"100 · {total['count_good_students']}",
    ),
)


def titles() -> tuple[str, ...]:
    """Return the names of the figures of a subject, as message ids."""
    return tuple(formula.title for formula in _OF_SUBJECTS)


def figures(total: Total, language: str, rule: str) -> tuple[Figure, ...]:
    """Return the figures of a subject, or of all subjects of a class together."""
    return tuple(_figure(formula, total, language, rule) for formula in _OF_SUBJECTS)


def of_students(overall: Total, language: str, rule: str) -> dict[str, Figure]:
    """Return the shares of students of a class, by name (a message id)."""
    return {
        formula.title: _figure(formula, overall, language, rule)
        for formula in _OF_STUDENTS
    }


def _figure(formula: _Formula, total: Total, language: str, rule: str) -> Figure:
    below = total[formula.denominator]
    shown = ratio(formula.numerator(total), below, language, formula.places, rule)
    return Figure(shown, f"{formula.written(total, language)} / {below}")


def attendance(found: Attendance, language: str, rule: str) -> Figure:
    """Return the attendance in percent: 100 · (lessons − missed) / lessons."""
    attended = found.count_lessons - found.count_missed
    return Figure(
        ratio(100 * attended, found.count_lessons, language, 1, rule),
        f"100 · ({found.count_lessons} − {found.count_missed}) / {found.count_lessons}",
    )


def average(found: Cell, language: str, rule: str) -> Figure:
    """Return the running average of a student in a subject."""
    shown = ratio(found.sum_marks, found.count_marks, language, 2, rule)
    return Figure(shown, f"{found.sum_marks} / {found.count_marks}")


def weighted_average(found: Cell, language: str, rule: str) -> Figure:
    """Return the weighted average; a dash where the weights come to nothing."""
    top, below = found.sum_weighted, found.sum_weights
    return Figure(
        ratio(top, below, language, 2, rule),
        f"{plain(top, language)} / {plain(below, language)}",
    )


def told(found: Cell, subject: str, language: str, rule: str) -> str:
    """Return all that is behind a cell, for its title: sums, threshold, transfer."""
    parts = [subject]
    if found.count_marks:
        shown, made = average(found, language, rule)
        parts.append(
            say(N_("average {figure} = {made}"), language, figure=shown, made=made)
        )
        if found.sum_weights != found.count_marks:
            shown, made = weighted_average(found, language, rule)
            parts.append(
                say(N_("weighted {figure} = {made}"), language, figure=shown, made=made)
            )
    if found.objectivity is not None:
        parts.append(
            say(
                N_(
                    "rounded from {threshold}: {mark}; final less average: {difference}"
                ),
                language,
                threshold=plain(found.rounding_threshold or 0, language),
                mark=found.rounded_average,
                difference=f"{found.objectivity:+d}".replace("-", "−").replace(
                    "+0", "0"
                ),
            )
        )
    if found.is_final_transferred:
        parts.append(
            say(N_("final mark from {unit}"), language, unit=found.transferred_from)
        )
    elif found.count_transferred:
        parts.append(
            say(
                N_("marks from {unit}: {count}"),
                language,
                unit=found.transferred_from,
                count=found.count_transferred,
            )
        )
    return "; ".join(parts)


def plain(value: float, language: str) -> str:
    """Return a sum or a weight as it is, without idle zeros; never rounded to look."""
    text = number(value, language, 6)
    separator = "," if language == "ru" else "."
    return text.rstrip("0").rstrip(separator) if separator in text else text


def is_shown(figure: Figure) -> bool:
    """Tell whether there is a figure at all."""
    return figure.shown != NONE
