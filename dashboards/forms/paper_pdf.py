"""Official forms as PDF/A: A4 upright or across, A3 where a sheet is wider."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from dashboards.forms.paper import printed, words
from dashboards.forms.seal import drawn_seal
from dashboards.forms.typeset import pdf_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboards.forms.paper import Paper, Table

TEMPLATE = Path(__file__).with_name("paper.typ")
_MARGINS = 24  # mm, left and right
# Paper, whether it lies across, and its width in mm: the first that holds the tables.
_SHEETS = (("a4", False, 210), ("a4", True, 297), ("a3", True, 420))
_SHORTEST_HEAD, _LONGEST_HEAD, _HEAD_LETTER, _ONE_LINE = 16, 40, 1.35, 18
_MOST_GROWTH = 1.6  # narrow columns on a wide page do not become wider than this


def paper_pdf(papers: Sequence[Paper]) -> bytes:
    """Return the printed forms one after the other, each with its own pages."""
    told = json.dumps([data_of(paper) for paper in papers], ensure_ascii=False)
    return pdf_of(TEMPLATE, forms=told)


def sheet_of(paper: Paper) -> tuple[str, bool, int]:
    """Return the smallest paper on which every table is whole."""
    widest = max((_least(table) for table in paper.tables), default=0)
    for sheet in _SHEETS:
        if widest <= sheet[2] - _MARGINS:
            return sheet
    return _SHEETS[-1]


def data_of(paper: Paper) -> dict[str, object]:
    """Return what the template reads as JSON: people's text is never its source."""
    size, is_wide, width = sheet_of(paper)
    return {
        "title": paper.title,
        "school_name": paper.school_name,
        "asked": paper.asked,
        "moment": paper.moment,
        "made_by": paper.made_by,
        "language": paper.language,
        "rules": paper.rules,
        "words": words(paper.language),
        "size": size,
        "is_wide": is_wide,
        "has_title_page": paper.has_title_page,
        "seal": drawn_seal(paper.seal),
        "certifier": paper.certifier._asdict() if paper.certifier else None,
        "tables": [_table(table, width - _MARGINS, paper) for table in paper.tables],
    }


def _least(table: Table) -> float:
    return sum(column.width for column in table.columns)


def _table(table: Table, width: float, paper: Paper) -> dict[str, object]:
    return {
        "title": table.title,
        "note": table.note,
        "groups": table.groups,
        "head_height": _head_height(table),
        "is_new_page": table.is_new_page,
        "is_one_page": table.is_one_page,
        "columns": [
            {"width": mm, "head": column.head, "align": column.align}
            | {"is_upright": column.is_upright}
            for column, mm in zip(table.columns, _widths(table, width), strict=True)
        ],
        "rows": [
            {
                "kind": row.kind,
                "cells": [
                    printed(cell, paper.language, paper.rounding) for cell in row.cells
                ],
            }
            for row in table.rows
        ],
    }


def _head_height(table: Table) -> float:
    """Return how long upright headings are in mm: on one line, or on two."""
    lengths = [len(column.head) for column in table.columns if column.is_upright]
    longest = max(lengths, default=0)
    lines = 1 if longest <= _ONE_LINE else 2
    needed = _HEAD_LETTER * longest / lines + (6 if lines > 1 else 2)
    return min(_LONGEST_HEAD, max(_SHORTEST_HEAD, needed))


def _widths(table: Table, width: float) -> list[float]:
    """Return the columns' widths: text takes what is left, else all grow a little."""
    least = _least(table)
    if least > width:
        return [column.width * width / least for column in table.columns]
    wrapping = sum(column.width for column in table.columns if column.may_wrap)
    if wrapping:
        left = width - least
        return [
            column.width + left * column.width / wrapping
            if column.may_wrap
            else column.width
            for column in table.columns
        ]
    growth = min(_MOST_GROWTH, width / least)
    return [column.width * growth for column in table.columns]
