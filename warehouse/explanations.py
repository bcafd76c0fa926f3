"""What teachers say of late and missing entries, and what the administration answers.

Append-only: a change of mind is another row, and `intermediate.int_explanations` says
which holds. No explanation changes an entry or its time, and every share is shown
without them too, which the entries alone decide.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, NamedTuple

from warehouse import sealed_records
from warehouse.access import log
from warehouse.access.may_act import refuse_under_a_breach
from warehouse.clock import utc_naive
from warehouse.errors import VedomostError
from warehouse.obligations import bring_up_to_date
from warehouse.queries.outcomes import OUTCOME_UNEXCUSED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import duckdb

    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

REASONS = (
    "illness",
    "replaced_lesson",
    "no_connection",
    "business_trip",
    "school_event",
    "technical_failure",
    "other",
)
LONGEST_NOTE = 300
_EXPLANATIONS, _ANSWERS = "journal.explanations", "journal.explanation_answers"
PLACE = "timeliness"  # in the log of access

# What may be explained: late or missing by now, and not explained, or in vain.
_TO_EXPLAIN = f"""
select distinct page_id, lesson_id, period_id, kind
from marts.obligations
where person_id = $person_id
    and opens_at <= $now
    and {OUTCOME_UNEXCUSED} in ('late', 'missing')
    and (explanation_id is null or is_accepted = false)
"""
_TO_WITHDRAW = """
select explanation_id, page_id, lesson_id, period_id, kind
from intermediate.int_explanations
where person_id = $person_id and is_accepted is null
    and list_contains($explanation_ids, explanation_id)
"""
# Nobody answers the own one, whatever they lead.
_TO_ANSWER = """
select explained.explanation_id, explained.person_id, explained.page_id
from intermediate.int_explanations as explained
inner join staging.stg_pages as pages on explained.page_id = pages.page_id
inner join intermediate.int_leaders as leaders
    on pages.school_level = leaders.school_level and leaders.person_id = $person_id
where explained.person_id <> $person_id
    and list_contains($explanation_ids, explained.explanation_id)
"""
# The latest holds, so whatever is said twice within a moment is said a moment later.
_LATER = """
select greatest($now, max({moment}) + interval 1 microsecond)
from journal.{table} where list_contains($ids, {key})
"""


class Matter(NamedTuple):
    """What is explained as one: something of a lesson, or a page's final marks."""

    page_id: str
    lesson_id: str
    period_id: str
    kind: str  # as in `marts.obligations`


def explain(
    school: School,
    viewer: Viewer,
    matters: Sequence[Matter],
    reason: str,
    note: str = "",
) -> None:
    """Say why own entries came late or are missing; all of them, or none.

    What is not due yet cannot be explained: it may still be entered. Neither can what
    waits for an answer or was accepted.
    """
    if reason not in REASONS:
        raise ValueError(reason)
    words = _checked(note)
    if reason == "other" and not words:
        raise VedomostError("Say in a few words what the reason was.")
    if not matters:
        raise VedomostError("Choose what you want to explain.")
    bring_up_to_date(school.database)
    now = school.clock.now()
    asked = {"person_id": viewer.person_id, "now": utc_naive(now)}
    with school.database.writing() as cursor:
        refuse_under_a_breach(cursor, viewer.person_id, now)
        found = cursor.execute(_TO_EXPLAIN, asked).fetchall()
        chosen = set(matters)
        if not chosen <= {Matter(*row) for row in found}:
            raise VedomostError(
                "Of what you chose, something is explained already or is neither late "
                "nor missing. Look at the list again."
            )
        _write(cursor, school, viewer.person_id, sorted(chosen), (reason, words))
        _note(cursor, now, viewer, "explained", {one.page_id for one in chosen})


