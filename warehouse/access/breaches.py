"""The register of breaches (§4.3) and what each makes void (§4.4).

A breach freezes its account at once. The earlier of the reports to the head and to the
support starts the void period, new credentials end it; both are sealed in the ledger.
"""

from __future__ import annotations

import secrets
from datetime import UTC, time, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

from warehouse import ledger, teaching
from warehouse.access import log
from warehouse.access.freezing import freeze_in
from warehouse.access.void_deeds import void_codes_issued
from warehouse.calendar import to_utc, working_days
from warehouse.clock import school_day, utc_naive
from warehouse.deadlines import deadline_on
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    import duckdb

    from warehouse.database import Database

LONGEST_STORY = 2000
_REGULATION = (1, "working_days")  # §4.3; the school's own deadline goes before

_MAY_REGISTER = """
select accounts.person_id
from access.accounts as accounts
where accounts.account_id = $account_id
    and (
        accounts.person_id = $by
        or exists (
            select 1 from intermediate.int_account_access as access
            where access.person_id = $by
                and access.account_id = accounts.account_id
                and access.may_freeze
        )
    )
"""
_MAY_CHANGE = """
select breaches.*
from access.breaches as breaches
inner join intermediate.int_breach_access as access
    on breaches.breach_id = access.breach_id
where breaches.breach_id = $breach_id and access.person_id = $by
"""
# A deputy does not close the breach of the own account.
_MAY_CLOSE = """
select 1 from intermediate.int_leaders
where person_id = $by and (is_director or person_id <> $holder)
"""


class _Breach(NamedTuple):
    """A row of `access.breaches`, in the order of its columns; moments naive UTC."""

    breach_id: str
    account_id: str
    person_id: str
    what_happened: str
    learned_at: datetime
    deadline_at: datetime
    reported_to_head_at: datetime | None
    reported_to_support_at: datetime | None
    reported_by: str
    registered_at: datetime
    registered_by: str
    credentials_issued_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None


def register(
    database: Database,
    *,
    account_id: str,
    learned_at: datetime,
    reported_to_head_at: datetime | None,
    reported_to_support_at: datetime | None,
    reported_by: str,
    what_happened: str,
    registered_by: str,
    at: datetime,
    zone: ZoneInfo,
) -> str:
    """Register a breach, freeze its account at once, and return the breach's id.

    Anyone registers one of the own account, others as they may freeze it. `reported_by`
    is the person who told the head or the support. Open tabs close at once only if the
    caller also calls `Sessions.end_account`.
    """
    story = what_happened.strip()
    _check_story(story, learned_at, at)
    for moment in (reported_to_head_at, reported_to_support_at):
        _check_report(moment, learned_at, at)
    with database.writing() as cursor:
        person_id = _owner(cursor, account_id, registered_by)
        _refuse_a_second(cursor, account_id)
        breach = _Breach(
            breach_id=secrets.token_hex(8),
            account_id=account_id,
            person_id=person_id,
            what_happened=story,
            learned_at=utc_naive(learned_at),
            deadline_at=deadline(cursor, learned_at, zone),
            reported_to_head_at=_naive(reported_to_head_at),
            reported_to_support_at=_naive(reported_to_support_at),
            reported_by=reported_by,
            registered_at=utc_naive(at),
            registered_by=registered_by,
            credentials_issued_at=None,
            closed_at=None,
            closed_by=None,
        )
        cursor.execute(
            f"insert into access.breaches values ({', '.join('?' for _ in breach)})",
            list(breach),
        )
        freeze_in(cursor, account_id, by=registered_by, at=at)
        told = [one for one in (reported_to_head_at, reported_to_support_at) if one]
        if told:
            decision = _decision(cursor, breach, registered_by, at)
            ledger.void_from(cursor, decision, min(told))
            void_codes_issued(cursor, person_id, min(told), at)
            _end_if_renewed(cursor, decision, account_id, min(told))
        _note(cursor, at, registered_by, "breach_registered", breach)
    return breach.breach_id


