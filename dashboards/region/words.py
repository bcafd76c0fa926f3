"""The columns of figures that the region's tables share, and how they are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.forms.table_form import Share
from expectations.language import N_

if TYPE_CHECKING:
    from dashboards.forms.table_form import Cell

TIME_HEADS = (N_("In time"), N_("Complete"))
FINAL_HEADS = (N_("Success"), N_("Quality"), N_("Finals to give"))
SMALL = N_("withheld")
RULES = (
    N_(
        "In time: of the entries that were due, those that came in time, out of those "
        "in time, late and missing (§2.5 to 2.8). What is excused, void or of unknown "
        "time is in neither."
    ),
    N_("Complete: of the entries that were due, those that are there, in time or not."),
    N_(
        "Success: final marks 3, 4 and 5; quality: 4 and 5; out of all final marks and "
        "Н/А of students enrolled at the end of the period (§2.9)."
    ),
    N_(
        "Figures of fewer than five students are withheld; where that is one row, the "
        "next smallest with it, so that the total does not tell it."
    ),
)


def times_of(row: dict[str, Any]) -> tuple[Cell, ...]:
    """Return the cells under `TIME_HEADS`."""
    return (
        _share(row["count_on_time"], row["count_decided"]),
        _share(row["count_entered"], row["count_owed"]),
    )


def finals_of(row: dict[str, Any]) -> tuple[Cell, ...]:
    """Return the cells under `FINAL_HEADS`."""
    return (
        _share(row["count_passed"], row["count_base"]),
        _share(row["count_good"], row["count_base"]),
        row["count_without_final"],
    )


def _share(of: int | None, out_of: int | None) -> Cell:
    return None if out_of is None else Share(of or 0, out_of)