def withdraw(school: School, viewer: Viewer, explanation_ids: Sequence[str]) -> None:
    """Take own explanations back while nobody has answered them; all, or none."""
    now = school.clock.now()
    with school.database.writing() as cursor:
        refuse_under_a_breach(cursor, viewer.person_id, now)
        found = cursor.execute(_TO_WITHDRAW, _asked(viewer, explanation_ids)).fetchall()
        if not found or {row[0] for row in found} != set(explanation_ids):
            raise VedomostError("Only what still waits for an answer is taken back.")
        matters = [Matter(*row[1:]) for row in found]
        _write(cursor, school, viewer.person_id, sorted(matters), ("", ""))
        pages = {one.page_id for one in matters}
        _note(cursor, now, viewer, "explanation_withdrawn", pages)


def answer(
    school: School,
    viewer: Viewer,
    explanation_ids: Sequence[str],
    *,
    is_accepted: bool,
    note: str = "",
) -> None:
    """Accept explanations or not, as the director or a deputy of the pages' level.

    All of them, or none. A refusal says why. An answer may be changed: the latest
    holds.
    """
    words = _checked(note)
    if not is_accepted and not words:
        raise VedomostError("Say in a word why it is not accepted.")
    now = school.clock.now()
    with school.database.writing() as cursor:
        refuse_under_a_breach(cursor, viewer.person_id, now)
        found = cursor.execute(_TO_ANSWER, _asked(viewer, explanation_ids)).fetchall()
        ids = sorted({row[0] for row in found})
        if not ids or ids != sorted(set(explanation_ids)):
            raise VedomostError(
                "Of these explanations, one was taken back or is not yours to answer. "
                "Look at the list again."
            )
        answered_at = _later(cursor, "explanation_answers", "answered_at", ids, now)
        answers = [
            {
                "explanation_id": one,
                "is_accepted": is_accepted,
                "note": words,
                "answered_at": answered_at,
                "answered_by": viewer.person_id,
            }
            for one in ids
        ]
        sealed_records.write(cursor, school.school_id, now, _ANSWERS, answers)
        action = "explanation_accepted" if is_accepted else "explanation_refused"
        for about in sorted({row[1] for row in found}):
            pages = {row[2] for row in found if row[1] == about}
            _note(cursor, now, viewer, action, pages, about)


def _cleaned(note: str) -> str:
    """Return a note as one line without control characters."""
    shown = (sign for sign in note if sign.isprintable() or sign.isspace())
    return " ".join("".join(shown).split())


def _checked(note: str) -> str:
    words = _cleaned(note)
    if len(words) > LONGEST_NOTE:
        raise VedomostError(
            "Say it shorter, in at most {limit} characters.", limit=LONGEST_NOTE
        )
    return words


def _asked(viewer: Viewer, explanation_ids: Sequence[str]) -> dict[str, object]:
    return {"person_id": viewer.person_id, "explanation_ids": list(explanation_ids)}


def _write(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    person_id: str,
    matters: list[Matter],
    told: tuple[str, str],
) -> None:
    """Append a row per matter, all of one moment: what was said in one breath."""
    now = school.clock.now()
    written_at = _later(cursor, "explanations", "written_at", [person_id], now)
    reason, note = told
    rows = [
        {
            "explanation_id": secrets.token_hex(8),
            "person_id": person_id,
            **matter._asdict(),
            "reason": reason,
            "note": note,
            "written_at": written_at,
        }
        for matter in matters
    ]
    sealed_records.write(cursor, school.school_id, now, _EXPLANATIONS, rows)


def _later(
    cursor: duckdb.DuckDBPyConnection,
    table: str,
    moment: str,
    ids: list[str],
    now: datetime,
) -> datetime:
    key = "person_id" if table == "explanations" else "explanation_id"
    row = cursor.execute(
        _LATER.format(table=table, moment=moment, key=key),
        {"now": utc_naive(now), "ids": ids},
    ).fetchall()[0]
    later: datetime = row[0]
    return later


def _note(
    cursor: duckdb.DuckDBPyConnection,
    now: datetime,
    viewer: Viewer,
    action: str,
    page_ids: set[str],
    about: str = "",
) -> None:
    """Tell the log of access of each page; reasons and notes are not told there."""
    actor = log.Actor(person_id=viewer.person_id)
    for page_id in sorted(page_ids):
        log.write(cursor, now, actor, action, place=PLACE, scope=page_id, about=about)
