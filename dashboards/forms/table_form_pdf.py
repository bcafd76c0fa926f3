"""A page of figures on A4 as PDF: what the screen shows, with rules at the foot."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from dashboards.forms.seal import drawn_seal
from dashboards.forms.table_form import are_numbers, labels, shown
from dashboards.forms.typeset import pdf_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboards.forms.table_form import Form, FormTable

TEMPLATE = Path(__file__).with_name("table_form.typ")
_MOST_UPRIGHT_COLUMNS = 7
# In letters: what is short keeps its width, what is long shares the rest of the line.
_NARROW, _WIDEST, _HEAD_WORD = 12, 44, 8
_LETTER, _HEAD_LETTER, _INSET = 4.8, 6.2, 9.0  # points


def table_form_pdf(form: Form) -> bytes:
    """Return the printed form."""
    return pdf_of(TEMPLATE, form=data_of(form))


def data_of(form: Form) -> str:
    """Return the JSON that the template reads: people's text is never its source."""
    widest = max((len(table.heads) for table in form.tables), default=0)
    return json.dumps(
        {
            **form._asdict(),
            "labels": labels(form.language),
            "seal": drawn_seal(form.seal),
            "is_wide": widest > _MOST_UPRIGHT_COLUMNS,
            "tables": [_table(table, form.language) for table in form.tables],
        },
        ensure_ascii=False,
    )


def _table(table: FormTable, language: str) -> dict[str, object]:
    rows = [[shown(value, language) for value in row] for row in table.rows]
    return {
        "title": table.title,
        "note": table.note,
        "heads": table.heads,
        "rows": rows,
        "are_numbers": are_numbers(table),
        "columns": _columns(table.heads, rows),
    }


def _columns(heads: Sequence[str], rows: list[list[str]]) -> list[dict[str, float]]:
    """Return each column's width in points, or its share (`fr`) of what is left."""
    longest = [
        max((len(row[place]) for row in rows), default=1) for place in range(len(heads))
    ]
    if all(letters <= _NARROW for letters in longest):
        return [{"fr": max(1, letters)} for letters in longest]
    return [
        {"pt": _INSET + max(_LETTER * letters, _HEAD_LETTER * _head_word(head))}
        if letters <= _NARROW
        else {"fr": min(_WIDEST, letters)}
        for head, letters in zip(heads, longest, strict=True)
    ]


def _head_word(head: str) -> int:
    """Return how wide a heading is at least; its longer words are hyphenated."""
    return min(_HEAD_WORD, max(map(len, head.split()), default=1))
