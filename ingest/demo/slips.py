"""Typical mistakes in a mark cell, each planted with what was meant (issue 2)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import random

    from ingest.demo.filling import Written
    from ingest.workbook import CellKey

_EXCEL_EPOCH = date(1899, 12, 30)


class PlantedSlip(NamedTuple):
    """One planted mistake: tests compare what the program finds with these."""

    person_id: str
    kind: str
    key: CellKey
    written: Written
    meant: str
    at: datetime
    is_mended: bool  # the teacher writes it right on a later day


def slip_for(meant: str, on: date, chance: random.Random) -> tuple[str, Written] | None:
    """Return a kind of slip and what it leaves in the cell, if one fits the value."""
    if meant == "н":
        return "latin_letter", chance.choice(("H", "h", "N"))
    if "/" in meant and "н" not in meant:
        return "double_became_date", float(_as_date(meant, on.year))
    if meant == "б":
        return "words", "болел"
    if meant in {"5", "4", "3"}:
        wrong: tuple[tuple[str, Written], ...] = (
            ("off_the_scale", "6"),
            ("off_the_scale", "7"),
            ("stray_blank", f"{meant} "),
            ("plus_or_minus", f"{meant}+"),
            ("two_keys", f"{meant}{meant}"),
            ("number", float(meant)),
        )
        return chance.choice(wrong)
    return None


def _as_date(double: str, year: int) -> int:
    """Return the date serial that Excel makes of a typed «4/5»: the 4th of May."""
    day, month = double.split("/")
    return (date(year, int(month), int(day)) - _EXCEL_EPOCH).days
