"""The words of *Plan and fact*: how a planned topic came out, what is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import number, short_day
from dashboards.journal.journal_spread import STATUS_NAMES
from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping

OUTCOME_NAMES = {
    "same": N_("as planned"),
    "later": N_("given later"),
    "earlier": N_("given earlier"),
    "other": N_("another topic was named"),
    "not_given": N_("not given"),
    "not_named": N_("not entered"),
}
CLAUSE = N_("§2.6: topics follow the lesson plan.")
RULES = (
    CLAUSE,
    N_(
        "To date is a lesson that is reported, or whose term for the topic is over; "
        "one hour is one lesson of the timetable."
    ),
    N_(
        "By plan: lessons to date for which the plan has a topic. Given: lessons to "
        "date that are reported as held or replaced; a cancelled one is not given."
    ),
    N_(
        "Lag = by plan − given. It is reported from the parameter “Programme: lag in "
        "hours that is reported” on."
    ),
    N_(
        "Topics are the same if their letters and digits are. Later or earlier: "
        "another lesson gave the planned topic. Another topic: the lesson named what "
        "the plan does not have. Not given: cancelled, or another topic of the plan "
        "took its place."
    ),
    N_(
        "Forecast: given + lessons left to the end of the period × share of lessons to "
        "date that were given."
    ),
)


def rules(limit: float | None, language: str) -> tuple[str, ...]:
    """Return the rules with the parameter as it stands."""
    told = [say(rule, language) for rule in RULES]
    if limit is None:
        told.append(say(N_("The parameter of the lag is not set."), language))
    else:
        hours = number(limit, language, 0 if limit == int(limit) else 1)
        told.append(
            say(N_("The parameter of the lag is now {hours} h."), language, hours=hours)
        )
    return tuple(told)


def came_out(lesson: Mapping[str, Any], language: str) -> str:
    """Return how the planned topic of a lesson came out: «дана позже, 16.11»."""
    if lesson["state"] == "waiting":
        return say(N_("waits to be entered"), language)
    if lesson["state"] == "to_come" and lesson["given_on"] is None:
        return say(N_("to come"), language)
    outcome = lesson["topic_outcome"]
    if outcome is None:
        return say(N_("no topic in the plan"), language)
    name = say(OUTCOME_NAMES[outcome], language)
    if outcome in {"later", "earlier"}:
        return f"{name}, {short_day(lesson['given_on'], language)}"
    return name


def held(lesson: Mapping[str, Any], language: str) -> str:
    """Return whether a lesson was given: held, replaced, cancelled or not entered."""
    if not lesson["is_reported"]:
        return ""
    status = lesson["status"] or "held"
    return say(STATUS_NAMES.get(status, status), language)


def lag(page: Mapping[str, Any], language: str) -> str:
    """Return «13», «−2» when ahead."""
    return number(page["lag_hours"], language, 0).replace("-", "−")


def forecast(page: Mapping[str, Any], language: str) -> str:
    """Return «59,3 / 79»: given and planned by the end of the period."""
    if page["forecast_given"] is None:
        return ""
    given = number(page["forecast_given"], language, 1)
    return f"{given} / {page['hours_planned_by_end']}"
