"""Readiness line by line: how many are ready, who answers, how much time is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from dashboards.forms.table_form import Share
from dashboards.journal.figures import day, short_name
from dashboards.readiness.checks import CHECKS, WHO, Check
from expectations.language import N_, clause_name, say, say_many

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from warehouse.queries.readiness import SetUpTerm


_SOON = {0: N_("due today"), 1: N_("due tomorrow")}


class Line(NamedTuple):
    """One check: of so many so many are ready."""

    check: Check
    ready: Share
    who: str

    @property
    def is_ready(self) -> bool:
        """Tell whether nothing lacks."""
        return self.ready.of == self.ready.out_of

    @property
    def count_lacking(self) -> int:
        """How many lack something."""
        return self.ready.out_of - self.ready.of


def everything(items: pl.DataFrame, teachers: pl.DataFrame) -> pl.DataFrame:
    """Return both answers of the warehouse as one frame."""
    return pl.concat([items, teachers], how="diagonal")


def lines(known: pl.DataFrame, people: pl.DataFrame, language: str) -> list[Line]:
    """Return the checks that there is anything to look at for, in their order."""
    found = []
    for check in CHECKS:
        of_check = known.filter(check_id=check.check_id)
        if not of_check.is_empty():
            found.append(
                Line(check, share(of_check), _who(check, of_check, people, language))
            )
    return found


def share(known: pl.DataFrame) -> Share:
    """Return how many things are ready; what stands on two levels counts once."""
    lacking = known.filter(pl.col("count_lacking") > 0)
    count = known["item_id"].n_unique()
    return Share(count - lacking["item_id"].n_unique(), count)


def shares_by_level(known: pl.DataFrame) -> dict[str, Share]:
    """Return the share ready of each level; '' is what the whole school shares."""
    levels = known["school_level"].unique().sort().to_list()
    return {level: share(known.filter(school_level=level)) for level in levels}


def by_when(
    is_ready: bool,  # noqa: FBT001 - a fact of the line
    term: SetUpTerm | None,
    today: date,
    language: str,
) -> str:
    """Return «просрочено на 80 дней», «осталось 4 дня»; nothing where all is ready."""
    if is_ready or term is None:
        return ""
    left = (term.due_on - today).days
    if left in _SOON:
        return say(_SOON[left], language)
    if left > 0:
        return say_many("{count} day left", "{count} days left", left, language)
    return say_many(
        "overdue by {count} day", "overdue by {count} days", -left, language
    )


def standing(
    known_lines: Sequence[Line], term: SetUpTerm | None, today: date, language: str
) -> str:
    """Return how the school stands against the term: what lacks, how long is left."""
    count = sum(not line.is_ready for line in known_lines)
    if not count:
        return say(N_("Everything is formed."), language)
    told = say_many(
        "{count} point of {of} is not ready",
        "{count} points of {of} are not ready",
        count,
        language,
        of=len(known_lines),
    )
    when = by_when(False, term, today, language)  # noqa: FBT003 - of what lacks
    return f"{told}: {when}." if when else f"{told}."


def term_in_words(term: SetUpTerm | None, language: str) -> str:
    """Return by when everything is to be formed."""
    if term is None:
        return say(N_("No term for the forming of the sections is set."), language)
    return say(
        N_("The sections are to be formed by {day} ({clause})."),
        language,
        day=day(term.due_on, language),
        clause=clause_name(term.clause, language),
    )


def _who(
    check: Check, of_check: pl.DataFrame, people: pl.DataFrame, language: str
) -> str:
    """Return the role that answers; with names where something lacks and few have it.

    Of a deputy's matters those of the levels that lack are named, else all.
    """
    role = say(WHO[check.who], language)
    lacking = of_check.filter(pl.col("count_lacking") > 0)
    if lacking.is_empty() or check.who in {"teacher", "homeroom"}:
        return role
    asked = people.filter(role=check.who)
    levels = [level for level in lacking["school_level"].unique() if level]
    if levels and check.who == "deputy":
        asked = asked.filter(pl.col("school_level").is_in(levels))
    names = [short_name(name) for name in asked["person_name"].unique().sort()]
    return f"{role}: {', '.join(names)}" if names else role
