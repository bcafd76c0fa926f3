"""The demo school's one breach (§4.3, §4.4): a password on a sticker, told too late."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from ingest.demo.discipline import FORGETFUL, SLIPPING
from ingest.demo.school_year import TIMEZONE
from warehouse.access import breaches
from warehouse.access.managing import reset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.demo.discipline import Discipline
    from warehouse.school_folder import School

_SINCE = date(2026, 11, 19)
_FEW, _MANY = 15, 120  # cells: enough to look at, few enough to enter again
_UNNOTICED = timedelta(days=3)
_BEFORE = timedelta(minutes=40)
_STORY = "Пароль был записан на листке у монитора в кабинете, листок пропал."
# Somebody whose last hand-in came after the report; who leads the school stays clear.
_LAST_HAND_IN = """
select uploads.received_by, max(uploads.received_at) as last_at
from journal.uploads as uploads
inner join setup.staff as staff
    on uploads.received_by = staff.person_id and staff.roles = 'teacher'
where uploads.status = 'recorded'
group by uploads.received_by
having last_at >= $since and last_at < $today
    and arg_max(uploads.count_recorded, uploads.received_at) between $few and $many
order by last_at, uploads.received_by
"""


class PlantedBreach(NamedTuple):
    """Whose password was lost, and since when, aware, what is handed in is void."""

    person_id: str
    reported_at: datetime


def plant_breach(
    school: School, teachers: Mapping[str, Discipline], secretary: str
) -> PlantedBreach | None:
    """Register the breach at the clock's moment and issue a new code.

    All that the teacher handed in after the report is void and waits to be entered
    again. None if nobody's hand-ins suit. The models are to be built.
    """
    now = school.clock.now()
    found = _suitable(school, teachers)
    if found is None:
        return None
    person_id, reported_at = found
    with school.database.reading() as cursor:
        (account_id,) = cursor.execute(
            "select account_id from access.accounts where person_id = $person_id",
            {"person_id": person_id},
        ).fetchall()[0]
    breaches.register(
        school.database,
        account_id=account_id,
        learned_at=reported_at - _UNNOTICED,
        reported_to_head_at=reported_at,
        reported_to_support_at=reported_at + _BEFORE / 2,
        reported_by=person_id,
        what_happened=_STORY,
        registered_by=secretary,
        at=now - timedelta(minutes=20),
        zone=school.timezone,
    )
    reset(school.database, account_id, by=secretary, at=now - timedelta(minutes=5))
    return PlantedBreach(person_id, reported_at)


def _suitable(
    school: School, teachers: Mapping[str, Discipline]
) -> tuple[str, datetime] | None:
    today = datetime.combine(school.clock.now().astimezone(TIMEZONE), time(), TIMEZONE)
    with school.database.reading() as cursor:
        found = cursor.execute(
            _LAST_HAND_IN,
            {
                "since": _SINCE,
                "today": today.astimezone(UTC).replace(tzinfo=None),
                "few": _FEW,
                "many": _MANY,
            },
        ).fetchall()
    # The forgetful write passwords down; the one with slips is shown for those.
    found.sort(key=lambda one: teachers[one[0]] != FORGETFUL)
    for person_id, received_at in found:
        if teachers[person_id] != SLIPPING:
            return person_id, received_at.replace(tzinfo=UTC) - _BEFORE
    return None
