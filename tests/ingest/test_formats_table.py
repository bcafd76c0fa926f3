"""docs/formats.md names every format and habit that the code and the tests know."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from ingest.reading import formats
from tests.ingest.program_habits import PROGRAMS

DOCUMENT = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")


def section(title: str) -> str:
    return DOCUMENT.split(f"## {title}", 1)[1].split("\n## ", 1)[0]


def test_every_format_that_is_read_has_its_row() -> None:
    rows = re.findall(r"^\| \.(\w+) \|", section("What is read"), re.MULTILINE)

    assert sorted(rows) == sorted(formats.ENDINGS)


def test_every_format_that_is_refused_by_name_is_told() -> None:
    named = set(re.findall(r'"(\.\w+)"', inspect.getsource(formats)))

    told = set(re.findall(r"\.\w+", section("What is refused, and what its sentence")))
    assert len(named) > 20
    assert named <= told


def test_every_habit_of_a_program_has_its_row() -> None:
    rows = re.findall(
        r"^\| ([^|]+?) \|", section("What programs do to an .xlsx"), re.MULTILINE
    )

    assert rows[1:] == list(PROGRAMS)
