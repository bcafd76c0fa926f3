"""The current values of one page in memory, and the summary rows made of them.

`summary.of_values` is the definition: `vedomost verify` compares what is stored with
it, and a test holds these rows to it over random pages.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from warehouse.page_facts import PageFacts

PageValues: TypeAlias = dict[tuple[str, ...], str]  # whole key → value as understood
Numbers: TypeAlias = tuple[int | None, int | None, str | None]  # marks, attendance
SummaryRow: TypeAlias = tuple[str | int | float | None, ...]

NO_NUMBERS: Numbers = (None, None, None)
_LATE = "о"
# Weights are summed as whole numbers of this part, as SQL does with its decimals.
WEIGHT_UNITS = 1_000_000


class Change(NamedTuple):
    """What an entry does to a page: value None removes."""

    key: tuple[str, ...]
    value: str | None
    numbers: Numbers


class KnownPage(NamedTuple):
    """The values of a page and what its marks count; nobody may change it.

    A scale may change, so a value could count one thing here and another there: then
    `counts` is None, and the summary has to be asked for.
    """

    values: PageValues
    counts: Mapping[str, Numbers] | None

    def after(self, changes: Iterable[Change]) -> KnownPage:
        """Return the page as it is after changes of its cells."""
        values = dict(self.values)
        counts = None if self.counts is None else dict(self.counts)
        for key, value, numbers in changes:
            if value is None:
                values.pop(key, None)
                continue
            values[key] = value
            if counts is None or key[4] != "mark":
                continue
            if counts.setdefault(value, numbers) != numbers:
                counts = None
        return KnownPage(values, counts)


EMPTY = KnownPage({}, {})


def summary_of(
    pages: Iterable[KnownPage | None], facts: PageFacts
) -> list[SummaryRow] | None:
    """Return the pages' rows of `journal.summary`; None if they must be asked for."""
    rows: list[SummaryRow] = []
    for page in pages:
        if page is None or page.counts is None:
            return None
        rows += _rows_of(page, page.counts, facts)
    return rows


def _rows_of(
    page: KnownPage, counts: Mapping[str, Numbers], facts: PageFacts
) -> list[SummaryRow]:
    lessons = _Lessons(page.values, facts)
    sums: dict[tuple[str, str, str], _Sums] = defaultdict(_Sums)
    finals: dict[tuple[str, str, str], str] = {}
    for (
        page_id,
        lesson_id,
        period_id,
        student_id,
        field,
    ), value in page.values.items():
        if field == "mark":
            lesson = lessons.of(page_id, lesson_id)
            if lesson is not None:
                place = (page_id, lesson.period_id, student_id)
                sums[place].add(counts[value], lesson)
        elif field == "final":
            finals[page_id, period_id, student_id] = value
    return [
        (*place, *sums.get(place, _NO_SUMS).row(), finals.get(place))
        for place in sums.keys() | finals.keys()
    ]


class _Lesson(NamedTuple):
    """To which period a lesson's marks belong and what they weigh."""

    period_id: str
    weight_1: int
    weight_2: int


class _Lessons:
    """The lessons of a page, each looked up once."""

    def __init__(self, values: PageValues, facts: PageFacts) -> None:
        self._values = values
        self._facts = facts
        self._known: dict[str, _Lesson | None] = {}

    def of(self, page_id: str, lesson_id: str) -> _Lesson | None:
        """Return a lesson of the page, None if it has none such (any more)."""
        if lesson_id not in self._known:
            self._known[lesson_id] = self._found(page_id, lesson_id)
        return self._known[lesson_id]

    def _found(self, page_id: str, lesson_id: str) -> _Lesson | None:
        lesson = self._facts.lessons.get(lesson_id)
        if lesson is None or lesson.page_id != page_id:
            return None
        first, second = (
            self._facts.weights.get(
                self._values.get((page_id, lesson_id, "", "", field), "")
            )
            for field in ("work_type", "work_type_2")
        )
        weight_1 = WEIGHT_UNITS if first is None else first
        return _Lesson(
            lesson.period_id, weight_1, weight_1 if second is None else second
        )


class _Sums:
    """What a student has in a period of a page."""

    def __init__(self) -> None:
        self.count_marks = self.sum_marks = self.sum_weighted = self.sum_weights = 0
        self.count_by_code: dict[str, int] = {}

    def add(self, numbers: Numbers, lesson: _Lesson) -> None:
        """Count one cell."""
        mark_1, mark_2, attendance = numbers
        for mark, weight in ((mark_1, lesson.weight_1), (mark_2, lesson.weight_2)):
            if mark is not None:
                self.count_marks += 1
                self.sum_marks += mark
                self.sum_weighted += mark * weight
                self.sum_weights += weight
        if attendance is not None:
            count = self.count_by_code.get(attendance, 0)
            self.count_by_code[attendance] = count + 1

    def row(self) -> SummaryRow:
        """Return the columns of `journal.summary` between its key and the final."""
        count_late = self.count_by_code.get(_LATE, 0)
        return (
            self.count_marks,
            self.sum_marks,
            self.sum_weighted / WEIGHT_UNITS,
            self.sum_weights / WEIGHT_UNITS,
            sum(self.count_by_code.values()) - count_late,
            self.count_by_code.get("б", 0),
            self.count_by_code.get("у", 0),
            count_late,
        )


_NO_SUMS = _Sums()
