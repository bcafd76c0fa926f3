"""What people said a name of a foreign journal means: asked once, kept for the school.

Kept in the database, because names of children are among them. What was said under an
account whose breach had been reported does not count (§4.4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ingest.foreign.bringers import NOBODY, may_bring
from ingest.foreign.names import fold, fold_person
from warehouse.access.may_act import refuse_under_a_breach
from warehouse.clock import utc_naive
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from warehouse.school_folder import School

CLASS, SUBJECT, STUDENT, PERIOD, PAGE = "class", "subject", "student", "period", "page"
LEFT_OUT = ""  # whoever or whatever it is, it is not brought over


class Question(NamedTuple):
    """A name that is not clear: what it stands for is to be picked from `choices`."""

    kind: str
    scope: str  # the class of a student; class and subject of a page; else ''
    written: str  # as in the file
    sheet: str
    cell: str  # where it stands first
    count_facts: int  # that wait for the answer
    choices: tuple[tuple[str, str], ...]  # our id, what it is called; likeliest first

    @property
    def key(self) -> tuple[str, str, str]:
        """What the answer is kept under."""
        return key_of(self.kind, self.scope, self.written)


def key_of(kind: str, scope: str, written: str) -> tuple[str, str, str]:
    """Return what an answer is kept under: spellings of one name share it."""
    folded = fold_person(written) if kind == STUDENT else fold(written)
    return kind, scope, folded


def known_answers(cursor: duckdb.DuckDBPyConnection) -> dict[tuple[str, str, str], str]:
    """Return the last word about each name, by its key."""
    rows = cursor.execute(
        """
        select kind, scope, written, arg_max(meaning, said_at)
        from journal.import_answers as answers
        where not exists (
            select 1
            from journal.void_periods as periods
            where answers.said_by = periods.person_id
                and answers.said_at >= periods.starts_at
                and answers.said_at
                < coalesce(periods.ends_at, timestamp '9999-12-31')
        )
        group by kind, scope, written
        """
    ).fetchall()
    return {(kind, scope, written): meaning for kind, scope, written, meaning in rows}


def answer(school: School, person_id: str, answers: Mapping[Question, str]) -> None:
    """Keep answers; one that is none of its question's choices is refused."""
    for question, meaning in answers.items():
        known = {LEFT_OUT, *(choice for choice, _ in question.choices)}
        if meaning not in known:
            raise VedomostError("Choose one of the answers that are offered.")
    now = school.clock.now()
    with school.database.writing() as cursor:
        if not may_bring(cursor, person_id):
            raise VedomostError(NOBODY)
        refuse_under_a_breach(cursor, person_id, now)
        cursor.executemany(
            "insert into journal.import_answers values (?, ?, ?, ?, ?, ?)",
            [
                [*question.key, meaning, utc_naive(now), person_id]
                for question, meaning in answers.items()
            ],
        )
