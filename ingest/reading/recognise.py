"""Recognise sheets, rows and columns by what they show, where hidden keys are gone.

Needs the teacher's plans, so it runs only when keys do not suffice. What fits two
pages equally well stays unknown: then the question is asked, never guessed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import LANGUAGES, say
from ingest import workbook as contract
from ingest.reading.header_dates import HEADER_ROWS, dated_columns
from ingest.reading.identify import GridSheet, LessonsSheet, MessagesSheet, shown_text
from ingest.reading.lesson_words import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from ingest.reading.sheets import RawSheet
    from ingest.workbook import (
        PlannedAttestation,
        PlannedLesson,
        PlannedPage,
        WorkbookPlan,
    )

_NAME_COLUMNS = 8
_FINAL_WORDS = {"итого", "итоговая", "итоговая отметка", "отметка"}
_ATTESTATION_WORDS = {
    "year": ("год", "годовая", "за год", "year"),
    "exam": ("экзамен", "экз", "экз.", "exam"),
    "overall": ("общая итоговая", "итоговая за курс", "в аттестат", "overall"),
}
_QUIET_WORDS = {"средний", "ср. балл", "ср балл", "ср", "пропущено", "№", "no"}


class _Match(NamedTuple):
    """How well a page fits a sheet; compared as it stands."""

    title: int
    lessons: int
    names: int


class Plans:
    """The teacher's possible workbooks, asked for once and only when needed."""

    def __init__(self, plans: Callable[[], Sequence[WorkbookPlan]]) -> None:
        self._plans = plans

    @cached_property
    def all(self) -> Sequence[WorkbookPlan]:
        """Every plan."""
        return self._plans()

    @cached_property
    def pages(self) -> list[PlannedPage]:
        """The pages of every plan; one page may stand in several terms."""
        return [page for plan in self.all for page in plan.pages]

    @cached_property
    def work_types(self) -> dict[str, str]:
        """Work types as name → id."""
        return {name: key for plan in self.all for key, name in plan.work_types}

    @cached_property
    def students(self) -> dict[str, dict[str, str]]:
        """Page → folded name → student."""
        names: dict[str, dict[str, str]] = {}
        for page in self.pages:
            known = names.setdefault(page.page_id, {})
            known.update((folded(one.name), one.student_id) for one in page.students)
        return names

    @cached_property
    def lessons(self) -> dict[str, dict[tuple[date, int], str]]:
        """Page → (date, lesson number) → lesson."""
        lessons: dict[str, dict[tuple[date, int], str]] = {}
        for page in self.pages:
            known = lessons.setdefault(page.page_id, {})
            known.update(
                ((one.lesson_on, one.slot), one.lesson_id) for one in page.lessons
            )
        return lessons

    @cached_property
    def attestations(self) -> dict[tuple[str, str], tuple[PlannedAttestation, ...]]:
        """Page and period → the finals of the year, an exam, overall on its sheet."""
        return {
            (page.page_id, page.period_id): page.attestations
            for page in self.pages
            if page.attestations
        }

    @cached_property
    def years(self) -> dict[int, int]:
        """Month → the year it has in the plans' terms."""
        return {
            lesson.lesson_on.month: lesson.lesson_on.year
            for page in self.pages
            for lesson in page.lessons
        }


