"""The ledger: append-only, sealed, replayable (§1.4, §2.10)."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warehouse import ledger

PAGE, LESSON = "2026:5А:МАТ", "2026:5А:МАТ:20261123:2"


def marks(**by_student: str | None) -> pl.DataFrame:
    """Draw entries: one mark per student of one lesson, None for a removal."""
    return pl.DataFrame(
        [
            {
                "page_id": PAGE,
                "lesson_id": LESSON,
                "period_id": "",
                "student_id": student,
                "field": "mark",
                "value_text": mark or "",
                "value": mark,
                "mark_1": int(mark) if mark and mark.isdigit() else None,
                "mark_2": None,
                "attendance": "н" if mark == "н" else None,
                "sheet": "5А Математика",
                "cell": "D7",
                "reason": "",
            }
            for student, mark in by_student.items()
        ],
        schema=ledger.NEW_ENTRIES,
    )


def enter(school, entries, upload="u1"):
    author = ledger.Author(school.school_id, "2026", "t-1", school.clock.now(), upload)
    with school.database.writing() as cursor:
        return ledger.append(cursor, entries, author)


def current(school):
    with school.database.reading() as cursor:
        return dict(
            cursor.execute(
                "select student_id, value from journal.current order by 1"
            ).fetchall()
        )


def test_a_correction_is_a_new_entry_and_the_old_one_stays(empty_school):
    enter(empty_school, marks(s1="3", s2="н"))
    enter(empty_school, marks(s1="4"))

    assert current(empty_school) == {"s1": "4", "s2": "н"}
    with empty_school.database.reading() as cursor:
        told = ledger.history(cursor, (PAGE, LESSON, "", "s1", "mark"))
    assert told["value"].to_list() == ["3", "4"]
    assert told["recorded_by"].to_list() == ["t-1", "t-1"]


def test_a_removed_mark_leaves_the_current_values_and_stays_in_the_ledger(
    empty_school,
):
    enter(empty_school, marks(s1="3"))
    enter(empty_school, marks(s1=None))

    assert current(empty_school) == {}
    with empty_school.database.reading() as cursor:
        assert cursor.execute("select count(*) from journal.entries").fetchone() == (2,)


def test_the_journal_is_shown_as_it_stood_at_any_moment(empty_school, clock):
    enter(empty_school, marks(s1="3"))
    noon = clock.now()
    clock.set(noon + timedelta(hours=1))
    enter(empty_school, marks(s1="5", s2="4"))

    with empty_school.database.reading() as cursor:
        before = ledger.as_of(cursor, [PAGE], noon)
        after = ledger.as_of(cursor, [PAGE], clock.now())

    assert before["value"].to_list() == ["3"]
    assert sorted(after["value"].to_list()) == ["4", "5"]


def test_blocks_are_chained_by_their_digests(empty_school):
    first = enter(empty_school, marks(s1="3"))
    second = enter(empty_school, marks(s1="4"))

    with empty_school.database.reading() as cursor:
        chain = cursor.execute(
            "select block_id, previous_digest, digest from journal.blocks order by 1"
        ).fetchall()
        assert ledger.replay(cursor) == []
    assert chain == [(1, "", first.digest), (2, first.digest, second.digest)]


@pytest.mark.parametrize(
    ("alteration", "place"),
    [
        ("update journal.entries set value = '5' where entry_id = 1", "block 1"),
        ("update journal.entries set recorded_by = 't-2'", "block 1"),
        ("delete from journal.blocks where block_id = 1", "block 2"),
        ("update journal.current set value = '5'", "current values"),
        ("delete from journal.current", "current values"),
    ],
)
def test_an_alteration_behind_the_programs_back_is_named(
    empty_school, alteration, place
):
    enter(empty_school, marks(s1="3"))
    enter(empty_school, marks(s2="4"))
    with empty_school.database.writing() as cursor:
        cursor.execute(alteration)

    with empty_school.database.reading() as cursor:
        differences = ledger.replay(cursor)

    assert differences
    assert differences[0].startswith(place)


def test_an_append_that_fails_leaves_nothing(empty_school):
    enter(empty_school, marks(s1="3"))
    with (
        pytest.raises(RuntimeError, match="pulled"),
        empty_school.database.writing() as cursor,
    ):
        author = ledger.Author("school-17", "2026", "t-1", empty_school.clock.now(), "")
        ledger.append(cursor, marks(s1="5", s2="5"), author)
        raise RuntimeError("the plug is pulled")

    assert current(empty_school) == {"s1": "3"}
    with empty_school.database.reading() as cursor:
        assert cursor.execute("select count(*) from journal.blocks").fetchone() == (1,)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    blocks=st.lists(
        st.dictionaries(
            st.sampled_from(["s1", "s2", "s3"]),
            st.sampled_from(["2", "3", "4", "5", "н", None]),
            min_size=1,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_the_ledger_replayed_from_block_0_equals_the_current_values(
    empty_school, blocks
):
    with empty_school.database.writing() as cursor:
        for table in ("entries", "blocks", "current", "summary"):
            cursor.execute(f"delete from journal.{table}")
    expected: dict[str, str | None] = {}
    for block in blocks:
        enter(empty_school, marks(**block))
        expected |= block

    with empty_school.database.reading() as cursor:
        assert ledger.replay(cursor) == []
    assert current(empty_school) == {
        student: mark for student, mark in sorted(expected.items()) if mark is not None
    }
