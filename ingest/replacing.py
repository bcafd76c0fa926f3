"""Lessons replaced by the administration: planned, looked at, applied.

A set of replacements is one set of changes of the set-up (ADR 0022): checked like a
workbook's rows, sealed with who entered it and why, taken back as one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.setup.applying import Cause, apply_changes
from ingest.setup.edits import Edit, added, plan_edits
from ingest.setup.lesson_clashes import clashes_of
from ingest.setup.school import occasion_now
from ingest.setup.touching import tried
from warehouse.access import log
from warehouse.access.may_act import refuse_under_a_breach
from warehouse.errors import VedomostError
from warehouse.outside_statements import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import duckdb

    from ingest.setup.edits import Planned
    from ingest.setup.lesson_clashes import LessonClash
    from ingest.setup.touching import Touched
    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

PLACE = "replacements"  # in the log of access
LONGEST_REASON, LONGEST_NUMBER = 200, 40
_NOTHING = N_("Choose what happens to at least one lesson.")
_NOT_YOURS = N_("You do not replace lessons of this class.")
_NO_LESSON = N_("The journal has no such lesson any more. Look at the day again.")
_REPLACED = N_(
    "{lesson} is replaced already. Take that replacement back first, or leave it."
)
_CLOSED = N_(
    "{lesson}: the period is closed (§2.11). Open it again before the lesson is "
    "replaced."
)


class Choice(NamedTuple):
    """What happens to one lesson; `kind` is one of the sheet “Replacements”."""

    lesson_id: str
    kind: str
    person_id: str = ""
    to_on: date | None = None
    to_slot: int | None = None
    room: str = ""


class Order(NamedTuple):
    """Why, and by which order; both may be empty."""

    reason: str = ""
    document_number: str = ""
    document_on: date | None = None


class Preview(NamedTuple):
    """What replacements come to; `with_entries` are lessons that hold some already."""

    planned: Planned
    touched: Touched | None  # None if a problem forbids to apply them
    clashes: list[LessonClash]
    with_entries: list[tuple[str, str, int]]  # kind, lesson in words, how many


class _Place(NamedTuple):
    lesson_id: str
    title: str
    unit_id: str
    subject_id: str
    on: date
    slot: int
    count_entries: int


def preview(
    school: School, viewer: Viewer, choices: Sequence[Choice], order: Order
) -> Preview:
    """Return what the replacements would do; nothing is written."""
    with school.database.rehearsing() as cursor:
        places = _places(cursor, viewer, choices)
        from_date = _first_day(places)
        planned = plan_edits(cursor, _edits(places, choices, order), from_date)
        written = [
            (choice.kind, _words(place), place.count_entries)
            for choice, place in zip(choices, places, strict=True)
            if place.count_entries
        ]
        if planned.is_faulty or not planned.changes:
            return Preview(planned, None, [], written)
        touched = tried(cursor, planned.changes, occasion_now(school), from_date)
        clashes = clashes_of(cursor, [choice.lesson_id for choice in choices])
    return Preview(planned, touched, clashes, written)


def replace(
    school: School, viewer: Viewer, choices: Sequence[Choice], order: Order
) -> int:
    """Apply the replacements as one set; return its number.

    Refuses what the checks of the set-up refuse. Clashes are told by `preview` and
    hinder nobody: a teacher may well have to be in two rooms.
    """
    now = school.clock.now()
    with school.database.writing() as cursor:
        refuse_under_a_breach(cursor, viewer.person_id, now)
        places = _places(cursor, viewer, choices)
        from_date = _first_day(places)
        planned = plan_edits(cursor, _edits(places, choices, order), from_date)
        refuse_faults(planned)
        cause = Cause(
            "replacement",
            viewer.person_id,
            _reason(order),
            _number(order),
            order.document_on,
        )
        set_id = apply_changes(
            cursor, planned.changes, occasion_now(school), cause, from_date=from_date
        )
        note(cursor, school, viewer, "lessons_replaced", set_id)
    return set_id


_PLACES = """
select
    lessons.lesson_id, pages.title, pages.unit_id, pages.subject_id,
    coalesce(replaced.from_on, lessons.lesson_on) as from_on,
    coalesce(replaced.from_slot, lessons.slot) as from_slot,
    (
        select count(*) from journal.current
        where current.lesson_id = lessons.lesson_id
    ) as count_entries,
    lessons.page_id in (
        select access.page_id from intermediate.int_replacement_access as access
        where access.person_id = $person_id
    ) as is_theirs,
    replaced.said_at is not null as is_replaced,
    exists (
        select 1
        from journal.roster
        inner join staging.stg_closed_periods as closed
            on
                roster.class_id = closed.class_id
                and lessons.period_id = closed.period_id
        where roster.page_id = lessons.page_id
    ) as is_closed
from journal.lessons
inner join journal.pages using (page_id)
left join journal.replaced_lessons as replaced
    on lessons.lesson_id = replaced.lesson_id
where list_contains($lesson_ids, lessons.lesson_id)
"""


def _places(
    cursor: duckdb.DuckDBPyConnection, viewer: Viewer, choices: Sequence[Choice]
) -> list[_Place]:
    """Return where the chosen lessons are by the timetable; refuse what may not be."""
    if not choices:
        raise VedomostError(_NOTHING)
    ids = [choice.lesson_id for choice in choices]
    rows = cursor.execute(
        _PLACES, {"lesson_ids": ids, "person_id": viewer.person_id}
    ).fetchall()
    found = {}
    for *about, is_theirs, is_replaced, is_closed in rows:
        place = _Place(*about)
        if not is_theirs:
            raise VedomostError(_NOT_YOURS)
        if is_replaced:
            raise VedomostError(_REPLACED, lesson=_words(place))
        if is_closed:
            raise VedomostError(_CLOSED, lesson=_words(place))
        found[place.lesson_id] = place
    if set(ids) != set(found):
        raise VedomostError(_NO_LESSON)
    return [found[lesson_id] for lesson_id in ids]


def _first_day(places: Sequence[_Place]) -> date:
    return min(place.on for place in places)


def _edits(
    places: Sequence[_Place], choices: Sequence[Choice], order: Order
) -> list[Edit]:
    reason, number = _reason(order), _number(order)
    return [
        added(
            "replacements",
            {
                "unit_id": place.unit_id,
                "subject_id": place.subject_id,
                "lesson_on": place.on,
                "slot": place.slot,
                **{
                    key: value
                    for key, value in choice._asdict().items()
                    if key != "lesson_id"
                },
                "reason": reason,
                "document_number": number,
            },
        )
        for place, choice in zip(places, choices, strict=True)
    ]


def _reason(order: Order) -> str:
    return one_line(order.reason, LONGEST_REASON)


def _number(order: Order) -> str:
    return one_line(order.document_number, LONGEST_NUMBER)


def _words(place: _Place) -> str:
    return f"{place.title}, {place.on:%d.%m.%Y}, № {place.slot}"


def refuse_faults(planned: Planned) -> None:
    """Refuse what the checks of the set-up refuse, with the first sentence."""
    for found in planned.problems:
        if found.severity == "critical":
            raise VedomostError(found.message, **found.facts)


def note(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    viewer: Viewer,
    action: str,
    set_id: int,
) -> None:
    """Write into the log of access what was done, and to which set."""
    log.write(
        cursor,
        school.clock.now(),
        log.Actor(person_id=viewer.person_id),
        action,
        place=PLACE,
        scope=str(set_id),
    )
