"""«The week is seen»: the parent's mark under the week, in place of a signature."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from dashboards.diary.messages_block import hidden
from dashboards.journal.figures import moment
from expectations.language import N_, say, say_many

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    import polars as pl

    from dashboards.diary.asked import Asked

SEEN_PATH = "/diary/seen"


def draw(seen: pl.DataFrame, asked: Asked, zone: ZoneInfo, *, may_mark: bool) -> str:
    """Return who has seen the week, and the button for who may mark it.

    `seen` is as `queries.weeks_seen.of_student`. There is no button before the week
    has begun, nor where nothing has come since the own mark.
    """
    language = asked.language
    lines = "".join(_line(one, zone, language) for one in seen.iter_rows(named=True))
    own = seen.filter("is_own")
    is_open = own.is_empty() or own["count_since"].item(0) > 0
    form = ""
    if may_mark and is_open and asked.monday <= asked.today:
        form = _form(asked, is_again=not own.is_empty())
    if not lines and not form:
        return ""
    title = escape(say(N_("Has the week been seen?"), language))
    return (
        f'<section class="vedomost-seen" id="seen"><h2>{title}</h2>'
        + (f"<ul>{lines}</ul>" if lines else "")
        + form
        + "</section>"
    )


def _line(one: Mapping[str, Any], zone: ZoneInfo, language: str) -> str:
    when = moment(one["seen_at"], zone, language)
    told = (
        say(N_("You marked it as seen on {when}."), language, when=when)
        if one["is_own"]
        else say(
            N_("{name} marked it as seen on {when}."),
            language,
            name=one["person_name"],
            when=when,
        )
    )
    since = one["count_since"]
    if since:
        news = say_many(
            "{count} new entry has come after that.",
            "{count} new entries have come after that.",
            since,
            language,
        )
        return f'<li>{escape(told)} <b class="warn">{escape(news)}</b></li>'
    return f"<li>{escape(told)}</li>"


def _form(asked: Asked, *, is_again: bool) -> str:
    language = asked.language
    label = (
        say(N_("Mark the week as seen again"), language)
        if is_again
        else say(N_("Mark the week as seen"), language)
    )
    told = say(
        N_("It stands in the place of a signature: the homeroom teacher sees it."),
        language,
    )
    return (
        f'<form method="post" action="{SEEN_PATH}">{hidden(asked)}'
        f'<button class="main">{escape(label)}</button>'
        f'<p class="note">{escape(told)}</p></form>'
    )
