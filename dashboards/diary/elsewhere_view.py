"""The diary beside its page: this week as a file, on paper, in a calendar (§1.6)."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from expectations.language import N_, say

if TYPE_CHECKING:
    from dashboards.diary.asked import Asked

_PARENT = "parent"


def draw(asked: Asked) -> str:
    """Return the ways; a student asks for no paper, the parents do."""
    ways = [
        (asked.link("/diary/week.pdf"), N_("This week as a file (PDF)")),
        (asked.link("/diary/calendar", week=""), N_("Lessons in a calendar")),
    ]
    if _PARENT in asked.viewer.roles:
        ways.append((asked.link("/diary/paper", week=""), N_("Diary on paper")))
    title = escape(say(N_("The diary elsewhere"), asked.language))
    items = "".join(
        f'<li><a href="{escape(address)}">{escape(say(words, asked.language))}</a></li>'
        for address, words in ways
    )
    return f"<h2>{title}</h2><ul>{items}</ul>"
