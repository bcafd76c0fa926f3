"""How many messages are new, wherever in the diary they stand."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from dashboards.diary.week_view import week_name
from expectations.language import say_many

if TYPE_CHECKING:
    import polars as pl

    from dashboards.diary.asked import Asked


def draw(unread: pl.DataFrame, asked: Asked) -> str:
    """Return how many messages are new, with ways to the weeks in which they stand.

    `unread` is as `queries.messages.new_by_week`; nothing where nothing is new.
    """
    if unread.is_empty():
        return ""
    language = asked.language
    told = say_many(
        "{count} new message",
        "{count} new messages",
        int(unread["count_new"].sum()),
        language,
    )
    ways = ", ".join(
        f'<a href="{escape(asked.link(week=week_on))}#message-{first_id:d}">'
        f"{escape(week_name(week_on, language))}</a>"
        + (f" ({count})" if len(unread) > 1 else "")
        for week_on, count, first_id in unread.iter_rows()
    )
    return f'<p class="news" role="status"><b>{escape(told)}</b>: {ways}</p>'
