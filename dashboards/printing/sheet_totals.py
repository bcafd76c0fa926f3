"""The figures under a summary sheet as live totals (§2.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dashboards.forms.paper import Formula, Row
from expectations.language import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dashboards.forms.paper import Cell
    from dashboards.printing.desk import Desk

MARKS = N_("Marks “5”"), N_("Marks “4”"), N_("Marks “3”"), N_("Marks “2”")
_SOU = (
    "sou_weight_5",
    "sou_weight_4",
    "sou_weight_3",
    "sou_weight_2",
    "sou_weight_not_attested",
)
_EXEMPT, _NOT_ATTESTED = '"ОСВ"', '"Н/А"'


class Counting(NamedTuple):
    """How a workbook counts the marks of a column: all rows, or those of one period."""

    of: Callable[[str], str]  # of a criterion: `5` or `"Н/А"`
    average: str


ALL_ROWS = Counting(
    lambda criterion: f"COUNTIF({{col}}{{first}}:{{col}}{{last}},{criterion})",
    'IFERROR(AVERAGE({col}{first}:{col}{last}),"")',
)
ALL_CELLS = Counting(
    lambda criterion: f"COUNTIF({{left}}{{first}}:{{right}}{{last}},{criterion})",
    'IFERROR(AVERAGE({left}{first}:{right}{last}),"")',
)


def rows_of(
    desk: Desk,
    totals: Sequence[dict[str, Any] | None],
    countings: Sequence[Counting],
    before: Sequence[Cell],
    after: Sequence[Cell],
) -> list[Row]:
    """Return the rows of counts and figures; None is a column without totals.

    `before` and `after` are the cells around, the last of `before` gets the heading.
    """

    def row(words: str, name: str, make: Callable[..., Cell]) -> Row:
        cells = [
            None if total is None else make(total, counting)
            for total, counting in zip(totals, countings, strict=True)
        ]
        return Row((*before[:-1], words, *cells, *after), "total", name)

    def total_of(column: str, *criteria: str) -> Callable[..., Cell]:
        return lambda total, counting: Formula(
            "+".join(map(counting.of, criteria)), total[column]
        )

    return [
        row(desk.say(MARKS[0]), "n5", total_of("count_5", "5")),
        row(desk.say(MARKS[1]), "n4", total_of("count_4", "4")),
        row(desk.say(MARKS[2]), "n3", total_of("count_3", "3")),
        row(desk.say(MARKS[3]), "n2", total_of("count_2", "2", "1")),
        row(desk.say(N_("Н/А")), "na", total_of("count_not_attested", _NOT_ATTESTED)),
        row(desk.say(N_("ОСВ")), "exempt", total_of("count_exempt", _EXEMPT)),
        row(
            desk.say(N_("No final mark yet")),
            "gaps",
            lambda total, _: total["count_without_final"],
        ),
        row(
            desk.say(N_("N, students counted")),
            "base",
            lambda total, _: Formula(
                "{col}{n5}+{col}{n4}+{col}{n3}+{col}{n2}+{col}{na}",
                total["count_attested_base"],
            ),
        ),
        row(
            desk.say(N_("Success, %")),
            "success",
            lambda total, _: _share(
                "100*({col}{n5}+{col}{n4}+{col}{n3})", total, "success_percent"
            ),
        ),
        row(
            desk.say(N_("Quality, %")),
            "quality",
            lambda total, _: _share(
                "100*({col}{n5}+{col}{n4})", total, "quality_percent"
            ),
        ),
        row(
            desk.say(N_("СОУ, %")),
            "sou",
            lambda total, _: _share(f"({_weighed(total)})", total, "sou_percent"),
        ),
        row(
            desk.say(N_("Average mark")),
            "average",
            lambda total, counting: Formula(
                counting.average, _or_empty(total["average"]), 2
            ),
        ),
    ]


def _weighed(total: dict[str, Any]) -> str:
    """Return the numerator of СОУ with the weights that hold."""
    names = ("n5", "n4", "n3", "n2", "na")
    return "+".join(
        f"{total[weight]:g}*{{col}}{{{name}}}"
        for weight, name in zip(_SOU, names, strict=True)
    )


def _share(numerator: str, total: dict[str, Any], column: str) -> Formula:
    return Formula(
        f'IF({{col}}{{base}}=0,"",{numerator}/{{col}}{{base}})',
        _or_empty(total[column]),
        1,
    )


def _or_empty(value: float | None) -> float | str:
    """Return what the formula gives where there is nothing to divide by."""
    return "" if value is None else value
