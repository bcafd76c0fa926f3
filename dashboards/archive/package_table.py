"""The packages of the archive as a table, each with its link."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from dashboards.archive.words import last_check, volume, why
from dashboards.journal.figures import NONE, day, moment, short_name
from dashboards.tables import cell, heading, parts, row, table
from expectations.language import N_, say

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    import polars as pl

TITLE = N_("Packages in the archive")
ADDRESS = "/archive/{package_id}"
_HEADS = (
    (N_("Class"), "name"),
    (N_("Period"), ""),
    (N_("No."), "right"),
    (N_("Package"), "not-printed"),
    (N_("Made on"), ""),
    (N_("Why"), "spare"),
    (N_("Volume"), "right spare"),
    (N_("Kept until"), ""),
    (N_("Last good check"), ""),
    (N_("Act"), "right"),
)


def draw(found: pl.DataFrame, today: date, zone: ZoneInfo, language: str) -> str:
    """Return a row per package; what differs from what was sealed is red."""
    head = row(*(heading(say(words, language), kind) for words, kind in _HEADS))
    body = [_row(one, today, zone, language) for one in found.iter_rows(named=True)]
    return table(say(TITLE, language), [head], body)


def _row(one: dict[str, Any], today: date, zone: ZoneInfo, language: str) -> str:
    is_over = one["summary_until"] < today
    files = say(N_("{count} files"), language, count=one["count_files"])
    return row(
        heading(one["class_id"], "name", scope="row"),
        cell(one["period_name"], "nowrap"),
        cell(str(one["number"]), "right"),
        _link(one, language),
        parts((moment(one["made_at"], zone, language), short_name(one["made_by"]))),
        cell(why(one, language), "spare"),
        parts((volume(one["size_bytes"], language), files), "right spare nowrap"),
        parts(
            (
                say(
                    N_("journal: {day}"),
                    language,
                    day=day(one["journal_until"], language),
                ),
                say(
                    N_("summary sheet: {day}"),
                    language,
                    day=day(one["summary_until"], language),
                ),
            ),
            "warn" if is_over else "",
        ),
        _check(one, zone, language),
        cell(str(one["act_number"] or NONE), "right"),
    )


def _check(one: dict[str, Any], zone: ZoneInfo, language: str) -> str:
    good = one["good_at"]
    told = say(N_("not checked yet"), language)
    if good is not None:
        told = moment(good, zone, language)
    wrong = last_check(one, language)
    if not wrong:
        return cell(told, "good" if good is not None else "quiet")
    return parts((wrong, say(N_("last good: {when}"), language, when=told)), "bad")


def _link(one: dict[str, Any], language: str) -> str:
    href = escape(ADDRESS.format(package_id=one["package_id"]))
    words = escape(say(N_("Download (ZIP)"), language))
    return f'<td class="not-printed"><a href="{href}">{words}</a></td>'
