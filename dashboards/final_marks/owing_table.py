"""Who still owes final marks of a class: page, teacher, students (§2.8)."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from dashboards.journal.figures import page_title
from dashboards.tables import cell, heading, parts, row, table
from dashboards.timeliness.words import share
from expectations.language import N_, say

if TYPE_CHECKING:
    import polars as pl

TITLE = N_("Who owes which final marks")


def draw(owing: pl.DataFrame, language: str) -> str:
    """Return a row per page, those that lack most first."""
    head = row(
        heading(say(N_("Class and subject"), language), "name"),
        heading(say(N_("Given of owed"), language), "right"),
        heading(say(N_("Teacher"), language)),
        heading(say(N_("Students without a final mark"), language)),
    )
    body = [
        row(
            heading(page_title(page), "name", scope="row"),
            _figure(page["count_given"], page["count_owed"], language),
            cell(page["teacher_names"], "wide"),
            parts(page["lacking"], "wide"),
        )
        for page in owing.iter_rows(named=True)
    ]
    return table(say(TITLE, language), [head], body)


def _figure(given: int, owed: int, language: str) -> str:
    kind = "right good" if given == owed else "right bad"
    told = f"{given} / {owed} · {share(given, owed, language)}"
    return f'<td class="{kind}">{escape(told)}</td>'
