"""A workbook is written the short way, and is the same to the last byte."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from xlsxwriter.worksheet import Worksheet

from ingest.writing import writer
from tests.ingest.small_workbook import MATHS, mark, small_plan

if TYPE_CHECKING:
    import pytest


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name) for name in book.namelist()}


def test_the_short_way_writes_what_xlsxwriter_writes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan = small_plan(
        {
            mark(MATHS, 16, 2, "Аникина Алёна"): "4/5",
            mark(MATHS, 18, 1, "Аникина Алёна"): '=1+1<"&',
        }
    )
    short = _parts(writer.write_workbook(plan))

    monkeypatch.setattr(writer, "TeacherSheet", Worksheet)

    assert _parts(writer.write_workbook(plan)) == short
    assert any(b"<f>" in part for part in short.values())
