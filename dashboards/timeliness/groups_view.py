"""Shares by teacher, subject, class …: the share, its counts, and a stacked bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.address_codes import code_of
from dashboards.tables import cell, heading, row, table, upright
from dashboards.timeliness.figure_view import strip
from dashboards.timeliness.words import (
    KIND_NAMES,
    LEVEL_NAMES,
    OUTCOME_NAMES,
    count,
    share,
    week,
)
from expectations.language import N_, say

if TYPE_CHECKING:
    from dashboards.timeliness.counts import Counts
    from dashboards.timeliness.links import Links
    from dashboards.timeliness.shown import Group, Shown, View

VIEW_NAMES: dict[View, str] = {
    "teacher": N_("Teachers"),
    "subject": N_("Subjects"),
    "unit": N_("Classes and groups"),
    "level": N_("Levels"),
    "kind": N_("What is entered"),
    "week": N_("Weeks"),
    "slots": N_("Days and lessons"),
    "lateness": N_("How late"),
}
ONE_OF: dict[View, str] = {
    "teacher": N_("Teacher"),
    "subject": N_("Subject"),
    "unit": N_("Class or group"),
    "level": N_("Level"),
    "kind": N_("What"),
    "week": N_("Week"),
}


def render(shown: Shown, links: Links) -> str:
    """Return one row per group and, below, the figure they are parts of."""
    language = links.language
    caption = say(VIEW_NAMES[shown.view], language)
    head = row(
        heading(say(ONE_OF[shown.view], language), "name"),
        heading(say(N_("Share on time"), language), "right"),
        heading(say(N_("Of how many"), language), "right"),
        heading(say(N_("All outcomes"), language), "spare"),
        *(upright(say(words, language)) for words in OUTCOME_NAMES.values()),
        upright(say(N_("In all"), language)),
    )
    body = [
        row(
            heading(name_of(shown.view, one, language), "name", scope="row"),
            *_cells(one.counts, links, **{shown.view: _key(shown.view, one)}),
        )
        for one in in_order(shown)
    ]
    total = row(
        heading(say(N_("In all"), language), "name", scope="row"),
        *_cells(shown.counts, links),
    )
    return table(caption, [head], body, [total])


def in_order(shown: Shown) -> tuple[Group, ...]:
    """Return teachers and subjects with the lowest share first, others as they come."""
    if shown.view not in {"teacher", "subject"}:
        return shown.groups
    return tuple(
        sorted(
            shown.groups,
            key=lambda one: (
                one.counts.numerator / one.counts.denominator
                if one.counts.denominator
                else 2
            ),
        )
    )


def name_of(view: View, group: Group, language: str) -> str:
    """Return what a group is called."""
    if view == "level":
        return say(LEVEL_NAMES.get(group.key, group.key), language)
    if view == "kind":
        return say(KIND_NAMES.get(group.key, group.key), language)
    return week(group.key, language) if view == "week" else group.name


def _key(view: View, group: Group) -> str:
    return code_of(group.key) if view == "teacher" else group.key


def _cells(counts: Counts, links: Links, **of: str) -> list[str]:
    language = links.language
    part = share(counts.numerator, counts.denominator, language)
    return [
        cell(part, "right strong", count(counts.numerator, language)),
        _linked(counts.denominator, "decided", links, of),
        f'<td class="spare">{strip(counts, language, "thin")}</td>',
        *(_linked(getattr(counts, name), name, links, of) for name in OUTCOME_NAMES),
        _linked(counts.total, "all", links, of),
    ]


def _linked(value: int, which: str, links: Links, of: dict[str, str]) -> str:
    return f'<td class="right">{links.opening(value, which, **of)}</td>'
