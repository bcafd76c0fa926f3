"""The summary made of values in memory is the one that SQL makes of the table."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from warehouse import summary
from warehouse.blocks import KEY
from warehouse.known_facts import KnownFacts
from warehouse.known_page import EMPTY, NO_NUMBERS, Change, summary_of

if TYPE_CHECKING:
    import duckdb

    from tests.ingest.desk import Desk
    from warehouse.known_page import SummaryRow
    from warehouse.school_folder import School

COUNT = 900
_MARKS = {
    "5": (5, None, None),
    "4/3": (4, 3, None),
    "2н": (2, None, "н"),
    "5/5о": (5, 5, "о"),
    "н": (None, None, "н"),
    "б": (None, None, "б"),
    "у": (None, None, "у"),
    "о": (None, None, "о"),
    ".": (None, None, None),
    "зачёт": (None, None, None),
}
_WEIGHTS = """
    update setup.work_types set weight = case hash(work_type_id) % 4
        when 0 then 1.0 when 1 then 0.1 when 2 then 2.345678 end
"""
_CURRENT = (*KEY, "value", "mark_1", "mark_2", "attendance")


@pytest.mark.parametrize("seed", range(6))
def test_memory_sums_what_sql_sums_before_and_after_changes(
    filled_school: School, seed: int
):
    chance = random.Random(seed)
    with filled_school.database.rehearsing() as cursor:
        cursor.execute(_WEIGHTS)
        pages = [
            row[0]
            for row in cursor.execute(
                "select page_id from journal.pages order by all limit 5"
            ).fetchall()
        ]
        cursor.execute("delete from journal.current")
        cells = _any_cells(cursor, chance, pages)
        _write(cursor, cells)
        known = KnownFacts()
        facts = known.facts(cursor)
        known.values(cursor, pages)

        unchanged = known.after([rows[0] for rows in cells.values()])
        again = summary_of(unchanged.values(), facts)
        assert _as_stored(cursor, again) == _in_sql(cursor, pages)

        after = summary_of(known.after(_changed(chance, cells)).values(), facts)
        _write(cursor, cells)

        assert _as_stored(cursor, after) == _in_sql(cursor, pages)
        assert len(after or []) > len(pages)


def test_a_value_that_counts_in_two_ways_is_asked_for(filled_school: School):
    with filled_school.database.rehearsing() as cursor:
        page_id, lesson_id = cursor.execute(
            "select page_id, lesson_id from journal.lessons order by all limit 1"
        ).fetchall()[0]
        of_old = Change((page_id, lesson_id, "", "a", "mark"), "A", (5, None, None))
        of_new = Change((page_id, lesson_id, "", "b", "mark"), "A", (4, None, None))
        known = KnownFacts()
        facts = known.facts(cursor)
        known.values(cursor, [page_id])

        assert summary_of(known.after([of_old]).values(), facts) is not None
        assert summary_of(known.after([of_old, of_new]).values(), facts) is None
        assert EMPTY.after([of_old]).after([of_new]).counts is None


def test_a_page_that_is_not_in_memory_is_asked_for(filled_school: School):
    known = KnownFacts()
    with filled_school.database.reading() as cursor:
        facts = known.facts(cursor)

    topic = Change(("a page", "a lesson", "", "", "topic"), "A", (None, None, None))
    assert summary_of(known.after([topic]).values(), facts) is None


def test_hand_ins_leave_the_summary_of_their_pages(desk: Desk):
    teacher = desk.open_workbook()
    for mark in ("3", "4", "4/5н", "н"):
        teacher.mark(desk.page, desk.students[0], desk.lesson).value = mark
        teacher.mark(desk.page, desk.students[1], desk.lesson).value = "5"
        desk.hand_in(teacher)

        with desk.school.database.rehearsing() as cursor:
            stored = cursor.execute(
                "select * from journal.summary where page_id = ?", [desk.page]
            ).fetchall()
            assert len(stored) == 2
            assert sorted(stored, key=str) == _in_sql(cursor, [desk.page])


def _any_cells(
    cursor: duckdb.DuckDBPyConnection, chance: random.Random, pages: list[str]
) -> dict[str, list[Change]]:
    """Cells of every kind on every page, some of them in lessons of other pages."""
    lessons = cursor.execute(
        "select lesson_id, page_id from journal.lessons order by all"
    ).fetchall()
    work_types = cursor.execute(
        "select work_type_id from setup.work_types order by all"
    ).fetchall()
    of_page: dict[str, dict[object, Change]] = {page: {} for page in pages}
    for _ in range(COUNT):
        page = chance.choice(pages)
        own = [lesson for lesson, its_page in lessons if its_page == page][:12]
        lesson = chance.choice(own)
        if chance.random() < 0.02:
            lesson = "no lesson of this school"
        student = f"student {chance.randrange(9)}"
        kind = chance.choice(("mark", "mark", "mark", "final", "work_type", "topic"))
        if kind == "mark":
            value, numbers = chance.choice(list(_MARKS.items()))
            row = Change((page, lesson, "", student, kind), value, numbers)
        elif kind == "final":
            period = chance.choice(("2026-Q1", "2026-Q2", "2026-year"))
            row = Change((page, "", period, student, kind), "5", NO_NUMBERS)
        else:
            kind = chance.choice((kind, "work_type_2")) if kind != "topic" else kind
            value = chance.choice([*(one for (one,) in work_types), "an unknown one"])
            row = Change((page, lesson, "", "", kind), value, NO_NUMBERS)
        of_page[page][row.key] = row
    return {page: list(rows.values()) for page, rows in of_page.items()}


def _changed(chance: random.Random, cells: dict[str, list[Change]]) -> list[Change]:
    """Change some of the cells, and take some away; return these changes."""
    changed: list[Change] = []
    for rows in cells.values():
        for place in sorted(chance.sample(range(len(rows)), 20), reverse=True):
            key = rows[place].key
            if chance.random() < 0.3:
                changed.append(Change(key, None, NO_NUMBERS))
                del rows[place]
            elif key[4] == "mark":
                value, numbers = chance.choice(list(_MARKS.items()))
                rows[place] = Change(key, value, numbers)
                changed.append(rows[place])
            else:
                changed.append(rows[place])
    return changed


def _write(cursor: duckdb.DuckDBPyConnection, cells: dict[str, list[Change]]) -> None:
    cursor.execute("delete from journal.current")
    cursor.executemany(
        f"insert into journal.current ({', '.join(_CURRENT)}) "
        "values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (*one.key, one.value, *one.numbers)
            for rows in cells.values()
            for one in rows
        ],
    )


def _as_stored(
    cursor: duckdb.DuckDBPyConnection, rows: list[SummaryRow] | None
) -> list[tuple[object, ...]]:
    """Return the rows as the table has them, in their order."""
    assert rows is not None
    pages = sorted({str(row[0]) for row in rows})
    summary.replace(cursor, pages, rows)
    return sorted(
        cursor.execute(
            "select * from journal.summary where list_contains(?, page_id)", [pages]
        ).fetchall(),
        key=str,
    )


def _in_sql(
    cursor: duckdb.DuckDBPyConnection, pages: list[str]
) -> list[tuple[object, ...]]:
    summary.refresh(cursor, pages)
    return sorted(
        cursor.execute(
            "select * from journal.summary where list_contains(?, page_id)", [pages]
        ).fetchall(),
        key=str,
    )
