"""Closing the journal of a class for a period, and permissions to change it (§2.11).

Append-only: a permission is taken back by another row. A deputy of the class's level or
the director does it; what is closed is said in `warehouse.closings`.
"""

from __future__ import annotations

import secrets
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from warehouse import sealed_records
from warehouse.access import log
from warehouse.access.may_act import refuse_under_a_breach
from warehouse.blocks import last_block
from warehouse.clock import school_day, utc_naive
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

PLACE = "final_marks"  # in the log of access
LONGEST_REASON = 300
_LED = """
select 1
from staging.stg_classes as classes
inner join intermediate.int_leaders as leaders
    on classes.school_level = leaders.school_level and leaders.person_id = $person_id
where classes.class_id = $class_id
"""
# When a period of a class ends, and which finals lack; of the school year that runs.
_STATE = """
select
    max(periods.ends_on),
    (
        select count(*) from marts.owed_finals as owed
        where owed.class_id = $class_id and owed.period_id = $period_id
            and owed.year_id = $year_id and not owed.is_given
    )
from intermediate.int_closing_periods as periods
inner join staging.stg_roster as roster
    on periods.page_id = roster.page_id and roster.class_id = $class_id
where periods.period_id = $period_id
    and starts_with(periods.page_id, $year_id || ':')
"""


class Permitted(NamedTuple):
    """Who may change what of a closed period; '' for every teacher, every page."""

    person_id: str = ""
    page_id: str = ""


def close(
    school: School, viewer: Viewer, class_id: str, period_id: str, reason: str = ""
) -> None:
    """Close a period of a class on its last day or later; a reason where finals lack.

    From then on no hand-in changes its marks, finals and lessons without a permission.
    """
    words = _checked(reason)
    now = school.clock.now()
    with school.database.writing() as cursor:
        year_id = _refuse_whoever_may_not(cursor, viewer, class_id, now)
        ends_on, count_owed = _state(cursor, year_id, class_id, period_id)
        if _is_closed(cursor, year_id, class_id, period_id):
            raise VedomostError("This period is closed already.")
        if school_day(now, school.timezone) < ends_on:
            raise VedomostError(
                "The period lasts until {day}. It is closed on its last day or later.",
                day=ends_on.strftime("%d.%m.%Y"),
            )
        if count_owed and not words:
            raise VedomostError(
                "Final marks that lack: {count}. Say why the period is closed without "
                "them, or wait until they are entered.",
                count=count_owed,
            )
        event = {"year_id": year_id, "class_id": class_id, "period_id": period_id}
        _write(
            cursor,
            school,
            viewer,
            "close",
            **event,
            reason=words,
            count_owed=count_owed,
        )
        _note(cursor, now, viewer, "period_closed", f"{class_id} {period_id}")


def permit(
    school: School,
    viewer: Viewer,
    class_id: str,
    period_id: str,
    until: date,
    reason: str,
    whom: Permitted = Permitted(),  # noqa: B008 - immutable
) -> str:
    """Allow changes in a closed period until the end of a day; return its id."""
    words = _checked(reason)
    if not words:
        raise VedomostError("Say why the closed period is to be changed.")
    now = school.clock.now()
    ends_at = datetime.combine(until + timedelta(days=1), time(), school.timezone)
    if ends_at <= now:
        raise VedomostError("Choose today or a later day.")
    with school.database.writing() as cursor:
        year_id = _refuse_whoever_may_not(cursor, viewer, class_id, now)
        if not _is_closed(cursor, year_id, class_id, period_id):
            raise VedomostError("This period is not closed: no permission is needed.")
        _refuse_strangers(cursor, class_id, whom)
        event = {"year_id": year_id, "class_id": class_id, "period_id": period_id}
        event_id = _write(
            cursor,
            school,
            viewer,
            "permit",
            **event,
            **whom._asdict(),
            ends_at=utc_naive(ends_at),
            reason=words,
        )
        scope = f"{class_id} {period_id}"
        _note(cursor, now, viewer, "permission_given", scope, whom.person_id)
    return event_id


