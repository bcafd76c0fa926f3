"""What a mail says to who leads after the monthly export of their level (§2.12)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from html import escape
from typing import TYPE_CHECKING, Any

from babel.dates import format_date

from dashboards.journal.figures import moment
from dashboards.mail.letter import Letter
from dashboards.printing.level_report import LEVELS
from expectations.language import N_, say
from warehouse.clock import utc_naive
from warehouse.queries import monthly_exports

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from warehouse.database import Database
    from warehouse.viewer import Viewer

_PAGE = "/monthly_exports"
_FRESH = timedelta(days=3)  # older ones are on the page
_LINE = N_(
    "{month}, {level}: sheets {sheets}, files {files}, made {moment}, due {due}. "
    "SHA-256 of the act: {digest}"
)


def fresh(database: Database, viewer: Viewer, now: datetime) -> list[str]:
    """Return exports of the viewer's levels that a mail may be about, one word each."""
    since = utc_naive(now - _FRESH)
    return [_word(one) for one in _led(database, viewer) if one["made_at"] >= since]


def facts(
    database: Database, viewer: Viewer, about: Sequence[str]
) -> list[dict[str, Any]]:
    """Return what a mail about these exports tells, as far as they are the viewer's."""
    return [one for one in _led(database, viewer) if _word(one) in about]


def letter(
    found: Sequence[dict[str, Any]], zone: ZoneInfo, language: str, public_address: str
) -> Letter:
    """Return the mail; it holds counts and no names."""
    lines = [_line(one, zone, language) for one in found]
    link, url = say(N_("All of it in Vedomost"), language), public_address + _PAGE
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return Letter(
        say(N_("Summary sheets were exported"), language),
        "\n".join([*(f"- {line}" for line in lines), "", f"{link}: {url}"]),
        f'<ul>{items}</ul><p><a href="{escape(url)}">{escape(link)}</a></p>',
    )


def _led(database: Database, viewer: Viewer) -> list[dict[str, Any]]:
    return monthly_exports.made(database, viewer).filter("is_led").to_dicts()


def _word(one: dict[str, Any]) -> str:
    return f"{one['export_id']}-{one['school_level']}"


def _line(one: dict[str, Any], zone: ZoneInfo, language: str) -> str:
    first = date.fromisoformat(f"{one['month']}-01")
    due_on = one["due_at"].replace(tzinfo=UTC).astimezone(zone).date()
    return say(
        _LINE,
        language,
        month=format_date(first, "LLLL y", locale=language),
        level=say(LEVELS[one["school_level"]], language),
        sheets=one["count_sheets"],
        files=one["count_files"],
        moment=moment(one["made_at"], zone, language),
        due=format_date(due_on, "dd.MM.yyyy", locale=language),
        digest=one["act_sha256"],
    )
