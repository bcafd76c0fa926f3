"""Messages written on the page: entries of the ledger, as from a workbook (§1.5).

One on a journal page is the same cell that the workbook's sheet of messages has, so the
writer's next workbook shows it, and either corrects the other. What a homeroom teacher
writes to the own class stands on the sheet of the class, which no workbook has. A
correction is a new entry; taken back is an entry without value.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from expectations.language import N_
from ingest.workbook import message_key
from warehouse import ledger, teaching
from warehouse.access import log
from warehouse.access.may_act import refuse_under_a_breach
from warehouse.access.roles import STUDENT_PREFIX
from warehouse.clock import school_day
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from datetime import date, datetime

    import duckdb

    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

LONGEST = 2000  # characters; a workbook's cell has its own limit
PLACE = "messages"  # in the log of access
# A message's row: one that a workbook made is named `<workbook>-<number>`.
_ROW = "page-"
NOT_OPEN = N_("You write to the families of your own pages and your own class only.")
NOT_ON_ROLL = N_("This student is not on the roll on that day. Choose another one.")
NOT_YOUR_LESSON = N_(
    "A comment belongs to a lesson of yours that has begun. Look at the list again."
)
NOT_YOURS = N_(
    "This message was taken back, corrected or is not yours to change. Look at the "
    "list again."
)


class Whom(NamedTuple):
    """Whom a message goes to: a place's class or group, or one student of it.

    With a lesson the message is a comment on the student at that lesson.
    """

    page_id: str
    student_id: str = ""
    lesson_id: str = ""


class _Standing(NamedTuple):
    page_id: str
    student_id: str
    message_id: str
    value_text: str


def write(school: School, viewer: Viewer, whom: Whom, text: str) -> None:
    """Send a message; it stands in the diary at once."""
    words = cleaned(text)
    now = school.clock.now()
    with school.database.writing() as cursor:
        refuse_under_a_breach(cursor, viewer.person_id, now)
        _refuse_closed_places(cursor, viewer, whom.page_id)
        on = _day(cursor, school, viewer, whom)
        _refuse_off_the_roll(cursor, whom, on)
        standing = _Standing(
            whom.page_id,
            whom.student_id,
            message_key(on, f"{_ROW}{secrets.token_hex(6)}"),
            words,
        )
        _append(cursor, school, viewer, standing, "")
        _note(cursor, now, viewer, "message_written", standing)


def correct(school: School, viewer: Viewer, entry_id: int, text: str) -> bool:
    """Change the words of an own message; False where they are the same.

    `entry_id` is that of the words which the writer saw.
    """
    words = cleaned(text)
    now = school.clock.now()
    with school.database.writing() as cursor:
        refuse_under_a_breach(cursor, viewer.person_id, now)
        standing = _own(cursor, viewer, entry_id)
        if standing.value_text == words:
            return False
        corrected = standing._replace(value_text=words)
        _append(cursor, school, viewer, corrected, "correction")
        _note(cursor, now, viewer, "message_corrected", standing)
    return True


def take_back(school: School, viewer: Viewer, entry_id: int) -> None:
    """Take an own message back: its words leave the diary, not the ledger."""
    now = school.clock.now()
    with school.database.writing() as cursor:
        refuse_under_a_breach(cursor, viewer.person_id, now)
        standing = _own(cursor, viewer, entry_id)
        _append(cursor, school, viewer, standing, "removal")
        _note(cursor, now, viewer, "message_taken_back", standing)


def cleaned(text: str) -> str:
    """Return the words as the ledger keeps them, as a workbook's reader would."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    shown = (
        "".join(sign if sign.isprintable() else " " for sign in line).rstrip()
        for line in lines
    )
    words = "\n".join(shown).strip()
    if not words:
        raise VedomostError("Write what the message says.")
    if len(words) > LONGEST:
        raise VedomostError(
            "A message has at most {limit} characters, this one has {count}.",
            limit=LONGEST,
            count=len(words),
        )
    return words