def _end_if_renewed(
    cursor: duckdb.DuckDBPyConnection,
    decision: ledger.Decision,
    account_id: str,
    told: datetime,
) -> None:
    """End the void period at a code that was issued between report and registration.

    The account stays frozen all the same; its breach does not wait for another code.
    """
    issued = cursor.execute(
        "select min(issued_at) from access.activation_codes "
        "where account_id = ? and issued_at >= ?",
        [account_id, utc_naive(told)],
    ).fetchall()[0][0]
    if issued is None:
        return
    cursor.execute(
        "update access.breaches set credentials_issued_at = ? where breach_id = ?",
        [issued, decision.breach_id],
    )
    ledger.void_until(cursor, decision, _aware(issued))


def report(
    database: Database,
    breach_id: str,
    *,
    to: Literal["head", "support"],
    reported_at: datetime,
    by: str,
    at: datetime,
) -> None:
    """Add when the head or the support was told; once each.

    An earlier report than the one known so far lengthens the void period.
    """
    with database.writing() as cursor:
        breach = _find(cursor, breach_id, by)
        column = f"reported_to_{to}_at"
        if getattr(breach, column) is not None:
            raise VedomostError("It is already registered when they were told.")
        _check_report(reported_at, _aware(breach.learned_at), at)
        cursor.execute(
            f"update access.breaches set {column} = ? where breach_id = ?",
            [utc_naive(reported_at), breach_id],
        )
        _note(cursor, at, by, "breach_changed", breach)
        known = (breach.reported_to_head_at, breach.reported_to_support_at)
        told = utc_naive(reported_at)
        if any(one is not None and one <= told for one in known):
            return
        issued = breach.credentials_issued_at
        if issued is not None and issued <= told:
            return  # whoever knew the old credentials could do nothing any more
        decision = _decision(cursor, breach, by, at)
        ledger.void_from(cursor, decision, reported_at)
        void_codes_issued(cursor, breach.person_id, reported_at, at)
        if issued is not None and _is_open(cursor, breach_id):
            ledger.void_until(cursor, decision, _aware(issued))


def credentials_issued(
    cursor: duckdb.DuckDBPyConnection, account_id: str, at: datetime, by: str
) -> None:
    """End the account's void periods, in the transaction that issues credentials."""
    waiting = cursor.execute(
        "select * from access.breaches "
        "where account_id = ? and credentials_issued_at is null",
        [account_id],
    ).fetchall()
    for row in waiting:
        breach = _Breach(*row)
        cursor.execute(
            "update access.breaches set credentials_issued_at = ? where breach_id = ?",
            [utc_naive(at), breach.breach_id],
        )
        if breach.reported_to_head_at or breach.reported_to_support_at:
            ledger.void_until(cursor, _decision(cursor, breach, by, at), at)
        _note(cursor, at, by, "breach_changed", breach)


def close(
    database: Database,
    breach_id: str,
    *,
    by: str,
    at: datetime,
    is_rest_left: bool = False,
) -> None:
    """Close a breach, as a deputy or the director.

    With `is_rest_left`, cells that nobody entered again stay as they are: what a
    stranger typed need not be entered again.
    """
    with database.writing() as cursor:
        breach = _find(cursor, breach_id, by)
        rights = {"by": by, "holder": breach.person_id}
        if cursor.execute(_MAY_CLOSE, rights).fetchone() is None:
            raise VedomostError("Only the director or a deputy may close a breach.")
        if breach.closed_at is not None:
            raise VedomostError("This breach is closed already.")
        if breach.credentials_issued_at is None:
            raise VedomostError(
                "Issue new credentials first: until then whatever is handed in is void."
            )
        waiting = count_waiting(cursor, breach_id)
        if waiting and not is_rest_left:
            raise VedomostError(
                "Cells still to be entered again: {count}. Close the breach when they "
                "are, or confirm that they stay as they are.",
                count=waiting,
            )
        cursor.execute(
            "update access.breaches set closed_at = ?, closed_by = ? "
            "where breach_id = ?",
            [utc_naive(at), by, breach_id],
        )
        _note(cursor, at, by, "breach_changed", breach)


