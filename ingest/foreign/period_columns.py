"""Columns of a journal between its lessons: final marks of periods, averages, Н/А."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ingest.foreign.words import is_one_of, matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ingest.foreign.layout import Layout


class PeriodColumn(NamedTuple):
    """One column, and the columns of lessons that its average is over."""

    field: str  # final, average, not_attested
    name: str  # of the period, as written
    lessons: tuple[int, ...]


def period_columns(
    headings: Mapping[int, str], lessons: Iterable[int], layout: Layout
) -> dict[int, PeriodColumn]:
    """Return the columns that a heading makes one of a period.

    Columns that stand together are of one period, unless each has a final mark's
    heading; their average is over the lessons since the columns before them.
    """
    days = sorted(lessons)
    kinds = {
        column: kind
        for column, heading in headings.items()
        if (kind := _kind(heading, layout))
    }
    found: dict[int, PeriodColumn] = {}
    runs = _runs(sorted(kinds), days)
    names = {
        column: _period_of(column, run, kinds, headings)
        for run in runs
        for column in run
    }
    behind = -1
    for run in runs:
        over = tuple(day for day in days if behind < day < run[0])
        before = tuple(day for day in days if day < run[0])
        for column in run:
            name = names[column]
            is_whole = matches(headings[column], layout.whole_year) or (
                matches(name, layout.whole_year)
                and not any(names[one] == name for one in names if one not in run)
            )
            covered = before if is_whole else over
            found[column] = PeriodColumn(kinds[column], name, covered or tuple(days))
        behind = run[-1]
    return found


def _kind(heading: str, layout: Layout) -> str:
    for name in ("average", "not_attested"):
        if is_one_of(heading, layout.column(name)):
            return name
    return "final" if matches(heading, layout.periods) else ""


def _runs(columns: list[int], days: list[int]) -> list[list[int]]:
    """Return the columns parted by lessons."""
    runs: list[list[int]] = []
    for column in columns:
        if runs and not any(runs[-1][-1] < day < column for day in days):
            runs[-1].append(column)
        else:
            runs.append([column])
    return runs


def _period_of(
    column: int,
    run: list[int],
    kinds: Mapping[int, str],
    headings: Mapping[int, str],
) -> str:
    """Return the period's name: its own, else of the final mark that it stands by.

    An average stands before its final mark, a tick for Н/А behind it.
    """
    if kinds[column] == "final":
        return headings[column]
    finals = [one for one in run if kinds[one] == "final"]
    right = [one for one in finals if one > column]
    left = [one for one in finals if one < column][::-1]
    nearest = (left + right) if kinds[column] == "not_attested" else (right + left)
    return headings[nearest[0]] if nearest else headings[column]
