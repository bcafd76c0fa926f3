"""Marks as the gradebook files of a package: work types, marked lessons, marks.

A lesson with two marks in one cell gives two line items. Attendance codes and words
are no score; comments to parents stay here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import duckdb

    from ingest.oneroster.exporting import Roster

    Values = Mapping[str, object]

_AT_ONCE = 2_000
_MARKED = """
with marks as (
    select page_id, lesson_id, student_id, 1 as ordinal, mark_1 as mark
    from journal.current
    where field = 'mark' and mark_1 is not null
    union all
    select page_id, lesson_id, student_id, 2 as ordinal, mark_2 as mark
    from journal.current
    where field = 'mark' and mark_2 is not null
),

said as (
    select
        lesson_id,
        max(value) filter (where field = 'work_type') as first_type,
        max(value) filter (where field = 'work_type_2') as second_type,
        max(value_text) filter (where field = 'topic') as topic
    from journal.current
    where field in ('work_type', 'work_type_2', 'topic')
    group by lesson_id
),

placed as (
    select
        marks.*, lessons.lesson_on, lessons.slot, lessons.period_id,
        coalesce(said.topic, '') as topic,
        case marks.ordinal
            when 1 then coalesce(said.first_type, '')
            else coalesce(said.second_type, said.first_type, '')
        end as work_type_id
    from marks
    inner join journal.lessons as lessons
        on marks.page_id = lessons.page_id and marks.lesson_id = lessons.lesson_id
    left join said on marks.lesson_id = said.lesson_id
    where starts_with(marks.page_id, $year)
)
"""
_LESSONS = f"""
{_MARKED}
select distinct
    page_id, lesson_id, ordinal, lesson_on, slot, period_id, work_type_id, topic
from placed
order by page_id, lesson_on, slot, ordinal
"""
_MARKS = f"""
{_MARKED}
select page_id, lesson_id, ordinal, student_id, lesson_on, mark
from placed
order by page_id, lesson_on, slot, ordinal, student_id
"""
_TYPES = """
select work_type_id, name, weight
from setup.work_types
where valid_from is distinct from valid_to
qualify row_number() over (
    partition by work_type_id order by valid_from desc, valid_to nulls first
) = 1
order by work_type_id
"""
_SCALE = """
select min(value), max(value)
from setup.mark_scale
where kind = 'mark' and valid_to is null
"""
_NO_TYPE = N_("Without a work type")


class Gradebook:
    """The rows of the marks; each file is taken to its end before the next."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, roster: Roster) -> None:
        self._cursor = cursor
        self._roster = roster
        self._year = {"year": f"{roster.held.year.year_id}:"}
        self._types = {
            code: (name, weight)
            for code, name, weight in cursor.execute(_TYPES).fetchall()
        }

    def files(self) -> dict[str, Iterator[Values]]:
        """Return the rows of each file by its name, to be taken one by one."""
        return {
            "categories": self._categories(),
            "lineItems": self._line_items(),
            "results": self._results(),
        }

    def _categories(self) -> Iterator[Values]:
        language = self._roster.held.settings.get("language") or "ru"
        ids = self._roster.ids
        yield {"sourcedId": ids.of("work_type", ""), "title": say(_NO_TYPE, language)}
        for code, (name, weight) in self._types.items():
            yield {
                "sourcedId": ids.of("work_type", code),
                "title": name,
                "weight": f"{weight:g}",
            }

    def _line_items(self) -> Iterator[Values]:
        roster, ids = self._roster, self._roster.ids
        lowest, highest = self._cursor.execute(_SCALE).fetchone() or (None, None)
        for page_id, lesson_id, ordinal, day, _, period_id, kind, topic in self._rows(
            _LESSONS
        ):
            if page_id not in roster.pages:
                continue
            work_type = kind if kind in self._types else ""
            name = self._types[kind][0] if work_type else roster.pages[page_id]["title"]
            yield {
                "sourcedId": ids.of("line_item", lesson_id, ordinal),
                "title": f"{name}, {day.isoformat()}",
                "description": topic,
                "assignDate": day,
                "dueDate": day,
                "classSourcedId": roster.page(page_id),
                "categorySourcedId": ids.of("work_type", work_type),
                "academicSessionSourcedId": ids.of("period", period_id)
                if period_id in roster.held.periods
                else roster.session,
                "resultValueMin": _number(lowest),
                "resultValueMax": _number(highest),
                "schoolSourcedId": roster.org,
            }

    def _results(self) -> Iterator[Values]:
        roster, ids = self._roster, self._roster.ids
        for page_id, lesson_id, ordinal, student_id, day, mark in self._rows(_MARKS):
            if page_id in roster.pages and student_id in roster.held.students:
                yield {
                    "sourcedId": ids.of("result", lesson_id, ordinal, student_id),
                    "lineItemSourcedId": ids.of("line_item", lesson_id, ordinal),
                    "studentSourcedId": roster.student(student_id),
                    "scoreStatus": "fully graded",
                    "score": mark,
                    "scoreDate": day,
                    "classSourcedId": roster.page(page_id),
                }

    def _rows(self, question: str) -> Iterator[tuple]:  # type: ignore[type-arg]
        answer = self._cursor.execute(question, self._year)
        while rows := answer.fetchmany(_AT_ONCE):
            yield from rows


def _number(value: object) -> str:
    return "" if value is None else str(value)
