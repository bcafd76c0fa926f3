"""The rows of a table as topics of lessons; nothing is dropped without being said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ingest.lesson_plans.judging import Judge, hours_in
from ingest.lesson_plans.layout import Layout
from ingest.lesson_plans.numbers import hours_of
from ingest.lesson_plans.problems import Doubt, LeftOut, remark_at
from ingest.reading.sheets import cell_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.lesson_plans.numbers import Numbers
    from ingest.lesson_plans.problems import Said
    from ingest.lesson_plans.tables import PlanTable
    from ingest.setup.rules import SetupProblem

_LONGEST_SHOWN = 200
_PART = re.compile(r"раздел|тем|глав|модул|блок|четверт|полугод|триместр|section|term")


class Topic(NamedTuple):
    """One row's topic and how many lessons it takes; `row` counts from 0."""

    sheet: str
    row: int
    text: str
    homework: str
    hours: int
    section: str


class PlanReading(NamedTuple):
    """What a sheet says: topics in order, rows that gave none, what is unclear.

    `doubts` are all that arose, `open_rows` those of which nobody has said yet what
    they are; until then the topics are not complete.
    """

    topics: list[Topic]
    left_out: list[LeftOut]
    doubts: list[Doubt]
    open_rows: set[int]
    remarks: list[SetupProblem]
    first_number: int | None

    @property
    def count_lessons(self) -> int:
        """How many lessons the topics take."""
        return sum(topic.hours for topic in self.topics)


def read_topics(
    table: PlanTable, mapping: Mapping[int, str], said: Mapping[int, Said]
) -> PlanReading:
    """Return the topics of a table whose columns are `mapping`.

    `said` is what somebody said of doubtful rows. Reading never stops at one.
    """
    return _Reader(Layout(table, mapping), said).read()


def lessons_of(topics: list[Topic]) -> list[tuple[str, str]]:
    """Return topic and homework of each lesson: a topic of two hours stands twice."""
    return [(one.text, one.homework) for one in topics for _ in range(one.hours)]


class _Reader:
    def __init__(self, layout: Layout, said: Mapping[int, Said]) -> None:
        self._layout = layout
        self._judge = Judge(layout)
        self._said = said
        self._sheet = layout.table.name
        self._found = PlanReading([], [], [], set(), [], None)
        self._section = ""
        self._heading: tuple[int, str, int, int] | None = None
        self._numbers: Numbers | None = None
        self._first_number: int | None = None

    def read(self) -> PlanReading:
        for row in range(self._layout.table.header_row):
            if self._layout.texts(row):
                self._leave(row, "above")
        for row in self._layout.numbers_of_rows():
            if self._layout.texts(row):
                self._take(row)
        self._compare_heading()
        return self._found._replace(first_number=self._first_number)

    def _take(self, row: int) -> None:
        last = self._found.topics[-1].text if self._found.topics else ""
        judged = self._judge.judge(row, last, self._expected())
        if isinstance(judged.verdict, Doubt):
            doubt = judged.verdict
            self._found.doubts.append(doubt)
            answer = self._said.get(row)
            if answer is None or answer not in doubt.choices:
                self._found.open_rows.add(row)
                return
            verdict: str = answer
        else:
            verdict = judged.verdict
        if verdict in {"topic", "by_numbers", "by_hours"}:
            self._add(row, verdict, judged.numbers)
        elif verdict == "again":
            self._lengthen(row, judged.numbers)
        elif verdict == "continues":
            self._continue(row)
        else:
            self._leave(row, verdict)

    def _add(self, row: int, verdict: str, numbers: Numbers | None) -> None:
        layout = self._layout
        count = 1
        if verdict == "by_numbers" and numbers is not None:
            count = numbers.hours
        if verdict == "by_hours":
            count = hours_of(layout.value(row, "hours")) or 1
        section = layout.joined_text(row, "section") or self._section
        text, homework = layout.text(row, "topic"), layout.joined_text(row, "homework")
        self._found.topics.append(
            Topic(self._sheet, row, text, homework, count, section)
        )
        self._count_on(row, numbers)

    def _lengthen(self, row: int, numbers: Numbers | None) -> None:
        topics = self._found.topics
        if not topics:
            self._leave(row, "no_topic")
            return
        count = numbers.hours if numbers is not None else 1
        topics[-1] = topics[-1]._replace(hours=topics[-1].hours + count)
        self._count_on(row, numbers)

    def _continue(self, row: int) -> None:
        topics = self._found.topics
        if not topics:
            self._leave(row, "no_topic")
            return
        above, layout = topics[-1], self._layout
        homework = layout.text(row, "homework")
        topics[-1] = above._replace(
            text=f"{above.text} {layout.text(row, 'topic')}",
            homework=" ".join(filter(None, (above.homework, homework))),
        )

    def _leave(self, row: int, why: str) -> None:
        text = " | ".join(self._layout.texts(row).values())[:_LONGEST_SHOWN]
        self._found.left_out.append(LeftOut(self._sheet, row, text, why))
        if why == "joined":
            self._keep_homework(row)
        elif why == "heading":
            self._compare_heading()
            self._section = text.partition(" | ")[0]
            hours = hours_in(self._layout, row)
            if hours:
                so_far = self._found.count_lessons
                self._heading = (row, self._section, hours, so_far)
        elif why == "total":
            self._compare_heading()
            self._compare_total(row, text)

    def _keep_homework(self, row: int) -> None:
        """Keep what a row that belongs to the one above says of homework."""
        text, topics = self._layout.text(row, "homework"), self._found.topics
        if text and topics:
            parts = filter(None, (topics[-1].homework, text))
            topics[-1] = topics[-1]._replace(homework=" ".join(parts))

    def _expected(self) -> int:
        return self._numbers.last + 1 if self._numbers is not None else 1

    def _count_on(self, row: int, numbers: Numbers | None) -> None:
        """Remember the number; say where one is missing, twice or none at all."""
        written = self._layout.text(row, "number")
        if self._layout.numbers_with_section:
            return
        if numbers is None:
            if written:
                self._remark("plan_number", row, "number", written)
            return
        if self._first_number is None:
            self._first_number = numbers.first
        before = self._numbers
        if before is not None and not self._follows(before, numbers):
            self._remark(
                "plan_number_gap", row, "number", str(numbers.first), before=before.last
            )
        self._numbers = numbers

    def _follows(self, before: Numbers, numbers: Numbers) -> bool:
        """Tell whether numbers go on, by lessons or by rows, or begin anew."""
        *_, last = self._found.topics
        above = self._found.topics[-2:-1]
        by_hours = before.first + (above[0].hours if above else last.hours)
        return numbers.first in {1, before.last + 1, before.first + 1, by_hours}

    def _compare_heading(self) -> None:
        if self._heading is None:
            return
        row, text, hours, so_far = self._heading
        self._heading = None
        lessons = self._found.count_lessons - so_far
        if lessons and lessons != hours and not self._found.open_rows:
            self._remark("plan_section_hours", row, "topic", text, lessons=lessons)

    def _compare_total(self, row: int, text: str) -> None:
        hours, lessons = hours_in(self._layout, row), self._found.count_lessons
        is_of_part = _PART.search(text.lower()) is not None
        if hours and hours != lessons and not is_of_part and not self._found.open_rows:
            self._remark("plan_total", row, "topic", text, lessons=lessons)

    def _remark(
        self, rule: str, row: int, kind: str, value: str, **facts: object
    ) -> None:
        cell = cell_address(row, self._layout.at[kind])
        self._found.remarks.append(remark_at(rule, self._sheet, cell, value, **facts))
