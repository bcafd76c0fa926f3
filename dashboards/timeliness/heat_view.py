"""When lessons are entered on time: weekdays across, lessons of the day down."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from dashboards.tables import heading, row, table
from dashboards.timeliness.figure_view import of
from dashboards.timeliness.links import escaped
from dashboards.timeliness.words import share, weekday
from expectations.language import N_, say

if TYPE_CHECKING:
    from dashboards.timeliness.counts import Counts
    from dashboards.timeliness.links import Links
    from dashboards.timeliness.shown import Shown


def render(shown: Shown, links: Links) -> str:
    """Return the shares as a map; the colour repeats the figure that stands there."""
    language = links.language
    known = {(one.weekday, one.slot): one.counts for one in shown.slots}
    if not known:
        words = say(N_("No lessons had entries due on these days."), language)
        return f"<p>{escape(words)}</p>"
    days = sorted({day for day, _slot in known})
    head = row(
        heading(say(N_("Lesson"), language), "name"),
        *(heading(weekday(day, language)) for day in days),
    )
    body = [
        row(
            heading(str(slot), "name", scope="row"),
            *(_cell(known.get((day, slot)), day, slot, links) for day in days),
        )
        for slot in sorted({slot for _day, slot in known})
    ]
    caption = say(N_("Share on time by day and lesson"), language)
    left_out = say(N_("Final marks belong to no lesson and are not in it."), language)
    drawn = table(caption, [head], body, is_grid=True)
    return f'{drawn}<p class="quiet">{escape(left_out)}</p>'


def _cell(counts: Counts | None, day: int, slot: int, links: Links) -> str:
    if counts is None or not counts.total:
        return '<td class="heat"></td>'
    language = links.language
    part = counts.numerator / counts.denominator if counts.denominator else None
    href = escaped(links.to("all", weekday=str(day), slot=str(slot)))
    told = escape(of(counts, language))
    figure = escape(share(counts.numerator, counts.denominator, language))
    small = f"{counts.numerator}/{counts.denominator}" if counts.denominator else ""
    return (
        f'<td class="heat"><a href="{href}" target="_self" title="{told}" '
        f'style="{_colour(part)}">{figure}<small>{small}</small></a></td>'
    )


def _colour(part: float | None) -> str:
    """Return a pale ground from red (none) over amber to green (all), with its ink."""
    if part is None:
        return "--heat-ink: inherit"
    hue = round(8 + 130 * part)
    return f"background: hsl({hue} 55% 84%); --heat-ink: hsl({hue} 70% 17%)"
