"""Choosing a teacher, days, and what happens to each of their lessons."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.replacements import words
from dashboards.telling_apart import told_apart
from ingest.replacing import LONGEST_NUMBER, LONGEST_REASON, Choice, Order
from warehouse.queries import replacements

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import polars as pl

    from warehouse.viewer import Viewer

_BY_ANOTHER = ("substitute", "merged")
_LONGEST_SPAN = timedelta(days=62)
_ROOM = 20  # signs of a room's name


class Span(NamedTuple):
    """The days that are looked at, both included."""

    first: date
    last: date


def ask_days() -> Span:
    """Ask for the first and the last day."""
    today = current.today()
    left, right = st.columns(2)
    first = left.date_input(
        _("From (day)"), today, format="DD.MM.YYYY", key="replaced_first"
    )
    last = right.date_input(
        _("To (day)"),
        first,
        min_value=first,
        max_value=first + _LONGEST_SPAN,
        format="DD.MM.YYYY",
        key=f"replaced_last_{first}",
    )
    return Span(first, last or first)


def ask_teacher(viewer: Viewer) -> str | None:
    """Ask whose lessons are to be replaced."""
    known = cached.ask(replacements.teachers, viewer, current.today())
    labels = told_apart(
        {code: (name, f"{name} · {code}") for code, name in known.iter_rows()}
    )
    return st.selectbox(
        _("Absent teacher"),
        list(labels),
        index=None,
        format_func=lambda code: labels.get(code, code),
        placeholder=_("Choose a teacher"),
        key="replaced_teacher",
    )


def ask_choices(viewer: Viewer, lessons: pl.DataFrame, key: str) -> list[Choice]:
    """Ask for each lesson what happens to it; proposals go first."""
    open_ones = lessons.filter(~lessons["is_replaced"])
    free = replacements.who_is_free(
        current.school().database, viewer, open_ones["lesson_id"].to_list()
    )
    of_lesson: dict[str, list[dict[str, Any]]] = {
        code: [] for code in open_ones["lesson_id"]
    }
    for one in free.iter_rows(named=True):
        of_lesson[one["lesson_id"]].append(one)
    at_first = _ask_all(key) if len(open_ones) > 1 else ""
    choices = []
    for one in lessons.iter_rows(named=True):
        if one["is_replaced"]:
            _tell_replaced(one)
            continue
        people = of_lesson[one["lesson_id"]]
        chosen = _ask_lesson(one, people, at_first, f"{key}_{at_first}")
        if chosen is not None:
            choices.append(chosen)
    return choices


def ask_order() -> Order:
    """Ask why, and by which order."""
    reason = st.text_input(
        _("Reason"),
        max_chars=LONGEST_REASON,
        placeholder=_("Illness, a trip, quarantine"),
        key="replaced_reason",
    )
    left, right = st.columns(2)
    number = left.text_input(
        _("Order no. (may be empty)"), max_chars=LONGEST_NUMBER, key="replaced_order"
    )
    ordered_on = right.date_input(
        _("Date of the order"), None, format="DD.MM.YYYY", key="replaced_ordered_on"
    )
    return Order(reason, number, ordered_on)


def _ask_all(key: str) -> str:
    """Ask what the lessons start with, so that a long absence is quick to enter."""
    sentences = {
        "": _("choose one by one"),
        "substitute": _("who is free and serves best gives each"),
        "cancelled": _("all are cancelled"),
        "distance": _("all are at a distance"),
    }
    chosen = st.selectbox(
        _("All these lessons"),
        list(sentences),
        format_func=lambda kind: sentences[kind],
        key=f"{key}_all",
    )
    return chosen or ""


def _tell_replaced(one: Mapping[str, Any]) -> None:
    language = current.language()
    told = words.happens(one, language)
    by = f", {one['substitute_name']}" if one["substitute_name"] else ""
    st.caption(
        _(
            "{lesson}: replaced already ({what})",
            lesson=words.lesson(one, language),
            what=f"{told}{by}",
        )
    )


def _ask_lesson(
    one: Mapping[str, Any],
    people: Sequence[Mapping[str, Any]],
    at_first: str,
    key: str,
) -> Choice | None:
    """Ask what happens to a lesson; None if it stays as it is."""
    key = f"{key}_{one['lesson_id']}"
    merging = [person for person in people if person["merges_with"]]
    kinds = [kind for kind in words.KINDS if kind != "merged" or merging]
    is_possible = at_first != "substitute" or any(one["is_free"] for one in people)
    first, second = st.columns(2)
    kind = first.selectbox(
        words.lesson(one, current.language()),
        kinds,
        index=kinds.index(at_first) if is_possible else 0,
        format_func=lambda kind: _(words.KINDS[kind]),
        key=f"{key}_kind",
    )
    if not kind:
        return None
    with second:
        if kind == "moved":
            return _ask_place(one, people, key)
        person_id = ""
        if kind in _BY_ANOTHER:
            able = merging if kind == "merged" else people
            person_id = _ask_person(able, f"{key}_{kind}_person") or ""
        return Choice(one["lesson_id"], kind, person_id)


def _ask_person(
    people: Sequence[Mapping[str, Any]], key: str, *, is_asked: bool = True
) -> str | None:
    labels = _labels(people)
    return st.selectbox(
        _("Who gives it"),
        list(labels),
        index=0 if is_asked and people and people[0]["is_free"] else None,
        format_func=lambda code: labels.get(code, code),
        placeholder=_("Choose a teacher"),
        key=key,
    )


def _labels(people: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    language = current.language()
    return told_apart(
        {
            one["person_id"]: (
                label := words.candidate(one, language),
                f"{label} · {one['person_id']}",
            )
            for one in people
        }
    )


def _ask_place(
    one: Mapping[str, Any], people: Sequence[Mapping[str, Any]], key: str
) -> Choice:
    """Ask where a lesson goes; what stays as it is, is not said."""
    left, middle, right = st.columns([2, 1, 1])
    on = left.date_input(
        _("To the day"), one["lesson_on"], format="DD.MM.YYYY", key=f"{key}_on"
    )
    slot = middle.number_input(
        _("To the lesson no."), 0, 14, one["slot"], key=f"{key}_slot"
    )
    room = right.text_input(_("Other room"), max_chars=_ROOM, key=f"{key}_room")
    person_id = _ask_person(people, f"{key}_moved_person", is_asked=False)
    return Choice(
        one["lesson_id"],
        "moved",
        person_id or "",
        on if on != one["from_on"] else None,
        int(slot) if slot != one["from_slot"] else None,
        room.strip(),
    )