def _refuse_closed_places(
    cursor: duckdb.DuckDBPyConnection, viewer: Viewer, page_id: str
) -> None:
    found = cursor.execute(
        "select 1 from intermediate.int_message_access "
        "where person_id = ? and page_id = ?",
        [viewer.person_id, page_id],
    ).fetchone()
    if found is None:
        raise VedomostError(NOT_OPEN)


def _day(
    cursor: duckdb.DuckDBPyConnection, school: School, viewer: Viewer, whom: Whom
) -> date:
    """Return the day of a message: today, or that of the lesson it comments on."""
    today = school_day(school.clock.now(), school.timezone)
    if not whom.lesson_id:
        return today
    found = cursor.execute(
        "select lessons.lesson_on from staging.stg_lessons as lessons "
        "inner join intermediate.int_giving_teachers as giving "
        "on lessons.lesson_id = giving.lesson_id and giving.person_id = $person_id "
        "where lessons.lesson_id = $lesson_id and lessons.page_id = $page_id "
        "and lessons.lesson_on <= $today and giving.kind <> 'cancelled'",
        {
            "person_id": viewer.person_id,
            "lesson_id": whom.lesson_id,
            "page_id": whom.page_id,
            "today": today,
        },
    ).fetchone()
    if found is None or not whom.student_id:
        raise VedomostError(NOT_YOUR_LESSON)
    on: date = found[0]
    return on


def _refuse_off_the_roll(
    cursor: duckdb.DuckDBPyConnection, whom: Whom, on: date
) -> None:
    found = cursor.execute(
        "select 1 from intermediate.int_message_recipients "
        "where page_id = $page_id and $student_id in ('', student_id) "
        "and $on between starts_on and ends_on",
        {"page_id": whom.page_id, "student_id": whom.student_id, "on": on},
    ).fetchone()
    if found is None:
        raise VedomostError(NOT_ON_ROLL)


def _own(cursor: duckdb.DuckDBPyConnection, viewer: Viewer, entry_id: int) -> _Standing:
    """Return an own message that stands with these last words, or refuse."""
    found = cursor.execute(
        "select messages.page_id, messages.student_id, messages.message_id, "
        "messages.value_text from intermediate.int_messages as messages "
        "inner join intermediate.int_message_access as access "
        "on messages.page_id = access.page_id and access.person_id = $person_id "
        "where messages.person_id = $person_id and messages.entry_id = $entry_id "
        "and not messages.is_taken_back",
        {"person_id": viewer.person_id, "entry_id": entry_id},
    ).fetchone()
    if found is None:
        raise VedomostError(NOT_YOURS)
    return _Standing(*found)


def _append(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    viewer: Viewer,
    said: _Standing,
    reason: str,
) -> None:
    is_removal = reason == "removal"
    row = {
        **dict.fromkeys(ledger.NEW_ENTRIES, ""),
        **dict.fromkeys(("mark_1", "mark_2", "attendance")),
        "page_id": said.page_id,
        "student_id": said.student_id,
        "period_id": said.message_id,
        "field": "message",
        "value_text": "" if is_removal else said.value_text,
        "value": None if is_removal else said.value_text,
        "reason": reason,
    }
    author = ledger.Author(
        school_id=school.school_id,
        year_id=teaching.setting(cursor, "year_id"),
        person_id=viewer.person_id,
        received_at=school.clock.now(),
        upload_id="",
    )
    entries = pl.DataFrame([row], schema=ledger.NEW_ENTRIES)
    ledger.append(cursor, entries, author)


def _note(
    cursor: duckdb.DuckDBPyConnection,
    now: datetime,
    viewer: Viewer,
    action: str,
    said: _Standing,
) -> None:
    """Tell the log of access to whom, never what."""
    log.write(
        cursor,
        now,
        log.Actor(person_id=viewer.person_id),
        action,
        place=PLACE,
        scope=said.page_id,
        about=f"{STUDENT_PREFIX}{said.student_id}" if said.student_id else "",
    )
