"""The ledger part: exact as Parquet and as CSV, which calculates nothing in Excel."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.warehouse.archive.written_csv import read_csv
from warehouse import ledger
from warehouse.archive.tables import NAMES, Of, as_csv, as_parquet, ledger_part

SCHEMA = pl.Schema(
    {
        "text": pl.String(),
        "number": pl.Int64(),
        "share": pl.Float64(),
        "is_so": pl.Boolean(),
        "day": pl.Date(),
        "at": pl.Datetime("us"),
    }
)
TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"),
    max_size=12,
) | st.sampled_from(["=1+1", " =1", "'=1", "''", '"', ";", "-5", "@x", "\t=1"])


@given(
    st.lists(
        st.tuples(
            st.none() | TEXTS,
            st.none() | st.integers(-(2**60), 2**60),
            st.none() | st.floats(allow_nan=False, allow_infinity=False),
            st.none() | st.booleans(),
            st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1)),
            st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001 - UTC as stored
        ),
        max_size=4,
    )
)
def test_csv_and_parquet_give_back_what_went_in_and_nothing_is_a_formula(rows):
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")

    assert_frame_equal(pl.read_parquet(as_parquet(frame)), frame)
    if rows:
        assert_frame_equal(read_csv(as_csv(frame), SCHEMA), frame)
    written = csv.DictReader(
        io.StringIO(as_csv(frame).decode("utf-8-sig"), newline=""), delimiter=";"
    )
    for row in written:
        assert not row["text"].lstrip().startswith(("=", "+", "-", "@"))


def write_to_parents(school):
    row = dict.fromkeys(ledger.NEW_ENTRIES, "") | {
        "page_id": "2026:5А:МАТ",
        "lesson_id": "2026:5А:МАТ:20261123:1",
        "field": "message",
        "value_text": "Зайдите в школу",
        "value": "Зайдите в школу",
        **dict.fromkeys(("mark_1", "mark_2", "attendance")),
    }
    author = ledger.Author(
        school.school_id, "2026", "p-mat", school.clock.now(), "a message"
    )
    with school.database.writing() as cursor:
        entries = pl.DataFrame([row], schema=ledger.NEW_ENTRIES)
        ledger.append(cursor, entries, author)


def test_a_package_of_a_class_holds_its_pages_in_the_period_and_no_other(filled_school):
    write_to_parents(filled_school)
    with filled_school.database.reading() as cursor:
        tables = ledger_part(cursor, Of("2026", "5А", "2026-Q2"))
        other = ledger_part(cursor, Of("2026", "5А", "2026-Q1"))
        (total,) = cursor.execute(
            """
            select count(*) from journal.entries
            where field <> 'message' and page_id in (
                select page_id from journal.roster where class_id = '5А'
            )
            """
        ).fetchone()

    assert tuple(tables) == NAMES
    entries = tables["entries"]
    assert len(entries) + len(other["entries"]) == total > 0
    assert "message" not in set(entries["field"])
    assert set(tables["pages"]["page_id"]) == set(tables["roster"]["page_id"])
    assert not any("5Б" in page for page in tables["pages"]["page_id"])
    assert set(entries["block_id"]) <= set(tables["blocks"]["block_id"])
    assert set(entries["upload_id"]) == set(tables["uploads"]["upload_id"])
    assert set(entries["recorded_by"]) <= set(tables["staff"]["person_id"])
    students = {one for one in entries["student_id"] if one}
    assert students <= set(tables["students"]["student_id"])
    columns = {name for frame in tables.values() for name in frame.columns}
    assert not columns & {"login", "roles", "password_hash", "order_number", "students"}
