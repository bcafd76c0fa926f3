"""What the marking child is asked to do: plain data, sent to it as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

# The looks of a marked cell, worst first; one conditional format each.
FAULTY, CONFLICT, EMPTIED, WARNING = "faulty", "conflict", "emptied", "warning"
LOOKS = (FAULTY, CONFLICT, EMPTIED, WARNING)


class CellMark(NamedTuple):
    """One cell to colour while `condition` holds and to comment."""

    sheet: int  # the sheet's place in the file, 0-based, worksheets only
    row: int
    column: int
    look: str
    condition: str  # a formula about this cell; '' colours nothing
    comment: str


class ControlCell(NamedTuple):
    """A cell of the control sheet: a text, a number, or a formula with its value."""

    value: str | int
    style: str = "plain"  # a name of styles_part.STYLES
    formula: str = ""
    link: str = ""  # where a click leads: 'Sheet'!A1
    columns: int = 1  # how many it spans


@dataclass(frozen=True)
class ControlSheet:
    """The control sheet: rows of cells, empty ones are gaps; columns begin at B."""

    title: str  # the sheet's name; another one is found where it is taken
    widths: list[float]
    rows: list[list[ControlCell]]


@dataclass(frozen=True)
class MarkingJob:
    """All that is marked in one workbook."""

    control: ControlSheet
    old_control: int | None  # the sheet of an earlier returned copy, to be replaced
    marks: list[CellMark] = field(default_factory=list)

    def pack(self) -> bytes:
        """Return the job as JSON; texts may hold halves of signs."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def unpack(cls, packed: bytes) -> MarkingJob:
        """Return what `pack` packed."""
        given: dict[str, Any] = json.loads(packed)
        control = given["control"]
        rows = [[ControlCell(*cell) for cell in row] for row in control["rows"]]
        return cls(
            control=ControlSheet(control["title"], control["widths"], rows),
            old_control=given["old_control"],
            marks=[CellMark(*mark) for mark in given["marks"]],
        )