def recognise_grid(sheet: RawSheet, plans: Plans) -> GridSheet | None:
    """Find the one page whose title, names and dates the sheet shows."""
    name_column = _name_column(sheet, plans)
    if name_column is None:
        return None
    shown = {
        folded(shown_text(cells[name_column])): row
        for row, cells in enumerate(sheet.rows)
    }
    all_names = {name for known in plans.students.values() for name in known}
    first = min(row for name, row in shown.items() if name in all_names)
    columns = dated_columns(sheet, first, plans.years)
    matches: dict[tuple[str, str], _Match] = {}
    for page in plans.pages:
        dates = {lesson.lesson_on for lesson in page.lessons}
        matches[page.page_id, page.period_id] = _Match(
            _title_match(sheet, first, page),
            sum(day in dates for day, _ in columns.values()),
            sum(name in shown for name in plans.students[page.page_id]),
        )
    (best, match), *others = sorted(matches.items(), key=lambda one: one[1])[::-1]
    is_tie = bool(others) and others[0][1] == match
    if is_tie or not match.names or not (match.title or match.lessons):
        return None
    grid = GridSheet(sheet, *best, header_end=first - 1, name_column=name_column)
    grid.quiet_columns = set(range(name_column + 1))
    _add_columns(grid, columns, plans)
    known = plans.students[grid.page_id]
    grid.students = {
        row: known[name]
        for row, cells in enumerate(sheet.rows)
        if (name := folded(shown_text(cells[name_column]))) in known
    }
    return grid


def complete_grid(grid: GridSheet, plans: Plans) -> None:
    """Find students and lessons of a known page that have no key of their own."""
    column = grid.name_column
    known = plans.students.get(grid.page_id, {})
    if column is not None:
        for row, cells in enumerate(grid.sheet.rows):
            name = folded(shown_text(cells[column])) if row > grid.header_end else ""
            if row not in grid.students and name in known:
                grid.students[row] = known[name]
    columns = dated_columns(grid.sheet, grid.header_end + 1, plans.years)
    unknown = {
        place: dated
        for place, dated in columns.items()
        if place not in grid.lessons and place not in grid.quiet_columns
    }
    _add_columns(grid, unknown, plans)


def recognise_lessons(sheet: RawSheet, plans: Plans) -> LessonsSheet | None:
    """Find the lessons sheet by its column headers, its rows by date and class."""
    header, columns = _list_header(sheet, contract.LESSON_COLUMNS)
    if "topic" not in columns or "lesson_on" not in columns:
        return None
    found = LessonsSheet(sheet, header_end=header)
    for key, column in columns.items():
        if key in contract.LESSON_FIELDS:
            found.fields[column] = key
        else:
            found.shown[key] = column
            found.quiet_columns.add(column)
    known: dict[tuple[str, str, str], list[tuple[str, PlannedLesson]]] = defaultdict(
        list
    )
    for page in plans.pages:
        for lesson in page.lessons:
            key3 = (
                lesson.lesson_on.isoformat(), folded(page.unit), folded(page.subject)
            )  # fmt: skip
            known[key3].append((page.page_id, lesson))
    for row, cells in enumerate(sheet.rows):
        if row <= header:
            continue
        shown = {key: shown_text(cells[place]) for key, place in found.shown.items()}
        candidates = known.get(
            (
                shown["lesson_on"],
                folded(shown.get("unit", "")),
                folded(shown.get("subject", "")),
            ),
            [],
        )
        fitting = [
            one for one in candidates if str(one[1].slot) == shown.get("slot", "")
        ]
        chosen = fitting or (candidates if len(candidates) == 1 else [])
        if chosen:
            found.lessons[row] = (chosen[0][0], chosen[0][1].lesson_id)
    return found if found.lessons else None


def recognise_messages(sheet: RawSheet) -> MessagesSheet | None:
    """Find the messages sheet by its column headers."""
    header, columns = _list_header(sheet, contract.MESSAGE_COLUMNS)
    if "whom" not in columns or "text" not in columns:
        return None
    return MessagesSheet(sheet, header, columns)


def is_help(sheet: RawSheet) -> bool:
    """Say whether a sheet without keys is the help sheet."""
    titles = _in_all_languages(contract.HELP_SHEET)
    cells = [value for row in sheet.rows[:4] for value in row[:4]]
    return any(folded(shown_text(value)) in titles for value in cells)


def _name_column(sheet: RawSheet, plans: Plans) -> int | None:
    names = {name for known in plans.students.values() for name in known}
    counts: Counter[int] = Counter()
    for cells in sheet.rows:
        for column, value in enumerate(cells[:_NAME_COLUMNS]):
            if isinstance(value, str) and folded(value) in names:
                counts[column] += 1
    return counts.most_common(1)[0][0] if counts else None


