"""A message in the diary: new or corrected, and the button «read».

Words are escaped and their line breaks kept; an address of a web page stays text, so
that nobody is led away by what looks like the school's own link.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from dashboards.diary.forms import student_field
from dashboards.journal.figures import moment, short_name
from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from zoneinfo import ZoneInfo

    from dashboards.diary.asked import Asked

READ_PATH = "/diary/read"


def draw(said: Iterable[Mapping[str, Any]], asked: Asked, zone: ZoneInfo) -> str:
    """Return messages of a day, or comments at a lesson, each with its button."""
    return "".join(_message(one, asked, zone) for one in said)


def _message(one: Mapping[str, Any], asked: Asked, zone: ZoneInfo) -> str:
    language = asked.language
    if one["is_taken_back"]:
        gone = escape(say(N_("The message was taken back."), language))
        return f'<div class="message quiet">{gone}</div>'
    head = f'<span class="note">{escape(from_whom(one, language))}</span>'
    if one["is_new"]:
        head = f'<span class="badge">{escape(say(N_("New"), language))}</span> {head}'
    notes = _notes(one, zone, language)
    below = f'<div class="note">{escape(notes)}</div>' if notes else ""
    return (
        f'<div class="message" id="message-{one["entry_id"]:d}">{head}'
        f"<p>{escape(one['value_text'])}</p>{below}{_button(one, asked)}</div>"
    )


def from_whom(one: Mapping[str, Any], language: str) -> str:
    """Return «Родителям класса, Морозова И. Л.:»."""
    name = short_name(one["person_name"])
    if one["lesson_id"]:
        return say(N_("Comment, {name}:"), language, name=name)
    if one["is_to_class"]:
        return say(N_("To the parents of the class, {name}:"), language, name=name)
    return say(N_("To the parents, {name}:"), language, name=name)


def _notes(one: Mapping[str, Any], zone: ZoneInfo, language: str) -> str:
    told = []
    if one["is_corrected"]:
        when = moment(one["recorded_at"], zone, language)
        told.append(say(N_("corrected on {when}"), language, when=when))
    if one["read_at"]:
        when = moment(one["read_at"], zone, language)
        told.append(say(N_("read on {when}"), language, when=when))
    return " · ".join(told)


def _button(one: Mapping[str, Any], asked: Asked) -> str:
    """Return the form that says «read»; it needs no script."""
    if one["read_at"]:
        return ""
    label = escape(say(N_("Read"), asked.language))
    about = escape(say(N_("Mark the message as read"), asked.language))
    return (
        f'<form method="post" action="{READ_PATH}">{hidden(asked)}'
        f'<input type="hidden" name="message" value="{one["entry_id"]:d}">'
        f'<button title="{about}">{label}</button></form>'
    )


def hidden(asked: Asked) -> str:
    """Return the hidden fields that bring a form back to where it stood."""
    known = {"child": asked.child.number, "week": asked.monday, "day": asked.day}
    return student_field(asked) + "".join(
        f'<input type="hidden" name="{name}" value="{value}">'
        for name, value in known.items()
        if value
    )
