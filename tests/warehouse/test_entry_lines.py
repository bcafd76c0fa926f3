"""Entries that are sealed by columns have the lines that rows have one by one."""

from __future__ import annotations

import random
from datetime import datetime

import polars as pl
import pytest

from warehouse import blocks, canonical
from warehouse.blocks import ENTRIES, WRITTEN, entry_lines
from warehouse.ledger import NEW_ENTRIES

_PLAIN = ("", "5", "4/5н", "Тема 1. Повторение", "\x7f", "\u2028", "😀", "null", "],[")
_ODD = ("с «кавычками»", 'с "кавычками"', "в две\nстроки", "C:\\папка", "\t", "\x01")
_WHEN = datetime(2026, 11, 23, 10, 30, 0, 250_000)  # noqa: DTZ001 - as it is stored


@pytest.mark.parametrize("seed", range(6))
def test_lines_by_columns_are_lines_by_rows(seed: int, monkeypatch):
    monkeypatch.setattr(blocks, "_MANY", 0)
    chance = random.Random(seed)
    texts = [*_PLAIN, *(_ODD if seed % 2 else ()), None]
    marks = (None, 1, 5, -3)
    written = pl.DataFrame(
        {
            name: [
                chance.choice(marks if name.startswith("mark_") else texts)
                for _ in range(120)
            ]
            for name in WRITTEN
        },
        schema=NEW_ENTRIES,
    )
    author = (_WHEN.replace(microsecond=seed), 'К-"1"', "a" * 32)

    # 960 to 1079: their order as text is not their order as numbers.
    found = entry_lines(960, author, written, "2026", is_undetermined=seed > 2)

    assert found == canonical.lines(
        ENTRIES,
        [
            (number, str(author[0]), *author[1:], *row, "2026", seed > 2)
            for number, row in enumerate(written.rows(), 960)
        ],
    )


def test_no_entries_have_no_lines():
    nothing = pl.DataFrame(schema=NEW_ENTRIES)

    assert entry_lines(1, (_WHEN, "", ""), nothing, "", is_undetermined=False) == []
