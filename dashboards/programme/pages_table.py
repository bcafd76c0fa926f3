"""Plan and fact of journal pages as a table: hours, the lag, topics, a forecast."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from dashboards.journal.figures import NONE, page_title, short_day, short_name
from dashboards.programme import words
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

TITLE = N_("Hours and topics by page")
_STYLE = """
<style>
.vedomost-programme .vedomost-table :is(.name, .right) { white-space: normal; }
.vedomost-programme .vedomost-table .name { min-width: 9rem; }
.vedomost-programme .vedomost-table a { color: inherit; }
.vedomost-programme .vedomost-table .quiet { font-weight: 400; font-size: .8125rem; }
</style>
"""


def draw(pages: pl.DataFrame, language: str) -> str:
    """Return one row per page; its name opens it lesson by lesson."""
    head = row(
        heading(say(N_("Class and subject"), language), "name"),
        heading(say(N_("By plan, h"), language), "right"),
        heading(say(N_("Given, h"), language), "right"),
        heading(say(N_("Lag, h"), language), "right"),
        heading(say(N_("Topics as planned"), language), "right spare"),
        heading(say(N_("Given last"), language), "spare"),
        heading(say(N_("By plan now"), language), "spare"),
        heading(say(N_("Forecast for the period"), language), "right spare"),
    )
    body = [_row(page, language) for page in pages.iter_rows(named=True)]
    drawn = table(say(TITLE, language), [head], body)
    return f'{_STYLE}<div class="vedomost-programme">{drawn}</div>'


def _row(page: Mapping[str, Any], language: str) -> str:
    return row(
        _name(page),
        cell(str(page["hours_planned"]), "right"),
        _two_lines(str(page["hours_given"]), _not_given(page, language)),
        _two_lines(
            words.lag(page, language),
            _of_lag(page, language),
            "right bad" if page["is_lagging"] else "right",
        ),
        _two_lines(
            f"{page['count_same']} / {page['hours_planned']}",
            _other_topics(page, language),
            "right spare",
        ),
        _two_lines(
            page["last_topic"] or NONE,
            short_day(page["last_topic_on"], language) if page["last_topic"] else "",
            "spare",
        ),
        _two_lines(
            page["planned_topic"] or NONE,
            short_day(page["planned_on"], language) if page["planned_topic"] else "",
            "spare",
        ),
        _two_lines(
            words.forecast(page, language), _period(page, language), "right spare"
        ),
    )


def _name(page: Mapping[str, Any]) -> str:
    title = page_title(page)
    address = escape(f"?{urlencode({'page': title})}")
    names = page["teacher_names"]
    teachers = ", ".join(short_name(name) for name in names.split(", ") if name)
    return (
        f'<th scope="row" class="name"><a href="{address}" target="_self">'
        f'{escape(title)}</a><div class="quiet" title="{escape(names)}">'
        f"{escape(teachers)}</div></th>"
    )


def _two_lines(first: str, second: str, kind: str = "right") -> str:
    below = f'<div class="quiet spare">{escape(second)}</div>' if second else ""
    return f'<td class="{kind}">{escape(first)}{below}</td>'


def _not_given(page: Mapping[str, Any], language: str) -> str:
    """Return «отменено 1, с заменой 2» of the lessons to date."""
    return _counted(
        page,
        (
            ("hours_cancelled", N_("cancelled {count}")),
            ("hours_replaced", N_("with a replacement {count}")),
        ),
        language,
    )


def _of_lag(page: Mapping[str, Any], language: str) -> str:
    return _counted(page, (("hours_unreported", N_("not entered {count}")),), language)


def _other_topics(page: Mapping[str, Any], language: str) -> str:
    return _counted(
        page,
        (
            ("count_later", N_("later {count}")),
            ("count_earlier", N_("earlier {count}")),
            ("count_other", N_("another topic {count}")),
            ("count_not_given", N_("not given {count}")),
        ),
        language,
    )


def _counted(
    page: Mapping[str, Any], parts: Sequence[tuple[str, str]], language: str
) -> str:
    told = [
        say(sentence, language, count=page[column])
        for column, sentence in parts
        if page[column]
    ]
    return ", ".join(told)


def _period(page: Mapping[str, Any], language: str) -> str:
    if page["period_ends_on"] is None:
        return ""
    return say(
        N_("to {day}: lessons left {count}"),
        language,
        day=short_day(page["period_ends_on"], language),
        count=page["hours_left"],
    )