def count_waiting(cursor: duckdb.DuckDBPyConnection, breach_id: str) -> int:
    """Return how many void cells of a breach nobody has entered again."""
    row = cursor.execute(
        "select count(*) from journal.void_cells where breach_id = ? and is_waiting",
        [breach_id],
    ).fetchall()[0]
    return int(row[0])


def deadline(
    cursor: duckdb.DuckDBPyConnection, learned_at: datetime, zone: ZoneInfo
) -> datetime:
    """Return the end, naive UTC, of the last day on which a report is in time (§4.3).

    By the regulation it is the midnight after the first working day that follows the
    day of learning; by the school's own deadline it may be some minutes after learning.
    """
    learned_on = school_day(learned_at, zone)
    own = deadline_on(cursor, "breach", learned_on)
    amount, unit = (own.amount, own.unit) if own else _REGULATION
    if unit == "minutes":
        return utc_naive(learned_at + timedelta(minutes=amount))
    last_day = (
        working_days(cursor).after(learned_on, amount)
        if unit == "working_days"
        else learned_on + timedelta(days=amount)
    )
    return to_utc(last_day + timedelta(days=1), time(), zone)


def _check_story(story: str, learned_at: datetime, at: datetime) -> None:
    if not story or len(story) > LONGEST_STORY:
        raise VedomostError(
            "Say in a few words what happened, in at most {limit} characters.",
            limit=LONGEST_STORY,
        )
    if learned_at > at:
        raise VedomostError(
            "Nobody can have learned of it in the future: check the day and the time."
        )


def _check_report(moment: datetime | None, learned_at: datetime, at: datetime) -> None:
    if moment is None:
        return
    if moment > at:
        raise VedomostError(
            "A report cannot lie in the future: check the day and the time."
        )
    if moment < learned_at:
        raise VedomostError(
            "Nobody can have reported it before it was known: check when it was "
            "learned of and when it was reported."
        )


def _owner(cursor: duckdb.DuckDBPyConnection, account_id: str, by: str) -> str:
    row = cursor.execute(_MAY_REGISTER, {"account_id": account_id, "by": by}).fetchone()
    if row is None:
        raise VedomostError("You may not register a breach of this account.")
    return str(row[0])


def _refuse_a_second(cursor: duckdb.DuckDBPyConnection, account_id: str) -> None:
    """Nothing can be learned of an account that is frozen for a breach already."""
    waiting = cursor.execute(
        "select 1 from access.breaches "
        "where account_id = ? and credentials_issued_at is null",
        [account_id],
    ).fetchone()
    if waiting is not None:
        raise VedomostError(
            "A breach of this account is registered already and waits for new "
            "credentials: add to that one."
        )


def _find(cursor: duckdb.DuckDBPyConnection, breach_id: str, by: str) -> _Breach:
    row = cursor.execute(_MAY_CHANGE, {"breach_id": breach_id, "by": by}).fetchone()
    if row is None:
        raise VedomostError("This breach is not open to you.")
    return _Breach(*row)


def _decision(
    cursor: duckdb.DuckDBPyConnection, breach: _Breach, by: str, at: datetime
) -> ledger.Decision:
    return ledger.Decision(
        school_id=teaching.setting(cursor, "school_id"),
        breach_id=breach.breach_id,
        person_id=breach.person_id,
        decided_by=by,
        decided_at=at,
    )


def _is_open(cursor: duckdb.DuckDBPyConnection, breach_id: str) -> bool:
    row = cursor.execute(
        "select 1 from journal.void_periods where breach_id = ? and ends_at is null",
        [breach_id],
    ).fetchone()
    return row is not None


def _note(
    cursor: duckdb.DuckDBPyConnection,
    at: datetime,
    by: str,
    action: str,
    breach: _Breach,
) -> None:
    actor = log.Actor(person_id=by)
    log.write(cursor, at, actor, action, about=breach.person_id)


def _naive(moment: datetime | None) -> datetime | None:
    return None if moment is None else utc_naive(moment)


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)
