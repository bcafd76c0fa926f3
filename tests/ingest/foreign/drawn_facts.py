"""Facts of a foreign journal, drawn as a table, as a reader would give them."""

from __future__ import annotations

from datetime import date

import polars as pl

from expectations.marks import DEFAULT_SCALE, read_final, read_mark
from ingest.foreign.facts import FACTS
from ingest.foreign.planning import Brought


def facts(table: str, *, class_name: str = "5А", sheet: str = "Журнал") -> pl.DataFrame:
    """Return FACTS of lines «subject | student | when | value»; `when` may have a #2.

    `when` is a day (2026-11-02) or a period; without a student the value is a topic,
    or homework after «ДЗ:».
    """
    rows = []
    for number, line in enumerate(table.strip().splitlines(), start=2):
        subject, student, when, text = (part.strip() for part in line.split("|"))
        rows.append(
            {
                "sheet": sheet,
                "cell": f"C{number}",
                "class_name": class_name,
                "subject_name": subject,
                "student_name": student,
                **_when(when),
                **_value(student, when, text),
            }
        )
    return pl.DataFrame(rows, schema=FACTS)


def brought(
    table: str | pl.DataFrame,
    content: bytes = b"a file",
    file_name: str = "журнал.xlsx",
    **named: str,
) -> Brought:
    """Return a file with the facts of a table."""
    frame = table if isinstance(table, pl.DataFrame) else facts(table, **named)
    return Brought(file_name, content, "drawn", frame)


def _when(when: str) -> dict[str, object]:
    day, _, nth = when.partition("#")
    try:
        lesson_on = date.fromisoformat(day)
    except ValueError:
        return {"lesson_on": None, "nth": 1, "period_name": when}
    return {"lesson_on": lesson_on, "nth": int(nth or 1), "period_name": ""}


def _value(student: str, when: str, text: str) -> dict[str, object]:
    if not student:
        field = "homework" if text.startswith("ДЗ:") else "topic"
        said = text.removeprefix("ДЗ:").strip()
        return {"field": field, "value_text": said, "value": said}
    is_final = _when(when)["lesson_on"] is None
    reading = (read_final if is_final else read_mark)(text, DEFAULT_SCALE)
    return {
        "field": "final" if is_final else "mark",
        "value_text": text,
        "value": reading.value,
        "mark_1": reading.mark_1,
        "mark_2": reading.mark_2,
        "attendance": reading.attendance,
    }
