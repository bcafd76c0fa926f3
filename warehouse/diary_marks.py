"""What a family marks in the diary: a message as read, a week as seen.

Read marks are a convenience for both sides and are not sealed. A week that a parent
marked as seen stands in the place of a signature, so it is sealed and never taken back.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from warehouse import sealed_records
from warehouse.access import log
from warehouse.access.may_act import refuse_under_a_breach
from warehouse.access.roles import STUDENT_PREFIX
from warehouse.clock import school_day, utc_naive
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    import duckdb

    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

PLACE = "diary"  # in the log of access
_SEEN = "journal.weeks_seen"
# Messages that stand in the diary with these last words, and are unread by the person.
_TO_READ = """
    select distinct messages.entry_id
    from intermediate.int_diary_messages as messages
    inner join intermediate.int_diary_access as access
        on messages.student_id = access.student_id and access.person_id = $person_id
    anti join (
        select entry_id from intermediate.int_message_reads
        where person_id = $person_id and student_id = $student_id
    ) as reads
        on messages.entry_id = reads.entry_id
    where
        messages.student_id = $student_id
        and not messages.is_taken_back
        and list_contains($entry_ids, messages.entry_id)
    order by 1
"""
_HAS_SEEN = """
    select count_since from marts.weeks_seen
    where student_id = $student_id and week_on = $monday and person_id = $person_id
"""


def mark_read(
    school: School, viewer: Viewer, student_id: str, entry_ids: Iterable[int]
) -> int:
    """Mark words in a diary as read by the viewer; return how many were not yet.

    What is not in this diary, was corrected or taken back meanwhile is passed over: who
    clicks has not seen the words of now.
    """
    now = school.clock.now()
    asked = {
        "person_id": viewer.person_id,
        "student_id": student_id,
        "entry_ids": list(entry_ids),
    }
    with school.database.writing() as cursor:
        refuse_under_a_breach(cursor, viewer.person_id, now)
        _changes_only_this_diary(school, cursor, student_id)
        found = cursor.execute(_TO_READ, asked).fetchall()
        for (entry_id,) in found:
            cursor.execute(
                "insert into journal.message_reads values (?, ?, ?, ?)",
                [entry_id, student_id, viewer.person_id, utc_naive(now)],
            )
    return len(found)


def mark_seen(school: School, viewer: Viewer, student_id: str, monday: date) -> bool:
    """Mark a week of a child's diary as seen by a parent.

    False where it is marked already and nothing has come since: a button that is
    pressed twice signs once.
    """
    now = school.clock.now()
    monday -= timedelta(days=monday.weekday())
    if monday > school_day(now, school.timezone):
        raise VedomostError("This week has not begun yet: there is nothing to see.")
    asked = {"person_id": viewer.person_id, "student_id": student_id}
    with school.database.writing() as cursor:
        refuse_under_a_breach(cursor, viewer.person_id, now)
        _refuse_strangers(cursor, asked)
        _changes_only_this_diary(school, cursor, student_id)
        seen = cursor.execute(_HAS_SEEN, {**asked, "monday": monday}).fetchone()
        if seen is not None and seen[0] == 0:
            return False
        _write(cursor, school, now, {**asked, "week_on": monday})
    return True


def _changes_only_this_diary(
    school: School, cursor: duckdb.DuckDBPyConnection, student_id: str
) -> None:
    """A family's mark concerns the family and who follows the child's pages."""
    pages = cursor.execute(
        "select distinct page_id from journal.roster where student_id = $student_id",
        {"student_id": student_id},
    ).fetchall()
    school.database.changes.only(page_id for (page_id,) in pages)


def _refuse_strangers(cursor: duckdb.DuckDBPyConnection, asked: dict[str, str]) -> None:
    """Let pass a parent of today alone, and say to the student why not."""
    is_parent = cursor.execute(
        "select 1 from staging.stg_children "
        "where person_id = $person_id and student_id = $student_id",
        asked,
    ).fetchone()
    if is_parent is None:
        if asked["person_id"] == STUDENT_PREFIX + asked["student_id"]:
            raise VedomostError("Only a parent marks a week as seen.")
        raise VedomostError("This diary is not open to you.")


def _write(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    now: datetime,
    row: dict[str, object],
) -> None:
    seen = {**row, "seen_at": utc_naive(now)}
    sealed_records.write(cursor, school.school_id, now, _SEEN, [seen])
    log.write(
        cursor,
        now,
        log.Actor(person_id=str(row["person_id"])),
        "week_seen",
        place=PLACE,
        about=f"{STUDENT_PREFIX}{row['student_id']}",
    )
