"""Who still owes final marks of a class: page, teacher, students (§2.8)."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import page_title
from dashboards.tables import cell, heading, row, table
from dashboards.timeliness.words import share
from expectations.language import N_, say

if TYPE_CHECKING:
    import polars as pl

TITLE = N_("Who owes which final marks")


def draw(owing: pl.DataFrame, language: str, *, is_over: bool) -> str:
    """Return a row per page, those that lack most first; red once it is over."""
    head = row(
        heading(say(N_("Class and subject"), language), "name"),
        heading(say(N_("Given of owed"), language), "right"),
        heading(say(N_("Teacher"), language)),
        heading(say(N_("Students without a final mark"), language)),
    )
    body = [
        row(
            heading(page_title(page), "name", scope="row"),
            _figure(page["count_given"], page["count_owed"], language, is_over=is_over),
            cell(page["teacher_names"], "wide"),
            cell(_lacking(page, language), "wide"),
        )
        for page in owing.iter_rows(named=True)
    ]
    return table(say(TITLE, language), [head], body)


def _lacking(page: dict[str, Any], language: str) -> str:
    """Return the names, or that it is everybody: a list of all says less."""
    if page["count_given"] == 0:
        return say(N_("all: {count}"), language, count=page["count_owed"])
    return ", ".join(page["lacking"])


def _figure(given: int, owed: int, language: str, *, is_over: bool) -> str:
    kind = "right good" if given == owed else "right bad" if is_over else "right"
    told = f"{given} / {owed} · {share(given, owed, language)}"
    return f'<td class="{kind}">{escape(told)}</td>'
