"""The lesson of each cell as it stands after an upload, and whose it is to write in.

Whose: the page's teachers of the lesson's day, or whoever a replacement names (§2.3).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import polars as pl

from warehouse.page_facts import FOR_EVER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from warehouse.page_facts import FinalFact, LessonFact, PageFacts, Replaced, Stay

# What the journal says about a lesson: page, lesson and field give the value.
Said: TypeAlias = Callable[[str, str, str], str | None]

_KNOWN = pl.Schema(
    {
        "lesson_on": pl.Date(),
        "status": pl.String(),
        "work_type": pl.String(),
        "work_type_2": pl.String(),
        "topic": pl.String(),
        "homework": pl.String(),
        "planned_topic": pl.String(),
        "is_school_day": pl.Boolean(),
        "is_future": pl.Boolean(),
        "is_assigned": pl.Boolean(),
        "given_by": pl.String(),
        "grading": pl.String(),
        "period_starts_on": pl.Date(),
        "period_ends_on": pl.Date(),
        "final_kind": pl.String(),
        "rounding_threshold": pl.Float64(),
    }
)
_KEY = ("page_id", "lesson_id", "period_id", "student_id", "field")


_OWN_PLACES = frozenset({"final", "message"})


class _Place(NamedTuple):
    """What the cells of one lesson, or of one column of finals, have in common."""

    page_id: str
    lesson_id: str
    period_id: str
    field: str  # '' but for finals and messages
    person_id: str
    received_on: date


def lessons_around(
    cells: pl.DataFrame,
    facts: PageFacts,
    said: Said,
    keys: Sequence[tuple[str, ...]] = (),
) -> pl.DataFrame:
    """Return what is known around each of `cells`, in their order.

    `said` is the journal before this upload; what the cells say goes before it. Whoever
    has the `keys` of the cells gives them: it is dear to get them back out of a frame.
    """
    keys = keys or cells.select(_KEY).rows()
    people = cells.select("person_id", "received_on").rows()
    looking = _Looking(facts, {key[0] for key in keys}, _written(cells), said)
    places: dict[tuple[object, ...], int] = {}  # cells of a lesson have all in common
    known: list[tuple[object, ...]] = []
    days: list[tuple[date, date] | None] = []
    of_cell, on_roll = [], []
    for key, (person_id, day) in zip(keys, people, strict=True):
        page_id, lesson_id, period_id, student_id, field = key
        own = field if field in _OWN_PLACES else ""
        common = (page_id, lesson_id, period_id, own, person_id, day)
        number = places.get(common)
        if number is None:
            number = places[common] = len(known)
            place = _Place(*common)
            known.append(looking.around(place))
            days.append(looking.days_of(place))
        of_cell.append(number)
        on_roll.append(_is_on(facts.roll.get((page_id, student_id)), days[number]))
    frame = pl.DataFrame(known, schema=_KNOWN, orient="row")[of_cell]
    return frame.insert_column(
        frame.columns.index("is_assigned"),
        pl.Series("is_on_roll", on_roll, dtype=pl.Boolean),
    )


def _is_on(stays: list[Stay] | None, days: tuple[date, date] | None) -> bool:
    """Tell whether a student was on a page's roster on some of these days."""
    if not stays or days is None:
        return False
    since, until = days
    for _, starts_on, ends_on in stays:
        if starts_on <= until and ends_on >= since:
            return True
    return False


def _written(cells: pl.DataFrame) -> dict[tuple[str, str, str], str | None]:
    """Return what these cells say about lessons, None where it is not understood."""
    lessons = cells.filter((pl.col("student_id") == "") & (pl.col("lesson_id") != ""))
    written: dict[tuple[str, str, str], str | None] = {}
    for page_id, lesson_id, field, value in lessons.select(
        "page_id", "lesson_id", "field", "value"
    ).iter_rows():
        place = (page_id, lesson_id, field)
        written[place] = max(value or "", written.get(place) or "") or None
    return written


