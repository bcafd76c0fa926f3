"""The share on time with both its sides, the seven outcomes and how it is counted."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from dashboards.timeliness.links import escaped
from dashboards.timeliness.words import OUTCOME_NAMES, count, share
from expectations.language import N_, say, say_many

if TYPE_CHECKING:
    from dashboards.timeliness.counts import Counts
    from dashboards.timeliness.links import Links
    from dashboards.timeliness.shown import Shown


def render(shown: Shown, links: Links) -> str:
    """Return the share, the strip of outcomes, and everything that adds up to it."""
    counts, language = shown.counts, links.language
    if not counts.total:
        words = say(N_("Nothing was to be entered on these days yet."), language)
        return f"<p>{escape(words)}</p>"
    return (
        f"{_cards(shown, links)}{strip(counts, language)}{_key(counts, links)}"
        f'<p class="quiet">{_sum(counts, links)}</p><p>{_apart(counts, links)}</p>'
    )


def strip(counts: Counts, language: str, kind: str = "") -> str:
    """Return a stacked bar of the outcomes; its title says them aloud."""
    parts = [
        (name, getattr(counts, name)) for name in OUTCOME_NAMES if getattr(counts, name)
    ]
    told = escape(
        ", ".join(
            f"{say(OUTCOME_NAMES[name], language)} {many}" for name, many in parts
        )
    )
    drawn = "".join(
        f'<i class="{name}" style="flex:{many}"></i>' for name, many in parts
    )
    return (
        f'<div class="strip {kind}" role="img" aria-label="{told}" title="{told}">'
        f"{drawn}</div>"
    )


def of(counts: Counts, language: str) -> str:
    """Return «9 412 из 10 020 записей»."""
    return say_many(
        "{on_time} of {all} entry",
        "{on_time} of {all} entries",
        counts.denominator,
        language,
        on_time=count(counts.numerator, language),
        all=count(counts.denominator, language),
    )


def _cards(shown: Shown, links: Links) -> str:
    """Return the share as asked and, where they differ, with or without excuses."""
    language = links.language
    with_excuses = say(N_("on time, accepted explanations excused"), language)
    without = say(N_("on time, as if nothing were explained"), language)
    both = [(shown.excused, with_excuses), (shown.unexcused, without)]
    if not shown.asked.counts_excuses:
        both.reverse()
    (main, main_words), (other, other_words) = both
    if not shown.excused.excused:
        main_words = say(N_("on time"), language)
    cards = [_card(main, main_words, links, is_open=True)]
    if shown.excused.excused:
        cards.append(_card(other, other_words, links, is_open=False))
    return f'<div class="cards">{"".join(cards)}</div>'


def _card(counts: Counts, words: str, links: Links, *, is_open: bool) -> str:
    language = links.language
    told = escape(of(counts, language))
    if is_open and counts.denominator:
        told = f'<a href="{escaped(links.to("decided"))}" target="_self">{told}</a>'
    return (
        '<div class="card" style="--edge: var(--on_time)">'
        f"<b>{escape(share(counts.numerator, counts.denominator, language))}</b>"
        f"<span>{escape(words)}: {told}</span></div>"
    )


def _key(counts: Counts, links: Links) -> str:
    items = "".join(
        f'<li><i class="{name}"></i>{escape(say(words, links.language))} '
        f"<b>{links.opening(getattr(counts, name), name)}</b></li>"
        for name, words in OUTCOME_NAMES.items()
    )
    return f'<ul class="key">{items}</ul>'


def _sum(counts: Counts, links: Links) -> str:
    """Return «Всего 16 915 = 4 156 + 10 200 + …»: nothing is left out or twice."""
    language = links.language
    terms = " + ".join(count(getattr(counts, name), language) for name in OUTCOME_NAMES)
    total = say(N_("In all"), language)
    return f"{escape(total)} {links.opening(counts.total, 'all')} = {escape(terms)}"


def _apart(counts: Counts, links: Links) -> str:
    """Return what cuts across the outcomes and is no outcome."""
    language = links.language
    early = escape(say(N_("final marks before the last days of the period"), language))
    corrected = escape(say(N_("corrected after the due time"), language))
    apart = escape(say(N_("Counted apart"), language))
    return (
        f'<span class="quiet">{apart}:</span> {early} '
        f"{links.opening(counts.early, 'early')}; "
        f"{corrected} {links.opening(counts.corrected, 'corrected')}"
    )
