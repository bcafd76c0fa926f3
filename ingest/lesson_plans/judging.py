"""What one row of a table of topics is: a topic, a heading, a total, or in doubt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ingest.lesson_plans.numbers import hours_of, is_with_section, numbers_of
from ingest.lesson_plans.problems import LONGEST_TEXT, Doubt, doubt_at
from ingest.reading.sheets import CellError, UncachedFormula, cell_address

if TYPE_CHECKING:
    from ingest.lesson_plans.layout import Layout
    from ingest.lesson_plans.numbers import Numbers

_MANY_HOURS = 8  # more lessons than that a single topic hardly has
_TOTAL = re.compile(r"(итого|всего|общее (количество|число)|total)\b", re.IGNORECASE)
_HOURS = re.compile(r"(\d+)\s*(?:ч|час\w*|урок\w*|h|hours?|lessons?)\b", re.IGNORECASE)
_HEADING = re.compile(
    r"""
    (раздел|глава|модуль|блок|section|chapter|module|unit)\b .*
    | ([ivx]+ | \d) \s* [-–]? \s* (я|ая|е|ое|й|ый)? \s*
      (четверть|полугодие|триместр|раздел|quarter|half|term)\b .*
    | .* \( \s* \d+ \s* (ч|час\w*|урок\w*|h|hours?) \.? \s* \) [.:]?
    | .* [\s(] \d+ \s* (ч|час|часа|часов) \b .*
    """,
    re.IGNORECASE | re.VERBOSE,
)
_THEME = re.compile(r"тема\s*(№\s*)?\d.*", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_GOES_ON = re.compile(r".*([,;:(–—-]|\s(и|с|в|на|по|для|and|of|the))\s*")


class Judged(NamedTuple):
    """What a row is, and the numbers of lessons that it gives.

    The verdict is one of SAID, a key of LEFT_OUT, or a doubt that somebody must settle.
    """

    verdict: str | Doubt
    numbers: Numbers | None = None


def hours_in(layout: Layout, row: int) -> int:
    """Return the hours that a heading or a total names; 0 if it names none."""
    hours = hours_of(layout.value(row, "hours"))
    if hours:
        return hours
    texts = list(layout.texts(row).values())
    if "+" in texts[0]:  # «Причастие 21 ч + 2 К»: which hours are meant?
        return 0
    found = next(filter(None, map(_HOURS.search, texts)), None)
    if found is None:
        found = re.search(r":\s*(\d+)\s*$", texts[0])
    return int(found[1]) if found else 0


class Judge:
    """Judges the rows of one table by where their texts stand."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        texts = [layout.text(row, "topic") for row in layout.numbers_of_rows()]
        themes = sum(_THEME.fullmatch(text) is not None for text in texts)
        # «Тема 3. Дроби» stands over topics, unless most rows of the table are such.
        self._themes_are_topics = 2 * themes >= sum(map(bool, texts))

    def judge(self, row: int, above: str, expected: int) -> Judged:
        """Judge a filled row; `above` is the topic before it, '' for none."""
        layout = self._layout
        if layout.is_header(row):
            return Judged("header")
        if layout.is_column_numbers(row):
            return Judged("column_numbers")
        numbers = self._numbers(row, expected)
        is_numbered = numbers is not None or self._is_sectioned(row)
        first = next(iter(layout.texts(row).values()))
        if not is_numbered and _TOTAL.match(first):
            return Judged("total")
        if layout.is_covered(row, "topic"):
            return Judged("again" if is_numbered else "joined", numbers)
        if not layout.text(row, "topic"):
            return Judged(
                self._without_topic(row, above, is_numbered=is_numbered), numbers
            )
        if isinstance(layout.value(row, "topic"), CellError | UncachedFormula):
            shown = layout.text(row, "topic")
            return Judged(self._doubt("plan_cell_broken", row, "topic", shown))
        for kind in ("topic", "homework"):
            length = len(layout.text(row, kind))
            if length > LONGEST_TEXT:
                return Judged(self._too_long(row, kind, length))
        number = layout.text(row, "number")
        if self._is_heading(number) or self._is_over_sections(row):
            return Judged("heading")
        if is_numbered or self._needs_no_number(row):
            return Judged(self._counted(row, numbers), numbers)
        return Judged(self._without_number(row, above))

    def _numbers(self, row: int, expected: int) -> Numbers | None:
        if self._layout.numbers_with_section:
            return None
        value = self._layout.value(row, "number")
        return None if value is None else numbers_of(value, expected)

    def _is_sectioned(self, row: int) -> bool:
        return self._layout.numbers_with_section and is_with_section(
            self._layout.value(row, "number")
        )

    def _is_over_sections(self, row: int) -> bool:
        """Tell whether a row «2 | Дроби» stands over «2.1 | …»."""
        layout = self._layout
        number = layout.text(row, "number").rstrip(".")
        if not layout.numbers_with_section or not number.isdigit():
            return False
        below = (one for one in layout.numbers_of_rows() if one > row)
        following = next((one for one in below if layout.text(one, "number")), None)
        return following is not None and layout.text(following, "number").startswith(
            f"{number}."
        )

    def _needs_no_number(self, row: int) -> bool:
        """Tell whether the table has no numbers, or this row has another word there."""
        layout = self._layout
        if layout.text(row, "number"):
            return True
        text = layout.text(row, "topic")
        if layout.uses_numbers or self._is_heading(text) or self._stands_alone(row):
            return False
        return bool(layout.text(row, "hours")) or not layout.uses_hours

    def _is_heading(self, text: str) -> bool:
        """Tell whether a text says that it stands over topics."""
        if _THEME.fullmatch(text):
            return not self._themes_are_topics
        return _HEADING.fullmatch(text) is not None

    def _sums_up(self, row: int) -> bool:
        """Tell whether a row's hours are those of the numbered rows under it."""
        layout, lessons = self._layout, 0
        hours = hours_of(layout.value(row, "hours"))
        if hours is None or not layout.uses_numbers:
            return False
        for below in range(row + 1, len(layout.table.rows)):
            if not layout.texts(below):
                continue
            numbers = self._numbers(below, 1)
            if numbers is None:
                break
            own = hours_of(layout.value(below, "hours")) or 1
            lessons += numbers.hours if numbers.hours > 1 else own
        return lessons == hours

    def _stands_alone(self, row: int) -> bool:
        """Tell whether a row is one cell merged over its neighbours."""
        layout = self._layout
        return layout.is_across(row, "topic") and len(layout.texts(row)) == 1

    def _counted(self, row: int, numbers: Numbers | None) -> str | Doubt:
        layout = self._layout
        written, hours = layout.text(row, "hours"), None
        if written:
            hours = hours_of(layout.value(row, "hours"))
            if hours is None:
                return self._doubt("plan_hours", row, "hours", written)
        if numbers is not None and numbers.hours > 1:
            if hours is not None and hours != numbers.hours:
                return self._doubt(
                    "plan_hours_differ",
                    row,
                    "number",
                    layout.text(row, "number"),
                    numbers=numbers.hours,
                    hours=hours,
                )
            return "by_numbers"
        if hours is not None and hours > _MANY_HOURS:
            topic = layout.text(row, "topic")
            return self._doubt("plan_many_hours", row, "hours", str(hours), topic=topic)
        return "by_hours" if hours is not None else "topic"

    def _without_number(self, row: int, above: str) -> str | Doubt:
        layout = self._layout
        text = layout.text(row, "topic")
        if self._is_heading(text) or self._stands_alone(row) or self._sums_up(row):
            return "heading"
        goes_on = text[0].islower() or bool(above and _GOES_ON.fullmatch(above))
        if above and goes_on and not layout.text(row, "hours"):
            return "continues"
        doubt = self._doubt("plan_row_kind", row, "topic", text)
        return doubt if above else self._without(doubt, "continues")

    def _without_topic(self, row: int, above: str, *, is_numbered: bool) -> str | Doubt:
        layout = self._layout
        if is_numbered:
            if row > layout.last_topic_row:
                return "empty_number"
            number = layout.text(row, "number")
            doubt = self._doubt("plan_no_topic", row, "topic", number)
            return doubt if above else self._without(doubt, "again")
        position, text = min(layout.texts(row).items())
        is_heading = position < layout.at["topic"] and _LETTER.search(text)
        return "heading" if is_heading else "no_topic"

    def _too_long(self, row: int, kind: str, length: int) -> Doubt:
        return self._doubt("plan_text_long", row, kind, str(length), most=LONGEST_TEXT)

    def _doubt(
        self, rule: str, row: int, kind: str, value: str, **facts: object
    ) -> Doubt:
        layout = self._layout
        cell = cell_address(row, layout.at[kind])
        return doubt_at(rule, layout.table.name, row, cell, value, **facts)

    @staticmethod
    def _without(doubt: Doubt, choice: str) -> Doubt:
        left = tuple(one for one in doubt.choices if one != choice)
        return doubt._replace(choices=left)
