"""Places and messages in words: «5А · Математика», «23.11, 5А: Завтра экскурсия»."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import page_title, short_day
from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping

_BEGINNING = 40  # characters of a message in a list to choose from


def place_name(place: Mapping[str, Any], language: str) -> str:
    """Return «5А · Математика», or that it is the own class."""
    if place["is_class_sheet"]:
        return say(N_("{unit}: your class"), language, unit=place["unit_name"])
    return page_title(place)


def whom(message: Mapping[str, Any], language: str) -> str:
    """Return whom a message went to: a class, a group, or one student's family."""
    place = place_name(message, language)
    return f"{place} · {message['student_name']}" if message["student_id"] else place


def message_name(message: Mapping[str, Any], language: str) -> str:
    """Return the day, to whom, and how the message begins."""
    begins = " ".join(message["value_text"].split())
    if len(begins) > _BEGINNING:
        begins = begins[:_BEGINNING].rstrip() + "…"
    day_on = short_day(message["message_on"], language)
    return f"{day_on}, {whom(message, language)}: {begins}"
