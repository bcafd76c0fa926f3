"""Sheets that somebody spoilt are read or refused with a sentence; nothing breaks."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.foreign.facts import FACTS
from ingest.foreign.layout import shipped_layouts
from ingest.foreign.reading import UnknownLayoutError, read_file, read_sheets
from ingest.reading.sheets import CellError, RawSheet, RawWorkbook, UncachedFormula
from tests.foreign import journals, long_tables, netschool
from tests.foreign.chance import CHANCE

DRAWN = {
    "report": netschool.report,
    "results": netschool.results,
    "journal": journals.journal,
    "long": lambda random: long_tables.long_table(random, ending="xlsx"),
}
ODD = (
    None, "", " ", "\u200b", "5", "Предмет", "Ученик:", "Дата", "Тема", "ФИО", "31",
    "Сентябрь", "Класс: 8А", "Средняя оценка", "Итог", "1 четв", "{value}", "%s",
    0, -1, 5, 31, 2.5, 1e308, float("nan"), float("inf"), True, date(1900, 1, 2),
    date(2024, 5, 4), datetime(2024, 5, 4, 1),  # noqa: DTZ001 - a cell’s
    time(4, 5), timedelta(days=-3),
    CellError("#REF!"), UncachedFormula(), "²", "٣", "5" * 400, "н" * 300,
)  # fmt: skip


@cache
def drawn(kind: str, seed: int) -> RawWorkbook:
    return read_file(DRAWN[kind](Random(seed))[0])


@pytest.mark.parametrize("kind", DRAWN)
@given(random=CHANCE, seed=st.integers(0, 7))
@settings(max_examples=60)
def test_spoilt_sheets_break_nothing(kind, random, seed):
    sheets = [_spoilt(sheet, random) for sheet in drawn(kind, seed).sheets]
    try:
        read = read_sheets(RawWorkbook(sheets), "x.xlsx", layouts=shipped_layouts())
    except UnknownLayoutError:
        return
    for journal in read:
        assert journal.facts.schema == FACTS
        for problem in journal.problems:
            assert problem.sentence.format(**problem.facts)


def _spoilt(sheet: RawSheet, random: Random) -> RawSheet:
    rows = [list(cells) for cells in sheet.rows]
    merged = list(sheet.merged)
    for _ in range(random.randint(1, 12)):
        row = random.randrange(len(rows)) if rows else 0
        how = random.choice(("cell", "cell", "row", "drop", "twice", "merge", "short"))
        if not rows or not rows[row]:
            continue
        column = random.randrange(len(rows[row]))
        if how == "cell":
            rows[row][column] = random.choice(ODD)
        elif how == "row":
            rows[row] = [random.choice(ODD) for _ in rows[row]]
        elif how == "drop":
            del rows[row]
        elif how == "twice":
            rows.insert(row, list(rows[row]))
        elif how == "short":
            rows[row] = rows[row][:column]
        else:
            merged.append((row, column, row + random.randint(0, 3), column + 2))
    return RawSheet(sheet.name, "visible", rows, merged)
