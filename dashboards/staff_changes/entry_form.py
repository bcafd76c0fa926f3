"""The forms of staff changes: what is typed becomes a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl
import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.staff_changes import confirming, fields, words
from expectations.language import N_
from ingest.staff_changes.joining import Joining
from ingest.staff_changes.leaving import Absence, Leaving
from ingest.staff_changes.passing_on import (
    MOST_HOURS,
    HomeroomPassing,
    PagePassing,
)
from ingest.staff_changes.returning import Return
from warehouse.outside_statements import LONGEST_NAME
from warehouse.queries import staff_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from ingest.staff_changes.request import Request
    from warehouse.viewer import Viewer

_FIRST_DAY = N_("From which day")
_DAY_LABELS = {
    "leave": N_("First day no more in the school"),
    "return": N_("First day back"),
}
_UNTIL = N_("Until (the last day; empty: until the return is entered)")


class Choices(NamedTuple):
    """What the forms offer on the change's day."""

    viewer: Viewer
    on: date | None
    day: date
    years: Mapping[str, date]
    names: Mapping[str, str]
    key: str


def draw(viewer: Viewer) -> None:
    """Choose the change, fill in its form, look what it touches, enter it."""
    kind = st.segmented_control(
        _("Kind of change"),
        list(words.KINDS),
        default="absence",
        required=True,
        format_func=lambda one: _(words.KINDS[one]),
        key="staff_change_kind",
    )
    years = cached.ask(staff_changes.year, viewer).row(0, named=True)
    names = fields.names_of(cached.ask(staff_changes.staff, viewer))
    key = f"{kind}_{confirming.count_entered()}"
    on = fields.day_of(_(_DAY_LABELS.get(kind, _FIRST_DAY)), key, years)
    day = on or years["day_on"]
    request = _FORMS[kind](Choices(viewer, on, day, years, names, key))
    if request is None:
        st.caption(_("Choose what is missing above."))
        return
    confirming.draw(viewer, request, names)


def _absence(choices: Choices) -> Request | None:
    key = choices.key
    who = fields.person(_("Who is away"), choices.names, key)
    until = fields.day_of(_(_UNTIL), f"until_{key}", choices.years, is_open=True)
    takes = _takes(choices, who, skips=("roles",)) if who else ()
    said = fields.common(key)
    if not takes:
        return None
    return Absence(
        person_id=who, on=choices.on, until=until, takes=takes, **said._asdict()
    )


def _leaving(choices: Choices) -> Request | None:
    who = fields.person(_("Who leaves"), choices.names, choices.key)
    takes = _takes(choices, who) if who else ()
    said = fields.common(choices.key)
    if not who:
        return None
    st.caption(
        _(
            "From that day on the account opens nothing. What was entered, and what "
            "was owed before, stays with the name."
        )
    )
    return Leaving(person_id=who, on=choices.on, takes=takes, **said._asdict())


def _takes(
    choices: Choices, who: str, skips: tuple[str, ...] = ()
) -> tuple[tuple[str, str], ...]:
    """Ask who takes over: one for all, or one by one."""
    found = cached.ask(staff_changes.duties, choices.viewer, who, choices.day).filter(
        ~pl.col("what").is_in(skips)
    )
    if found.is_empty():
        st.info(_("No page and no class is with them on that day or later."))
        return ()
    key = f"{choices.key}_{who}"
    for_all = fields.person(
        _("Who takes everything over (or one by one below)"),
        choices.names,
        f"all_{key}",
        but=who,
        may_be_nobody=True,
    )
    with st.expander(_("One by one: {count}", count=len(found)), expanded=not for_all):
        one_by_one = [
            (duty["key"], _taken_by(choices, duty, key, who))
            for duty in found.iter_rows(named=True)
        ]
    return tuple(pair for pair in [("", for_all), *one_by_one] if pair[1])


def _taken_by(choices: Choices, duty: Mapping[str, str], key: str, who: str) -> str:
    label = duty["title"]
    if duty["what"] != "page":
        told = "homeroom" if duty["what"] == "stand" else duty["what"]
        label = f"{_(words.WHATS[told])}: {label}"
    return fields.person(
        label, choices.names, f"{duty['key']}_{key}", but=who, may_be_nobody=True
    )


