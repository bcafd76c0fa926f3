"""One row of the set-up as it was typed on a page: read like a row of the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from expectations.language import say
from ingest.setup.cells import (
    NotAChoiceError,
    NotUnderstoodError,
    as_text,
    parse,
)
from ingest.setup.contract import SHEET_OF
from ingest.setup.rules import problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.setup.changes import Row
    from ingest.setup.columns import Column
    from ingest.setup.rules import SetupProblem


class TypedRow(NamedTuple):
    """What was understood; a value with a problem is None."""

    row: Row
    problems: list[SetupProblem]


def typed_row(table: str, typed: Mapping[str, object], language: str) -> TypedRow:
    """Return the row of the values typed for its columns, each read as a cell is.

    What is empty and required is said at once: a row is not gathered half filled.
    """
    sheet = SHEET_OF[table]
    title = say(sheet.title, language)
    row: Row = {}
    problems = []
    for column in sheet.columns:
        raw = typed.get(column.key)
        header = say(column.title, language)
        row[column.key] = None
        try:
            row[column.key] = parse(column, raw)
        except NotUnderstoodError:
            problems.append(
                problem(
                    "setup_value_understood", title, "", as_text(raw), column=header
                )
            )
        except NotAChoiceError:
            listed = tuple(column.choices.values())
            problems.append(
                problem(
                    "setup_choice_known",
                    title,
                    "",
                    as_text(raw),
                    column=header,
                    choices=listed,
                )
            )
        if _lacks(column, raw):
            problems.append(
                problem("setup_value_required", title, "", "", column=header)
            )
    return TypedRow(row, problems)


def _lacks(column: Column, raw: object) -> bool:
    return column.is_required and not as_text(raw)
