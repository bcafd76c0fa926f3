"""A small school as version 0.1.0 wrote it: rows and digests set down here, by hand.

Nothing of today's program is used, so that it cannot agree with itself.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime

at = datetime.fromisoformat  # naive UTC, as it is stored
PAGE, LESSON, PERIOD = "2026:5А:МАТ", "2026:5А:МАТ:20260910:1", "2026-Q1"
LESSON_ON, SINCE = date(2026, 9, 10), date(2026, 8, 20)
# entry, block, student, value, received at
ENTRIES = (
    (1, 1, "К-1", "3", at("2026-09-10T09:00")),
    (2, 1, "К-2", "5", at("2026-09-10T09:00")),
    (3, 2, "К-1", "4", at("2026-09-11T09:00")),
)
_SETUP = (
    (
        "periods",
        (
            PERIOD,
            "2026",
            "I четверть",
            "quarter",
            "1-9",
            date(2026, 9, 1),
            date(2026, 10, 24),
        ),
    ),
    ("subjects", ("МАТ", "Математика", "Мат.", "marks", "", 0.5)),
    ("staff", ("p-mat", "Ильина", "Вера", "Петровна", "teacher", "", "ilina")),
    ("classes", ("5А", 5, 1, 5, "p-mat")),
    ("students", ("К-1", "Белов", "Пётр", "", "5А", date(2026, 9, 1), None, "")),
    ("students", ("К-2", "Ёлкина", "Анна", "", "5А", date(2026, 9, 1), None, "")),
)
_JOURNAL = (
    (
        "pages",
        (PAGE, "2026", "5А", "class", "МАТ", 5, "ooo", "5А · Математика", "marks"),
    ),
    ("page_teachers", (PAGE, "p-mat", date(2026, 9, 1), None)),
    ("roster", (PAGE, "К-1", "5А", date(2026, 9, 1), None)),
    ("roster", (PAGE, "К-2", "5А", date(2026, 9, 1), None)),
    (
        "page_periods",
        (PAGE, PERIOD, "I четверть", date(2026, 9, 1), date(2026, 10, 24)),
    ),
    (
        "lessons",
        (
            LESSON,
            PAGE,
            PERIOD,
            LESSON_ON,
            1,
            at("2026-09-10T05:00"),
            at("2026-09-10T05:45"),
            "",
            None,
            None,
        ),
    ),
    ("summary", (PAGE, PERIOD, "К-1", 1, 4, 4.0, 1.0, 0, 0, 0, 0, None)),
    ("summary", (PAGE, PERIOD, "К-2", 1, 5, 5.0, 1.0, 0, 0, 0, 0, None)),
    (
        "uploads",
        (
            "u-1",
            at("2026-09-10T09:00"),
            "p-mat",
            "page",
            "журнал.xlsx",
            "0" * 64,
            10,
            "",
            "recorded",
            "",
            "{}",
            2,
            2,
            0,
            0,
            0,
            0,
            1,
            at("2026-09-10T09:00"),
        ),
    ),
)


def write_first_school(connection, first_migration):
    """Make the first schema and fill it; return (student, field, value) as entered."""
    connection.execute(first_migration)
    connection.execute("create table migrations (name varchar, applied_at timestamp)")
    connection.execute("insert into migrations values ('0001_school.sql', now())")
    for table, row in _SETUP:
        _insert(connection, f"setup.{table}", (*row, SINCE, None))
    for table, row in _JOURNAL:
        _insert(connection, f"journal.{table}", row)
    previous = ""
    for block_id, upload in ((1, "u-1"), (2, "u-2")):
        entries = [entry for entry in ENTRIES if entry[1] == block_id]
        digest = _digest(previous, upload, entries)
        sealed_at = entries[0][4]
        _insert(
            connection,
            "journal.blocks",
            (
                "school-17",
                block_id,
                entries[0][0],
                len(entries),
                sealed_at,
                upload,
                previous,
                digest,
            ),
        )
        for entry_id, _, student, value, _ in entries:
            _insert(
                connection,
                "journal.entries",
                (
                    "school-17",
                    entry_id,
                    block_id,
                    "2026",
                    PAGE,
                    LESSON,
                    "",
                    student,
                    "mark",
                    value,
                    value,
                    int(value),
                    None,
                    None,
                    sealed_at,
                    "p-mat",
                    upload,
                    "5А Математика",
                    "C5",
                    "",
                    False,
                ),
            )
        previous = digest
    for entry_id, _, student, value, when in ENTRIES[1:]:
        _insert(
            connection,
            "journal.current",
            (
                PAGE,
                LESSON,
                "",
                student,
                "mark",
                value,
                value,
                int(value),
                None,
                None,
                entry_id,
                when,
                "p-mat",
            ),
        )
    return [(student, "mark", value) for _, _, student, value, _ in ENTRIES]


def _digest(previous, upload, entries):
    """Return a block's digest as 0.1.0 reckoned it: canonical JSON lines."""
    digest = hashlib.sha256(previous.encode())
    for entry_id, _, student, value, when in entries:
        row = [entry_id, str(when), "p-mat", upload, PAGE, LESSON, "", student, "mark"]
        row += [value, value, int(value), None, None, "5А Математика", "C5", ""]
        line = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
        digest.update(b"\n" + line.encode())
    return digest.hexdigest()


def _insert(connection, table, row):
    marks = ", ".join("?" * len(row))
    connection.execute(f"insert into {table} values ({marks})", list(row))