def _return(choices: Choices) -> Request | None:
    found = cached.ask(staff_changes.absences, choices.viewer, choices.day)
    labels = {
        str(one["set_id"]): (
            f"{one['person_name']}: "
            f"{words.span(one['from_on'], one['holds_until'], current.language())} "
            f"({one['unit_names']})"
        )
        for one in found.iter_rows(named=True)
    }
    if not labels:
        st.info(_("Nobody is away on that day or later."))
        return None
    chosen = fields.one_of(_("Who is back"), labels, choices.key)
    said = fields.common(choices.key)
    if not chosen:
        return None
    return Return(set_id=int(chosen), on=choices.on, **said._asdict())


def _page(choices: Choices) -> Request | None:
    key = choices.key
    found = cached.ask(staff_changes.pages, choices.viewer, choices.day)
    labels = {
        one["page_id"]: f"{one['title']} ({one['teachers'] or _(words.NOBODY)})"
        for one in found.iter_rows(named=True)
    }
    page_id = fields.one_of(_("Journal page"), labels, key)
    if not page_id:
        return None
    page = found.filter(page_id=page_id).row(0, named=True)
    has = [code for code in page["teacher_ids"].split(",") if code]
    beside = _("nobody: is shared")
    giver = st.selectbox(
        _("Passes from"),
        [*has, ""],
        format_func=lambda one: choices.names.get(one, one) if one else beside,
        key=f"s_giver_{key}_{page_id}",
    )
    taker = fields.person(
        _("To whom"),
        choices.names,
        f"{key}_{page_id}",
        but=giver,
        may_be_nobody=bool(giver),
    )
    hours = 0.0 if giver else _hours(f"{key}_{page_id}")
    until = fields.day_of(
        _("Until (the last day; empty: for good)"),
        f"until_{key}",
        choices.years,
        is_open=True,
    )
    said = fields.common(key)
    if not taker:
        return None
    return PagePassing(
        unit_id=page["unit_id"],
        subject_id=page["subject_id"],
        person_from=giver,
        person_to=taker,
        hours=hours,
        on=choices.on,
        until=until,
        **said._asdict(),
    )


def _hours(key: str) -> float:
    return float(
        st.number_input(
            _("Hours a week"),
            min_value=0.5,
            max_value=MOST_HOURS,
            value=1.0,
            step=0.5,
            key=f"s_hours_{key}",
        )
    )


def _homeroom(choices: Choices) -> Request | None:
    key = choices.key
    found = cached.ask(staff_changes.classes, choices.viewer, choices.day)
    labels = {
        one["class_id"]: f"{one['class_id']} ({one['person_name'] or _(words.NOBODY)})"
        for one in found.iter_rows(named=True)
    }
    class_id = fields.one_of(_("Class"), labels, key)
    is_for_good = st.segmented_control(
        _("For how long"),
        [True, False],
        default=True,
        required=True,
        format_func=lambda one: _("for good") if one else _("for a time"),
        key=f"s_good_{key}",
    )
    taker = fields.person(_("To whom"), choices.names, key, may_be_nobody=is_for_good)
    until = (
        None
        if is_for_good
        else fields.day_of(_(_UNTIL), f"until_{key}", choices.years, is_open=True)
    )
    said = fields.common(key)
    if not (class_id and taker):
        return None
    return HomeroomPassing(
        class_id=class_id,
        person_to=taker,
        on=choices.on,
        until=until,
        is_for_good=bool(is_for_good),
        **said._asdict(),
    )


def _joining(choices: Choices) -> Request | None:
    key = choices.key
    st.caption(
        _(
            "An account is opened; its one-time code is printed on the page Accounts. "
            "Other roles than that of a teacher are given in the set-up."
        )
    )
    labels = (_("Staff code"), _("Surname"), _("Given name"), _("Patronymic"))
    code, surname, given_name, patronymic = (
        place.text_input(label, max_chars=LONGEST_NAME, key=f"s_new_{part}_{key}")
        for part, (place, label) in enumerate(zip(st.columns(4), labels, strict=True))
    )
    said = fields.common(key)
    if not (code and surname and given_name):
        return None
    return Joining(
        person_id=code,
        surname=surname,
        given_name=given_name,
        patronymic=patronymic,
        on=choices.on,
        **said._asdict(),
    )


_FORMS: dict[str, Callable[[Choices], Request | None]] = {
    "absence": _absence,
    "return": _return,
    "leave": _leaving,
    "page": _page,
    "homeroom": _homeroom,
    "join": _joining,
}
