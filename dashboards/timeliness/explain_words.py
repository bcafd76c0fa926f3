"""The words of explanations: reasons, states, spans of days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.journal.figures import short_day
from expectations.language import N_, say, say_many

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

REASON_NAMES = {
    "illness": N_("illness"),
    "replaced_lesson": N_("the lesson was replaced"),
    "no_connection": N_("no connection"),
    "business_trip": N_("business trip"),
    "school_event": N_("school event"),
    "technical_failure": N_("technical failure at the school"),
    "other": N_("another reason"),
}
STATE_NAMES = {
    "waiting": N_("waits for an answer"),
    "accepted": N_("accepted"),
    "refused": N_("not accepted"),
}
DASH = "\N{EN DASH}"


def reason_name(reason: str, language: str) -> str:
    """Return «болезнь»."""
    return say(REASON_NAMES[reason], language)


def state_name(state: str, language: str) -> str:
    """Return «ждёт ответа»."""
    return say(STATE_NAMES[state], language)


def entries(rows: pl.DataFrame, language: str) -> str:
    """Return «3 записи» of rows of `queries.explanations`."""
    return say_many("{count} entry", "{count} entries", count(rows), language)


def count(rows: pl.DataFrame) -> int:
    """Return how many entries are late or missing, as in all figures: each mark one."""
    return int((rows["count_late"] + rows["count_missing"]).sum())


def days(rows: pl.DataFrame, language: str) -> str:
    """Return «16.11» or «16.11–18.11»."""
    known: list[date] = rows["owed_on"].unique().sort().to_list()
    ends = (short_day(one, language) for one in (known[0], known[-1]))
    return DASH.join(dict.fromkeys(ends))
