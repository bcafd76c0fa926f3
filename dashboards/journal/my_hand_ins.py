"""A teacher's latest hand-ins by any way: when, which file, what became of it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import moment
from dashboards.journal.receipts import has_marked_copy
from dashboards.journal.today_tables import outcome
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say, say_many

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    import polars as pl

_WAYS = {
    "page": N_("this page"),
    "api": N_("a program"),
    "dav": N_("network folder"),
    "folder": N_("watched folder"),
    "command": N_("the server"),
    "demo": N_("the demonstration"),
    "decision": N_("a decision"),
    "undo": N_("undo of a hand-in"),
}


def render(hand_ins: pl.DataFrame, zone: ZoneInfo, language: str) -> str:
    """Return the table of hand-ins with links to the marked copies."""
    head = row(
        heading(say(N_("When"), language), "name"),
        heading(say(N_("Outcome"), language)),
        heading(say(N_("Recorded"), language), "right"),
        heading(say(N_("Faulty"), language), "right"),
        heading(say(N_("Marked copy"), language)),
        heading(say(N_("File"), language), "spare"),
        heading(say(N_("Which way"), language), "spare"),
    )
    body = [
        row(
            heading(moment(one["received_at"], zone, language), "name", scope="row"),
            _outcome(one, language),
            cell(str(one["count_recorded"] + one["count_removals"] or ""), "right"),
            cell(str(one["count_quarantined"] or ""), "right bad"),
            f"<td>{_link(one, language)}</td>",
            cell(one["file_name"], "wide quiet spare"),
            cell(_way(one["via"], language), "quiet spare"),
        )
        for one in hand_ins.iter_rows(named=True)
    ]
    return table(say(N_("Latest hand-ins"), language), [head], body)


def in_short(one: Mapping[str, Any], zone: ZoneInfo, language: str) -> str:
    """Return a workbook's last hand-in in one line of HTML."""
    when = say(
        N_("Last handed in {when} ({way})"),
        language,
        when=moment(one["received_at"], zone, language),
        way=_way(one["via"], language),
    )
    told = f"{escape(when)}: {escape(_result(one, language))}"
    return " · ".join(filter(None, (told, _link(one, language))))


def _result(one: Mapping[str, Any], language: str) -> str:
    if one["is_void"]:
        return say(N_("void"), language)
    if one["is_undone"]:
        return say(N_("taken back"), language)
    recorded = one["count_recorded"] + one["count_removals"]
    parts = [
        say_many("{count} cell recorded", "{count} cells recorded", recorded, language)
        if recorded
        else say(N_("nothing new"), language)
    ]
    if faulty := one["count_quarantined"]:
        parts.append(say_many("{count} faulty", "{count} faulty", faulty, language))
    return ", ".join(parts)


def _outcome(one: dict[str, Any], language: str) -> str:
    if one["is_undone"]:
        return cell(say(N_("taken back"), language), "quiet")
    return outcome(one, language)


def _link(one: Mapping[str, Any], language: str) -> str:
    """Return the marked copy of a file in which something was found."""
    found = one["count_quarantined"] + one["count_conflicts"] + one["count_warnings"]
    if not found or not has_marked_copy(one["file_name"]):
        return ""
    words = escape(say(N_("marked copy"), language))
    return f'<a href="/returned/{escape(one["upload_id"])}" download>{words}</a>'


def _way(via: str, language: str) -> str:
    return say(_WAYS.get(via, via), language)
