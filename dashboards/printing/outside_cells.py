"""Marks from another school on paper: signed, as text, so no formula counts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.outside_marks.stated import by_cell, footnotes, legend, of_frame, signed

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from dashboards.forms.paper import Cell
    from dashboards.printing.desk import Desk


def cells(desk: Desk, outside: pl.DataFrame) -> Mapping[tuple[str, str, str], Cell]:
    """Return what stands where we have no final, by student, subject and period."""
    found = by_cell(of_frame(outside))
    return {key: signed(marks, desk.language) for key, marks in found.items()}


def notes(desk: Desk, outside: pl.DataFrame) -> list[str]:
    """Return what the sign means and each document with all that it states."""
    marks = of_frame(outside)
    if not marks:
        return []
    return [legend(desk.language), *footnotes(marks, desk.language)]
