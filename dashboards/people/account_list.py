"""The list of accounts: which ones to look at, and how each of them stands."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards import cached, current
from dashboards.access import ROLE_NAMES
from dashboards.current import _
from dashboards.journal.figures import NONE, day, moment
from dashboards.tables import cell, heading, parts, row, table
from expectations.language import N_, say
from warehouse.clock import school_day
from warehouse.queries import accounts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import polars as pl

    from warehouse.viewer import Viewer

MOST_SHOWN = 300
_KINDS = {
    "": N_("everyone"),
    "staff": N_("staff"),
    "student": N_("students"),
    "parent": N_("parents"),
}


def choose(viewer: Viewer) -> pl.DataFrame:
    """Let the person narrow down the accounts and return them."""
    school = current.school()
    kinds, classes, texts = st.columns([2, 1, 2])
    kind = kinds.selectbox(
        _("Whose accounts"),
        list(_KINDS),
        format_func=lambda name: _(_KINDS[name]),
        key="accounts_kind",
    )
    class_id = classes.selectbox(
        _("Class"),
        ["", *cached.ask(accounts.classes, viewer)["class_id"]],
        format_func=lambda name: name or _("all"),
        key="accounts_class",
    )
    text = texts.text_input(
        _("Name or login"), key="accounts_text", max_chars=60, autocomplete="off"
    )
    return accounts.accounts(
        school.database,
        viewer,
        now=school.clock.now(),
        today=current.today(),
        kind=kind,
        class_id=class_id,
        text=text,
        limit=MOST_SHOWN,
    )


def draw(found: pl.DataFrame, language: str) -> str:
    """Return one row per account: whose, roles, state, last log-in."""
    head = row(
        heading(say(N_("Full name"), language), "name"),
        heading(say(N_("State"), language)),
        heading(say(N_("Last log-in"), language)),
        heading(say(N_("Login"), language), "spare"),
        heading(say(N_("Roles"), language), "spare"),
        heading(say(N_("Second factor"), language), "spare"),
    )
    on, off = say(N_("yes"), language), NONE
    body = [
        row(
            heading(one["person_name"], "name", one["login"], scope="row"),
            state_cell(one, language),
            cell(when(one["last_login_at"], language), "nowrap"),
            cell(one["login"], "spare nowrap"),
            parts(roles_of(one, language), "spare"),
            cell(on if one["has_second_factor"] else off, "spare"),
        )
        for one in found.iter_rows(named=True)
    ]
    return table(say(N_("Accounts"), language), [head], body)


def title(one: Mapping[str, Any], language: str) -> str:
    """Return «Агафонова Виктория · ученик, 6Б · agafonova.vv»: namesakes told apart."""
    roles = ", ".join(roles_of(one, language))
    return f"{one['person_name']} · {roles} · {one['login']}"


def state_cell(one: Mapping[str, Any], language: str) -> str:
    """Return how the account stands, with the day until which a code is open."""
    kind = {"frozen": "bad", "active": "good"}.get(one["state"], "")
    colour = "quiet" if one["has_left"] else kind
    return cell(state_of(one, language), f"{colour} nowrap".strip())


def state_of(one: Mapping[str, Any], language: str) -> str:
    """Return one short sentence: open, frozen, waits for its first log-in."""
    if one["state"] == "frozen":
        return say(N_("frozen"), language)
    if one["has_left"]:
        return say(N_("left the school"), language)
    if one["state"] == "active":
        return say(N_("in use"), language)
    if one["code_until"] is None:
        return say(N_("no code yet"), language)
    until = one["code_until"].replace(tzinfo=UTC)
    last_day = day(school_day(until, current.school().timezone), language)
    return say(N_("code until {day}"), language, day=last_day)


def roles_of(one: Mapping[str, Any], language: str) -> list[str]:
    """Return what the person is at the school: roles, or class, or children."""
    classes = ", ".join(filter(None, one["class_list"].split(",")))
    if one["kind"] == "student":
        return [f"{say(ROLE_NAMES['student'], language)}, {classes}"]
    if one["kind"] == "parent":
        return [f"{say(ROLE_NAMES['parent'], language)}, {classes}"]
    roles = [role for role in one["role_list"].split(",") if role in ROLE_NAMES]
    return [say(ROLE_NAMES[role], language) for role in roles] or [NONE]


def when(stored: datetime | None, language: str) -> str:
    """Return a stored moment in the school's zone; a dash for never."""
    if stored is None:
        return NONE
    return moment(stored, current.school().timezone, language)
