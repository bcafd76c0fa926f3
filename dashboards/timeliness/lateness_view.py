"""How late the late entries came: spans from an hour to more than a week."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from dashboards.timeliness.words import LATENESS_NAMES
from expectations.language import N_, say

if TYPE_CHECKING:
    from dashboards.timeliness.links import Links
    from dashboards.timeliness.shown import Late, Shown


def render(shown: Shown, links: Links) -> str:
    """Return a bar per span with its count, excused ones told beside it."""
    language = links.language
    most = max((one.count_late for one in shown.lateness), default=0)
    if not most:
        words = say(N_("Nothing came late on these days."), language)
        return f"<p>{escape(words)}</p>"
    rows = "".join(_bar(one, most, links) for one in shown.lateness)
    what = say(N_("What is not entered at all is not in it."), language)
    return f'<div class="rows">{rows}</div><p class="quiet">{escape(what)}</p>'


def _bar(one: Late, most: int, links: Links) -> str:
    language = links.language
    excused = (
        say(N_("of them excused: {count}"), language, count=one.count_excused)
        if one.count_excused
        else ""
    )
    wide = f"{100 * one.count_late / most:.1f}%"
    bar = f'<div class="bar" style="width:{wide}"></div>' if one.count_late else ""
    return (
        f"<div>{escape(say(LATENESS_NAMES[one.span], language))}</div><div>{bar}</div>"
        f'<div class="number">{links.opening(one.count_late, f"late_{one.span}")} '
        f'<span class="quiet">{escape(excused)}</span></div>'
    )