class _Looking:
    """Looks facts up for cells of some pages."""

    def __init__(
        self,
        facts: PageFacts,
        pages: set[str],
        written: dict[tuple[str, str, str], str | None],
        said: Said,
    ) -> None:
        self._facts = facts
        self._pages = pages
        self._written = written
        self._said = said

    def around(self, place: _Place) -> tuple[object, ...]:
        """Return a row of _KNOWN."""
        facts, page_id, lesson_id = self._facts, place.page_id, place.lesson_id
        lesson = self._lesson(place)
        replaced = self._replaced(place)
        status, *others = (
            self._after(page_id, lesson_id, field) if lesson_id else None
            for field in ("status", "work_type", "work_type_2", "topic", "homework")
        )
        if replaced is not None and replaced.kind == "cancelled":
            status = "cancelled"
        period_id = place.period_id or (lesson.period_id if lesson else "")
        final = facts.finals.get((page_id, period_id))
        page = facts.pages.get(page_id)
        return (
            lesson.lesson_on if lesson else None,
            status,
            *others,
            lesson.planned_topic if lesson else None,
            lesson is not None if lesson_id else None,
            lesson.lesson_on > place.received_on if lesson else None,
            self._is_assigned(place, lesson, replaced),
            self._given_by(place, lesson, replaced),
            page.grading if page else None,
            final.starts_on if final else None,
            final.ends_on if final else None,
            final.kind if final and place.field == "final" else None,
            page.rounding_threshold if page else 0.5,
        )

    def days_of(self, place: _Place) -> tuple[date, date] | None:
        """Return the days on which a student has to be on the roll."""
        lesson = self._lesson(place)
        if lesson is not None:
            return lesson.lesson_on, lesson.lesson_on
        final = self._final(place)
        return (final.since_on, final.until_on) if final else None

    def _after(self, page_id: str, lesson_id: str, field: str) -> str | None:
        """Return what is said about a lesson after this upload."""
        place = (page_id, lesson_id, field)
        if place in self._written:
            return self._written[place]
        return self._said(*place)

    def _lesson(self, place: _Place) -> LessonFact | None:
        lesson = self._facts.lessons.get(place.lesson_id)
        return lesson if lesson and lesson.page_id == place.page_id else None

    def _replaced(self, place: _Place) -> Replaced | None:
        replaced = self._facts.replaced.get(place.lesson_id)
        return replaced if replaced and replaced.page_id in self._pages else None

    def _final(self, place: _Place) -> FinalFact | None:
        """Return the finals that the cell's own period names, not its lesson's."""
        return self._facts.finals.get((place.page_id, place.period_id))

    def _is_assigned(
        self, place: _Place, lesson: LessonFact | None, replaced: Replaced | None
    ) -> bool:
        if replaced is not None and replaced.person_id == place.person_id:
            return True
        if replaced is not None and replaced.person_id:
            return False
        return self._is_taught(place, lesson) or self._was_left(place, lesson)

    def _is_taught(self, place: _Place, lesson: LessonFact | None) -> bool:
        """Tell whether the page is the person's on the days of a place.

        A final is entered by whoever has the page on its last day, if anybody does.
        """
        final = self._final(place)
        stays = self._facts.teachers.get(place.page_id, [])
        last = final.until_on if final else None
        if not any(stay.covers(last) for stay in stays):
            last = None
        told_on = place.received_on if place.field == "message" else None
        day = lesson.lesson_on if lesson else None
        until = day or last or told_on or FOR_EVER
        since = day or last or (final.since_on if final else None) or told_on
        return any(
            stay.person_id == place.person_id
            and stay.starts_on <= until
            and stay.ends_on >= (since or stay.starts_on)
            for stay in stays
        )

    def _was_left(self, place: _Place, lesson: LessonFact | None) -> bool:
        """Tell whether this was left undone by people who are not at the school now.

        It falls to the page's teacher of now.
        """
        day = self._day(place, lesson)
        if day is None:
            return False
        is_next = any(
            stay.person_id == place.person_id
            and stay.covers(place.received_on)
            and day < stay.starts_on
            for stay in self._facts.teachers.get(place.page_id, [])
        )
        if not is_next:
            return False
        return not any(
            valid_to is None or valid_to > place.received_on
            for person_id in self._answering(place, day)
            for valid_to in self._facts.staff.get(person_id, [])
        )

    def _given_by(
        self, place: _Place, lesson: LessonFact | None, replaced: Replaced | None
    ) -> str | None:
        """Return who gives the lesson instead of the person, None where nobody does."""
        names = self._facts.names
        if replaced is not None and replaced.person_id not in {"", place.person_id}:
            return names.get(replaced.person_id, replaced.person_id)
        stays = self._facts.teachers.get(place.page_id, [])
        is_here = any(stay.person_id == place.person_id for stay in stays)
        if not place.lesson_id or not is_here:
            return None
        people = self._answering(place, self._day(place, lesson))
        return ", ".join(sorted({names.get(one, one) for one in people})) or None

    def _answering(self, place: _Place, day: date | None) -> list[str]:
        """Return who taught the page on a day."""
        stays = self._facts.teachers.get(place.page_id, [])
        return [stay.person_id for stay in stays if stay.covers(day)]

    def _day(self, place: _Place, lesson: LessonFact | None) -> date | None:
        if lesson is not None:
            return lesson.lesson_on
        final = self._final(place)
        return final.until_on if final else None