def _title_match(sheet: RawSheet, first: int, page: PlannedPage) -> int:
    """Return 2 for the page's own title, 1 where class and subject are named."""
    unit, subject = folded(page.unit), folded(page.subject)
    texts = [folded(sheet.name)] + [
        folded(value)
        for cells in sheet.rows[: min(first, HEADER_ROWS)]
        for value in cells
        if isinstance(value, str)
    ]
    own = {f"{unit} · {subject}", f"{unit} {subject}", f"{unit} {subject}"[:31]}
    if own & set(texts):
        return 2
    words = [set(re.split(r"[\s·,.:;()|/-]+", text)) for text in texts]
    has_unit = any(
        unit in text or set(unit.split()) <= w
        for text, w in zip(texts, words, strict=True)
    )
    return int(has_unit and any(subject in text for text in texts))


def _add_columns(
    grid: GridSheet, columns: Mapping[int, tuple[date, int]], plans: Plans
) -> None:
    """Place dated columns at the page's lessons, and the final mark's column."""
    known = plans.lessons.get(grid.page_id, {})
    taken: Counter[date] = Counter()
    for column, (day, slot) in sorted(columns.items()):
        same_day = sorted((s, one) for (on, s), one in known.items() if on == day)
        lesson = known.get((day, slot))
        if lesson is None and not slot and taken[day] < len(same_day):
            lesson = same_day[taken[day]][1]
        taken[day] += 1
        if lesson is not None:
            grid.lessons[column] = lesson
    _add_columns_behind_lessons(grid, plans)


def _add_columns_behind_lessons(grid: GridSheet, plans: Plans) -> None:
    others = _attestation_words(grid, plans)
    finals = _FINAL_WORDS | _in_all_languages(contract.FINAL_TITLE)
    quiet = _QUIET_WORDS | _in_all_languages(
        contract.AVERAGE_TITLE, contract.MISSED_TITLE
    )
    for cells in grid.sheet.rows[: grid.header_end + 1]:
        for column, value in enumerate(cells):
            word = folded(shown_text(value))
            if column in grid.lessons:
                continue
            if column in grid.finals:
                continue
            # What the school calls its own finals goes before the usual words.
            period_id = others.get(word) or (grid.period_id if word in finals else "")
            if period_id and period_id not in grid.finals.values():
                grid.finals[column] = period_id
            elif word in quiet:
                grid.quiet_columns.add(column)


def _attestation_words(grid: GridSheet, plans: Plans) -> dict[str, str]:
    """Return what may stand above a page's finals of the year, an exam, overall."""
    words: dict[str, str] = {}
    planned = plans.attestations.get((grid.page_id, grid.period_id), ())
    for one in planned:
        words.update(dict.fromkeys(_ATTESTATION_WORDS[one.kind], one.period_id))
    return words | {folded(one.title): one.period_id for one in planned}


def _in_all_languages(*sentences: str) -> set[str]:
    return {
        folded(say(sentence, language))
        for sentence in sentences
        for language in LANGUAGES
    }


def _list_header(
    sheet: RawSheet, columns: tuple[contract.ListColumn, ...]
) -> tuple[int, dict[str, int]]:
    """Return the header row of a list and its columns by key, in either language."""
    titles = {
        folded(say(column.title, language)): column.key
        for language in LANGUAGES
        for column in columns
        if column.title
    }
    best_row, best = 0, dict[str, int]()
    for row, cells in enumerate(sheet.rows[:HEADER_ROWS]):
        found: dict[str, int] = {}
        for place, value in enumerate(cells):
            key = titles.get(folded(shown_text(value)))
            if key is not None:
                found.setdefault(key, place)
        if len(found) > len(best):
            best_row, best = row, found
    return best_row, best
