"""What a sheet of the set-up workbook is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

# Table of the schema → rows as Python values: text '' and everything else None when
# empty; the validity columns are not part of it.
SetupTables = dict[str, list[dict[str, object]]]

Kind = Literal[
    "text",  # free words
    "code",  # a key, or a reference to one
    "codes",  # a comma list of codes
    "grades",  # «1-9», «1,2,5-7»
    "integer",
    "number",
    "date",
    "time",
    "yes_no",
    "choice",  # one of `choices`, stored as its key
    "choices",  # a comma list of them
    "number_choice",  # one of `choices`, stored as the integer of its key
    "setting",  # the value of a row of `about`, always stored as text
]


@dataclass(frozen=True)
class Column:
    """One column: its key in the schema and what an administrator sees of it."""

    key: str
    title: str  # message id, as `help` and the values of `choices`
    kind: Kind
    width: int
    help: str
    is_required: bool = False
    is_unique: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    refers_to: tuple[str, ...] = ()  # tables one of whose keys is meant
    lowest: float | None = None
    highest: float | None = None


@dataclass(frozen=True)
class Sheet:
    """One sheet, one `setup.*` table; `key` is the natural key of a row."""

    table: str
    title: str  # message id, as `help`
    help: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    is_required: bool = True
    keeps_left_out: bool = False  # a row that is left out still holds

    def column(self, key: str) -> Column:
        """Return the column with this schema key."""
        return next(column for column in self.columns if column.key == key)
