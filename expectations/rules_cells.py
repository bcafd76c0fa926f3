"""Rules of a cell by itself: what Excel, or a hand that slipped, left in it."""

from __future__ import annotations

import polars as pl

from expectations.language import N_
from expectations.rule import FILLED, IS_DATE, IS_JUDGED, Rule


def _as_a_day(text: pl.Expr) -> pl.Expr:
    """Return 2026-05-04, or Excel's number 46146 for it, as 04.05.2026."""
    written = text.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    counted = pl.date(1899, 12, 30) + pl.duration(
        days=text.cast(pl.Int64, strict=False)
    )
    return pl.coalesce(written, counted).dt.strftime("%d.%m.%Y").fill_null(text)


class MarkIsNotADate(Rule):
    """Excel turns a typed 4/5 into the fourth of May."""

    id = "mark_is_not_a_date"
    clause = ""
    severity = "critical"
    description = N_("A mark cell holds a mark and not a date.")
    what = N_("The cell holds “{value}”, a date or a time, instead of a mark.")
    why = N_(
        "Excel turns “4/5” into a date when the cell is not text; what was typed is "
        "gone, and a mark must not be guessed."
    )
    fix = N_(
        "Set the format of the cell to “Text”, type the mark again and hand the "
        "workbook in again."
    )
    predicate = IS_JUDGED & IS_DATE
    shown_facts = (_as_a_day(pl.col("value_text")).alias("value"),)


class CellIsNotAnError(Rule):
    """#REF! and its kin would otherwise be read as an emptied cell."""

    id = "cell_is_not_an_error"
    clause = ""
    severity = "critical"
    description = N_("No cell shows an error.")
    what = N_("The cell shows the error “{value}”.")
    why = N_(
        "What stood there is lost to the formula; taking it as empty would remove the "
        "entry."
    )
    fix = N_("Type the value by hand instead of the formula.")
    predicate = pl.col("kind") == "error"


class FormulaHasAValue(Rule):
    """A formula that no program has calculated has no value to record."""

    id = "formula_has_a_value"
    clause = ""
    severity = "critical"
    description = N_("No cell holds a formula without a result.")
    what = N_("The cell holds a formula whose result is not in the file.")
    why = N_(
        "The program that saved the file did not calculate the formula, so its value "
        "is not known."
    )
    fix = N_(
        "Type the value by hand, or open the workbook in Excel or LibreOffice and save "
        "it again."
    )
    predicate = pl.col("kind") == "formula"


class CellsAreNotMerged(Rule):
    """One value over several cells belongs to nobody in particular."""

    id = "cells_are_not_merged"
    clause = ""
    severity = "critical"
    description = N_("No cells to be filled in are merged.")
    what = N_("The cell is merged with others: one value stands over all of them.")
    why = N_("It cannot be told which student or lesson of the merged cells is meant.")
    fix = N_("Unmerge the cells and write the value in each of them.")
    predicate = pl.col("kind") == "merged"


class CellStandsOnce(Rule):
    """A student's row or a lesson's column that was copied gives two values."""

    id = "cell_stands_once"
    clause = ""
    severity = "critical"
    description = N_("Each student and each lesson stands once on a sheet.")
    what = N_("“{value}” stands in a row or column that occurs twice on this page.")
    why = N_(
        "With the same student or lesson twice, it cannot be told which value counts."
    )
    fix = N_("Delete the copied row or column, keep the right one.")
    predicate = pl.col("is_duplicate") & FILLED
