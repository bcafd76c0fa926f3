"""What must come out of the demo teachers' hand-ins, by the regulation's rules.

Worked out from the generator's log and the timetable in plain Python, so that what the
warehouse says of timeliness can be compared with it, one by one.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from tests.ingest.demo.known_terms import end_of, window_opens_on
from tests.ingest.demo.replayed_log import code_in, handed_in, holds, mark_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from ingest.demo.build import DemoSchool
    from tests.ingest.demo.known_terms import Lesson, Terms
    from tests.ingest.demo.replayed_log import Cells, Change

Tally: TypeAlias = "Counter[tuple[str, str, str]]"  # teacher, kind, outcome
Told: TypeAlias = "list[tuple[datetime, int, bool]]"


class Owed(NamedTuple):
    """One obligation: what it is of, its term, and what was handed in about it.

    `told` is in the order of receipt: the moment, how many cells speak for it from then
    on, and whether that hand-in is void.
    """

    person_id: str
    kind: str
    page_id: str
    lesson_id: str
    owed_on: date
    opens: datetime
    due: datetime
    told: Told
    is_excused: bool = False  # its explanation was accepted


def tally(owed: Iterable[Owed], now: datetime) -> Tally:
    """Count the outcomes at a local moment, by teacher and kind."""
    return Counter(
        (one.person_id, one.kind, outcome(one, now)) for one in owed if one.opens <= now
    )


def outcome(owed: Owed, now: datetime) -> str:
    """Return how an obligation came out; what was received later is not there yet."""
    first = first_that_counts(owed)
    if first is not None and first > now:
        first = None
    if first is not None and first <= owed.due:
        return "on_time"
    if owed.due >= now:
        return "not_yet_due"
    if first is None and any(is_void and at <= now for at, _, is_void in owed.told):
        return "void"
    if owed.is_excused:
        return "excused"
    return "missing" if first is None else "late"


def first_that_counts(owed: Owed) -> datetime | None:
    """Return when the first valid entry came; None where nothing stands now."""
    first, count = None, 0
    for at, count_speaking, is_void in owed.told:
        if is_void:
            continue
        count = count_speaking
        if count and first is None:
            first = at
        if not count and at <= owed.due:  # emptied in time: as if it had not been
            first = None
    return first if count else None


def all_owed(made: DemoSchool, terms: Terms) -> list[Owed]:
    """Return everything that the teachers of the log owe of the terms' lessons."""
    places = handed_in(made)
    of_lessons = [
        one
        for lesson in terms.lessons
        if terms.teacher[lesson.page_id] in made.disciplines
        for one in _of_lesson(lesson, places[lesson.lesson_id], terms)
    ]
    of_periods = [
        one
        for period_id, ends_on, page_ids in terms.ending_periods()
        for page_id in page_ids
        if terms.teacher[page_id] in made.disciplines
        for one in _finals(page_id, ends_on, places[f"{page_id} {period_id}"], terms)
    ]
    excused = {
        (one.person_id, matter.lesson_id, matter.kind)
        for one in made.explanations
        if one.is_accepted
        for matter in one.matters
    }
    return [
        one._replace(is_excused=(one.person_id, one.lesson_id, one.kind) in excused)
        for one in (*of_lessons, *of_periods)
    ]


def _of_lesson(lesson: Lesson, cells: Cells, terms: Terms) -> Iterator[Owed]:
    if holds(cells["status", ""]) == "отменён":
        return
    person_id, midnight = terms.teacher[lesson.page_id], end_of(lesson.day)
    marks = [changes for (field, _), changes in cells.items() if field == "mark"]
    for kind, due, told in (
        (
            "attendance",
            midnight,
            _told([*marks, cells["attendance_taken", ""]], _says_who_is_there),
        ),
        ("topic", midnight, _told([cells["topic", ""]], bool)),
        ("homework", terms.homework_due(lesson), _told([cells["homework", ""]], bool)),
    ):
        yield Owed(
            person_id, kind, lesson.page_id, lesson.lesson_id, lesson.day,
            lesson.starts, due, told,
        )  # fmt: skip
    yield from _marks(lesson, cells, terms)


def _marks(lesson: Lesson, cells: Cells, terms: Terms) -> Iterator[Owed]:
    """Yield a mark for each who wrote a written work; else for each who has one."""
    day = lesson.day
    blank = Owed(
        terms.teacher[lesson.page_id], "", lesson.page_id, lesson.lesson_id, day,
        lesson.starts, end_of(day), [],
    )  # fmt: skip
    work = {holds(cells["work_type", ""]), holds(cells["work_type_2", ""])}
    is_written = not terms.written_works.isdisjoint(work)
    for student_id, last_on_roll in terms.on_roll(lesson.page_id, day).items():
        changes = cells["mark", student_id]
        told = _told([changes], mark_in)
        if is_written:
            due_on = terms.written_due_on(day)
            is_away = code_in(holds(changes)) in {"н", "б", "у"}
            if not is_away and last_on_roll >= due_on:
                due = end_of(due_on)
                yield blank._replace(kind="written_mark", due=due, told=told)
        elif mark_in(holds(changes)):
            given = blank._replace(kind="lesson_mark", told=told)
            first = first_that_counts(given)
            assert first is not None
            yield given._replace(opens=max(lesson.starts, first))


def _finals(page_id: str, ends_on: date, cells: Cells, terms: Terms) -> Iterator[Owed]:
    opens = datetime.combine(window_opens_on(ends_on), time())
    for student_id in terms.on_roll(page_id, ends_on):
        told = _told([cells["final", student_id]], bool)
        person_id, due = terms.teacher[page_id], end_of(ends_on)
        yield Owed(person_id, "final", page_id, "", ends_on, opens, due, told)


def _says_who_is_there(value: str) -> bool:
    return value == "да" or bool(code_in(value))


def _told(cells: Iterable[list[Change]], speaks: Callable[[str], object]) -> Told:
    """Return how many of the cells speak after each change of their number."""
    speaking: set[int] = set()
    told: Told = []
    changes = [(change, number) for number, of in enumerate(cells) for change in of]
    for change, number in sorted(changes, key=lambda pair: pair[0].at):
        if change.is_void:
            if speaks(change.value):
                told.append((change.at, 0, True))
            continue
        before = len(speaking)
        if speaks(change.value):
            speaking.add(number)
        else:
            speaking.discard(number)
        if len(speaking) != before:
            told.append((change.at, len(speaking), False))
    return told