def withdraw(school: School, viewer: Viewer, permission_id: str) -> None:
    """Take a permission back; what was changed under it stays."""
    now = school.clock.now()
    with school.database.writing() as cursor:
        found = cursor.execute(
            "select year_id, class_id, period_id, page_id, person_id "
            "from journal.change_permissions where event_id = ? and ends_at > ?",
            [permission_id, utc_naive(now)],
        ).fetchone()
        if found is None:
            raise VedomostError("This permission holds no more.")
        names = ("year_id", "class_id", "period_id", "page_id", "person_id")
        event = dict(zip(names, found, strict=True))
        _refuse_whoever_may_not(cursor, viewer, event["class_id"], now)
        _write(cursor, school, viewer, "withdraw", **event, of_event_id=permission_id)
        scope = f"{event['class_id']} {event['period_id']}"
        about = event["person_id"]
        _note(cursor, now, viewer, "permission_withdrawn", scope, about)


def _refuse_whoever_may_not(
    cursor: duckdb.DuckDBPyConnection, viewer: Viewer, class_id: str, now: datetime
) -> str:
    """Refuse all but those who lead the class; return the school year."""
    asked = {"person_id": viewer.person_id, "class_id": class_id}
    if cursor.execute(_LED, asked).fetchone() is None:
        raise VedomostError(
            "Only the director or a deputy of the class's level closes its periods."
        )
    refuse_under_a_breach(cursor, viewer.person_id, now)
    year = cursor.execute(
        "select value from setup.about where setting = 'year_id' and valid_to is null"
    ).fetchone()
    return str(year[0]) if year else ""


def _state(
    cursor: duckdb.DuckDBPyConnection, year_id: str, class_id: str, period_id: str
) -> tuple[date, int]:
    asked = {"year_id": year_id, "class_id": class_id, "period_id": period_id}
    ends_on, count_owed = cursor.execute(_STATE, asked).fetchone() or (None, 0)
    if ends_on is None:
        raise VedomostError("The class has no such period this year.")
    return ends_on, count_owed


def _is_closed(
    cursor: duckdb.DuckDBPyConnection, year_id: str, class_id: str, period_id: str
) -> bool:
    found = cursor.execute(
        "select 1 from journal.closed_periods "
        "where year_id = ? and class_id = ? and period_id = ?",
        [year_id, class_id, period_id],
    ).fetchone()
    return found is not None


def _refuse_strangers(
    cursor: duckdb.DuckDBPyConnection, class_id: str, whom: Permitted
) -> None:
    """Refuse a page or teacher that the class does not have."""
    found = cursor.execute(
        """
        select 1
        from staging.stg_roster as roster
        inner join staging.stg_page_teachers as teachers using (page_id)
        where roster.class_id = $class_id
            and $page_id in ('', roster.page_id)
            and $person_id in ('', teachers.person_id)
        limit 1
        """,
        {"class_id": class_id, **whom._asdict()},
    ).fetchone()
    if found is None:
        raise VedomostError("This teacher has no such page in the class.")


def _write(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    viewer: Viewer,
    kind: str,
    **event: object,
) -> str:
    """Append an event; one of the same moment as the last comes a moment later."""
    now = school.clock.now()
    event_id = secrets.token_hex(8)
    latest = cursor.execute("select max(happened_at) from journal.closings").fetchone()
    moment = utc_naive(now)
    if latest and latest[0] is not None and latest[0] >= moment:
        moment = latest[0] + timedelta(microseconds=1)
    blank = {
        **dict.fromkeys(("page_id", "person_id", "of_event_id", "reason"), ""),
        "ends_at": None,
        "count_owed": None,
    }
    last = last_block(cursor)
    row = {
        **blank,
        **event,
        "event_id": event_id,
        "kind": kind,
        "after_entry_id": last.first_entry_id + last.count_entries - 1,
        "happened_at": moment,
        "by_person_id": viewer.person_id,
    }
    sealed_records.write(cursor, school.school_id, now, "journal.closings", [row])
    return event_id


def _checked(reason: str) -> str:
    """Return a reason as one line without control characters, if it is not too long."""
    shown = (sign for sign in reason if sign.isprintable() or sign.isspace())
    words = " ".join("".join(shown).split())
    if len(words) > LONGEST_REASON:
        raise VedomostError(
            "Say it shorter, in at most {limit} characters.", limit=LONGEST_REASON
        )
    return words


def _note(
    cursor: duckdb.DuckDBPyConnection,
    now: datetime,
    viewer: Viewer,
    action: str,
    scope: str,
    about: str = "",
) -> None:
    actor = log.Actor(person_id=viewer.person_id)
    log.write(cursor, now, actor, action, place=PLACE, scope=scope, about=about)
