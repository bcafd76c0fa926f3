"""How long each kind of personal data is kept, how much there is, what is over term.

The sources of a term are told apart: the school's parameter, this program's choice, the
law, the school's list of files. The program deletes only what
`warehouse/access/retention.py` names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from warehouse.access.retention import log_term
from warehouse.access.roles import STUDENT_PREFIX
from warehouse.clock import utc_naive
from warehouse.queries.asking import ask

if TYPE_CHECKING:
    from datetime import datetime

    from warehouse.database import Database
    from warehouse.viewer import Viewer

PARAMETER, PROGRAM, LAW, ACT = "parameter", "program", "law", "act"
_SPENT_CODES_KEPT = 90  # days, as `warehouse.access.retention` deletes them
_MAILS_KEPT = 90  # days, likewise
_AFTER_THE_PURPOSE = 30  # days: 152-ФЗ, art. 21, part 4
_OPEN = "null::timestamp"


class Kind(NamedTuple):
    """One kind of data; `ended_at` says when the term of a row begins, null if not."""

    name: str
    place: str
    held_at: str
    ended_at: str
    source: str
    days: int | None = None  # None: the log's parameter, or as the school's act says
    is_deleted_by_program: bool = False


_LAST_DAY = """(
    select max(last_on)::timestamp from (
        select $student_prefix || student_id as person_id,
            coalesce(left_on, valid_to) as last_on, valid_to is null and
            (left_on is null or left_on > $now::date) as is_here
        from setup.students
        union all
        select person_id, valid_to, valid_to is null from setup.staff
        union all
        select person_id, valid_to, valid_to is null from setup.parents
    ) as stays
    where stays.person_id = held.person_id
    having not bool_or(is_here)
)"""

KINDS = (
    Kind(
        "access_log",
        "access.log",
        "logged_at",
        "logged_at",
        PARAMETER,
        is_deleted_by_program=True,
    ),
    Kind(
        "tokens",
        "access.tokens",
        "created_at",
        "least(expires_at, coalesce(revoked_at, expires_at))",
        PARAMETER,
        is_deleted_by_program=True,
    ),
    Kind(
        "calendar_feeds",
        "access.calendar_feeds",
        "created_at",
        "ended_at",
        PARAMETER,
        is_deleted_by_program=True,
    ),
    Kind(
        "sessions",
        "access.sessions",
        "created_at",
        "expires_at",
        PROGRAM,
        0,
        is_deleted_by_program=True,
    ),
    Kind(
        "activation_codes",
        "access.activation_codes",
        "issued_at",
        "least(expires_at, coalesce(used_at, expires_at), "
        "coalesce(voided_at, expires_at))",
        PROGRAM,
        _SPENT_CODES_KEPT,
        is_deleted_by_program=True,
    ),
    Kind(
        "mails",
        "access.mails",
        "composed_at",
        "composed_at",
        PROGRAM,
        _MAILS_KEPT,
        is_deleted_by_program=True,
    ),
    Kind(
        "mail_addresses",
        "access.mail_settings",
        "changed_at",
        "code_expires_at",
        PROGRAM,
        1,
        is_deleted_by_program=True,
    ),
    Kind(
        "accounts", "access.accounts", "created_at", _LAST_DAY, LAW, _AFTER_THE_PURPOSE
    ),
    Kind(
        "parents",
        "setup.parents",
        "valid_from::timestamp",
        "valid_to::timestamp",
        LAW,
        _AFTER_THE_PURPOSE,
    ),
    Kind("students", "setup.students", "valid_from::timestamp", _OPEN, ACT),
    Kind("staff", "setup.staff", "valid_from::timestamp", _OPEN, ACT),
    Kind("set_up_changes", "setup.setup_changes", "applied_at", _OPEN, ACT),
    Kind("entries", "journal.entries", "recorded_at", _OPEN, ACT),
    Kind("workbooks", "journal.uploads", "received_at", _OPEN, ACT),
    Kind("imports", "journal.imports", "happened_at", _OPEN, ACT),
    Kind("import_answers", "journal.import_answers", "said_at", _OPEN, ACT),
    Kind("findings", "journal.findings", "found_at", _OPEN, ACT),
    Kind("printed_forms", "journal.printed_forms", "printed_at", _OPEN, ACT),
    Kind("paper_wishes", "journal.paper_wishes", "said_at", _OPEN, ACT),
    Kind("paper_prints", "journal.paper_prints", "printed_at", _OPEN, ACT),
    Kind("explanations", "journal.explanations", "written_at", _OPEN, ACT),
    Kind("message_reads", "journal.message_reads", "read_at", _OPEN, ACT),
    Kind("weeks_seen", "journal.weeks_seen", "seen_at", _OPEN, ACT),
    Kind("breaches", "access.breaches", "registered_at", _OPEN, ACT),
)


def retention_report(database: Database, viewer: Viewer, now: datetime) -> pl.DataFrame:
    """Return one row per kind of data; only for who leads the school or a level.

    Columns: kind, place, count_rows, oldest_at, source, days, count_over,
    is_deleted_by_program. `days` is null where the school's list of files decides.
    """
    log_days = log_term(database).days
    rows = []
    for kind in KINDS:
        days = log_days if kind.source == PARAMETER else kind.days
        question = _question(kind)
        values = {
            "now": utc_naive(now),
            "days": days,
            "student_prefix": STUDENT_PREFIX,
        }
        named = {key: value for key, value in values.items() if f"${key}" in question}
        found = ask(database, viewer, question, **named)
        for count_rows, oldest_at, count_over in found.iter_rows():
            rows.append(
                {
                    "kind": kind.name,
                    "place": kind.place,
                    "count_rows": count_rows,
                    "oldest_at": oldest_at,
                    "source": kind.source,
                    "days": days,
                    "count_over": count_over,
                    "is_deleted_by_program": kind.is_deleted_by_program,
                }
            )
    return pl.DataFrame(rows, infer_schema_length=None)


def _question(kind: Kind) -> str:
    """Count a table's rows, and those whose term has run out."""
    return f"""
        with held as (
            select {kind.held_at} as held_at, {kind.ended_at} as ended_at
            from {kind.place} as held
        )
        select
            count(*),
            min(held_at),
            count(*) filter (
                where $days is not null
                    and ended_at + $days * interval 1 day < $now::timestamp
            )
        from held
        having exists (
            select 1 from intermediate.int_leaders where person_id = $person_id
        )
        """
