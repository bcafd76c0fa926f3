"""What is twice at once on a day: a teacher, a room, a class; replacements count.

Asked of the journal as it is, or as it would be in a rehearsal; `clashes.py` knows only
the week of the timetable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import duckdb

    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

_LESSONS = """
select lessons.lesson_id
from journal.lessons as lessons
inner join intermediate.int_setup_access as allowed on allowed.person_id = $person_id
where lessons.lesson_on between $first and $last
order by lessons.lesson_id
"""
_CLASHES = """
with looked as (
    select unnest($lesson_ids) as lesson_id
),

placed as (
    select
        lessons.lesson_id, lessons.page_id, pages.title, lessons.lesson_on,
        lessons.slot, lessons.starts_at, lessons.ends_at, lessons.room,
        coalesce(replaced.kind, '') as kind,
        coalesce(replaced.is_distance, false) as is_distance
    from journal.lessons
    inner join journal.pages using (page_id)
    left join journal.replaced_lessons as replaced
        on lessons.lesson_id = replaced.lesson_id
    where replaced.kind is distinct from 'cancelled'
),

pairs as (
    select
        mine.lesson_id, mine.page_id, mine.title, mine.lesson_on, mine.slot, mine.room,
        other.lesson_id as other_id, other.page_id as other_page,
        other.title as other_title, other.room as other_room,
        mine.kind = 'merged' or other.kind = 'merged' as is_merged,
        mine.is_distance or other.is_distance as is_distance
    from placed as mine
    inner join placed as other
        on
            mine.lesson_id <> other.lesson_id
            and mine.lesson_on = other.lesson_on
            and mine.starts_at < other.ends_at
            and mine.ends_at > other.starts_at
    where mine.lesson_id in (from looked)
        and (other.lesson_id > mine.lesson_id
            or other.lesson_id not in (from looked))
),

giving as (
    select lesson_id, person_id from intermediate.int_giving_teachers
    where lesson_id in (
        select lesson_id from pairs union select other_id from pairs
    )
),

found as (
    select
        'teacher' as kind, pairs.title, pairs.other_title, pairs.lesson_on, pairs.slot,
        any_value(people.person_name) as who, 1 as count_students
    from pairs
    inner join giving as one on pairs.lesson_id = one.lesson_id
    inner join giving as other
        on pairs.other_id = other.lesson_id and one.person_id = other.person_id
    inner join intermediate.int_person_names as people
        on one.person_id = people.person_id
    where not pairs.is_merged
    group by all
    union all
    select
        'room', title, other_title, lesson_on, slot, room, 0
    from pairs
    where room <> '' and room = other_room and not is_merged and not is_distance
    union all
    select
        'class', pairs.title, pairs.other_title, pairs.lesson_on, pairs.slot,
        min(mine.class_id), count(distinct mine.student_id)
    from pairs
    inner join journal.roster as mine
        on pairs.page_id = mine.page_id
        and pairs.lesson_on >= mine.starts_on
        and pairs.lesson_on <= coalesce(mine.ends_on, date '9999-12-31')
    inner join journal.roster as theirs
        on pairs.other_page = theirs.page_id
        and mine.student_id = theirs.student_id
        and pairs.lesson_on >= theirs.starts_on
        and pairs.lesson_on <= coalesce(theirs.ends_on, date '9999-12-31')
    group by pairs.title, pairs.other_title, pairs.lesson_on, pairs.slot
)

select kind, title, other_title, lesson_on, slot, who, count_students
from found
order by lesson_on, slot, title, kind, other_title
"""


class LessonClash(NamedTuple):
    """Two lessons at once; `who` is the teacher's name, the room or the class."""

    kind: Literal["teacher", "room", "class"]
    title: str
    other_title: str
    lesson_on: date
    slot: int
    who: str
    count_students: int


def clashes_of(
    cursor: duckdb.DuckDBPyConnection, lesson_ids: Sequence[str]
) -> list[LessonClash]:
    """Return what these lessons share with others of the same time."""
    rows = cursor.execute(_CLASHES, {"lesson_ids": list(lesson_ids)}).fetchall()
    return [LessonClash(*row) for row in rows]


class Looked(NamedTuple):
    """Among how many lessons was looked, and what was found."""

    count_lessons: int
    clashes: list[LessonClash]


def clashes_between(school: School, viewer: Viewer, first: date, last: date) -> Looked:
    """Return what is twice at once on some days, to who forms the school."""
    with school.database.reading() as cursor:
        found = cursor.execute(
            _LESSONS, {"person_id": viewer.person_id, "first": first, "last": last}
        ).fetchall()
        lesson_ids = [lesson_id for (lesson_id,) in found]
        clashes = clashes_of(cursor, lesson_ids) if lesson_ids else []
    return Looked(len(lesson_ids), clashes)
