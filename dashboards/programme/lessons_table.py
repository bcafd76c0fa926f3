"""A journal page lesson by lesson: the plan's topic beside the one that was given."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.journal.figures import NONE, lesson_name, short_day
from dashboards.programme import words
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping

TITLE = N_("Lesson by lesson")
_NEXT = 5  # lessons to come that are shown
_KINDS = {"same": "good", "not_given": "bad", "not_named": "bad", "other": "warn"}


def to_show(lessons: pl.DataFrame) -> pl.DataFrame:
    """Return the lessons so far and the next few, latest first."""
    begun = lessons.filter(pl.col("state") != "to_come")
    coming = lessons.filter(pl.col("state") == "to_come").head(_NEXT)
    return pl.concat([begun, coming]).reverse()


def draw(lessons: pl.DataFrame, language: str) -> str:
    """Return one row per lesson, latest first."""
    head = row(
        heading(say(N_("Date and lesson"), language), "name"),
        heading(say(N_("No. in the plan"), language), "right spare"),
        heading(say(N_("Topic of the plan"), language)),
        heading(say(N_("Given or not"), language), "spare"),
        heading(say(N_("How the planned topic came out"), language)),
    )
    body = [_row(lesson, language) for lesson in lessons.iter_rows(named=True)]
    return table(say(TITLE, language), [head], body)


def summary(page: Mapping[str, Any], language: str) -> str:
    """Return the HTML of `lines`."""
    return "".join(f"<p>{escape(line)}</p>" for line in lines(page, language))


def lines(page: Mapping[str, Any], language: str) -> list[str]:
    """Return the figures of the page, each with what it is made of."""
    told = [
        say(
            N_("Lag: {planned} − {given} = {lag} h (reported from {limit} h on)."),
            language,
            planned=page["hours_planned"],
            given=page["hours_given"],
            lag=words.lag(page, language),
            limit=NONE if page["lag_limit"] is None else f"{page['lag_limit']:g}",
        ),
        say(
            N_(
                "Topics of the plan to date: {all} = as planned {same} + later {later} "
                "+ earlier {earlier} + another topic {other} + not given {not_given} + "
                "not entered {not_named}. Given ahead of the plan: {ahead}."
            ),
            language,
            all=page["hours_planned"],
            same=page["count_same"],
            later=page["count_later"],
            earlier=page["count_earlier"],
            other=page["count_other"],
            not_given=page["count_not_given"],
            not_named=page["count_not_named"],
            ahead=page["count_ahead"],
        ),
        say(
            N_("Lessons of the year: {count}, with a topic of the plan: {planned}."),
            language,
            count=page["count_lessons"],
            planned=page["count_planned"],
        ),
    ]
    if page["hours_waiting"]:
        told.append(
            say(
                N_("Begun, not entered, the term is not over: {count}."),
                language,
                count=page["hours_waiting"],
            )
        )
    return told


def place(lesson: Mapping[str, Any], language: str) -> str:
    """Return «16.11, 3-й урок»."""
    return lesson_name(lesson["lesson_on"], lesson["slot"], language)


def given(lesson: Mapping[str, Any], language: str) -> str:
    """Return the topic that was given, with the day for which it was planned."""
    topic = lesson["topic"] or ""
    if not lesson["is_given"] or lesson["planned_on"] is None:
        return topic
    return say(
        N_("{topic} (by plan {day})"),
        language,
        topic=topic,
        day=short_day(lesson["planned_on"], language),
    )


def _topics(lesson: Mapping[str, Any], language: str) -> str:
    """Return the planned topic and, below it, what was given in its place."""
    planned = escape(lesson["planned_topic"] or NONE)
    topic = given(lesson, language)
    if not topic or lesson["topic_outcome"] == "same":
        return f'<td class="wide">{planned}</td>'
    told = escape(say(N_("given: {topic}"), language, topic=topic))
    return f'<td class="wide">{planned}<div class="quiet">{told}</div></td>'


def _row(lesson: Mapping[str, Any], language: str) -> str:
    is_to_date = lesson["state"] == "to_date"
    kind = _KINDS.get(lesson["topic_outcome"] or "", "") if is_to_date else "quiet"
    return row(
        heading(place(lesson, language), "name", scope="row"),
        cell(str(lesson["plan_position"] or ""), "right spare"),
        _topics(lesson, language),
        cell(words.held(lesson, language), "spare"),
        cell(words.came_out(lesson, language), kind),
    )
