"""What *Timeliness* is asked about: chosen at its top, kept in its address.

A teacher stands there as a digest: addresses name nobody.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import streamlit as st

from dashboards import cached, current
from dashboards.address_codes import code_of
from dashboards.current import _
from dashboards.journal.figures import day
from dashboards.telling_apart import told_apart
from dashboards.timeliness.words import KIND_NAMES, LEVEL_NAMES
from expectations.language import N_
from warehouse.calendar import school_year
from warehouse.queries import timeliness_choices
from warehouse.queries.timeliness import Asked

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from warehouse.queries.timeliness_asked import Whose
    from warehouse.viewer import Viewer

_DAYS = {
    "today": N_("Today"),
    "week": N_("Last 7 days"),
    "own": N_("Days of one's own choice"),
}


class Choice(NamedTuple):
    """What is asked about, with the words for it."""

    asked: Asked  # as of the moment of choosing; see `asking.held`
    days: str  # «II четверть», «Последние 7 дней»
    whose: str  # «Вся школа»
    filters: tuple[tuple[str, str], ...]  # («Предмет», «Химия»)
    # The same for links: the page's own address follows a choice one run later.
    address: tuple[tuple[str, str], ...]

    def told(self) -> tuple[tuple[str, str], ...]:
        """Return what a reader of the figures must know, with its labels."""
        first, last = (
            day(one, current.language())
            for one in (self.asked.starts_on, self.asked.ends_on)
        )
        days = f"{self.days}: {first} – {last}" if first != last else first
        label = _("Accepted explanations")
        excuses = _("counted") if self.asked.counts_excuses else _("not counted")
        return (
            (_("Whose"), self.whose),
            (_("Days"), days),
            *self.filters,
            (label, excuses),
        )


def choose(viewer: Viewer) -> Choice:
    """Let the person choose, or stop where they follow no page."""
    left, right = st.columns([2, 3], vertical_alignment="top")
    address: list[tuple[str, str]] = []
    whose, whose_name = _whose(viewer, right, address)
    days, starts_on, ends_on = _days(viewer, whose, left, address)
    found = cached.ask(timeliness_choices.filters, viewer, whose)
    with st.expander(_("Filters"), key="filters", bind="query-params"):
        chosen, words = _filters(found, whose, address)
        counts_excuses = st.toggle(
            _("Count accepted explanations as excused"),
            value=True,
            key="excuses",
            bind="query-params",
        )
    if not counts_excuses:
        address.append(("excuses", "false"))
    asked = Asked(
        current.school().clock.now(),
        starts_on,
        ends_on,
        whose,
        teacher_id=chosen.get("teacher_id", ""),
        unit_id=chosen.get("unit_id", ""),
        subject_id=chosen.get("subject_id", ""),
        school_level=chosen.get("school_level", ""),
        kind=chosen.get("kind", ""),
        counts_excuses=counts_excuses,
    )
    return Choice(asked, days, whose_name, words, tuple(address))


def _whose(
    viewer: Viewer, place: Any, address: list[tuple[str, str]]
) -> tuple[Whose, str]:
    known = cached.ask(timeliness_choices.whose, viewer)["whose"].to_list()
    if not known:
        st.info(_("No journal page is open to you yet."))
        st.stop()
    leads = _("The school") if "director" in viewer.roles else _("My level")
    names = {"led": leads, "homeroom": _("My class"), "own": _("My lessons")}
    if len(known) == 1:
        return known[0], names[known[0]]
    chosen = place.segmented_control(
        _("Whose"),
        known,
        default=known[0],
        required=True,
        format_func=lambda one: names[one],
        key="whose",
        bind="query-params",
    )
    if chosen != known[0]:
        address.append(("whose", names[chosen]))
    return chosen, names[chosen]


def _days(
    viewer: Viewer, whose: Whose, place: Any, address: list[tuple[str, str]]
) -> tuple[str, date, date]:
    today = current.today()
    spans = _periods(viewer, whose, today)
    begins_on = min((first for first, _last in spans.values()), default=today)
    spans[_(_DAYS["today"])] = (today, today)
    spans[_(_DAYS["week"])] = (today - timedelta(days=6), today)
    own = _(_DAYS["own"])
    chosen = place.selectbox(_("Days"), [*spans, own], key="days", bind="query-params")
    if chosen != next(iter(spans)):
        address.append(("days", chosen))
    if chosen in spans:
        return chosen, *spans[chosen]
    usual = (today - timedelta(days=13), today)
    picked = place.date_input(
        _("From the first to the last day"),
        value=usual,
        min_value=min(begins_on, usual[0]),
        max_value=max(school_year(today)[1], today),
        format="DD.MM.YYYY",
        key="own_days",
        bind="query-params",
    )
    days = picked if isinstance(picked, tuple) else (picked,)
    first, last = (days[0], days[-1]) if days else usual
    address += [("own_days", f"{one:%Y-%m-%d}") for one in (first, last)]
    return own, first, last


def _periods(viewer: Viewer, whose: Whose, today: date) -> dict[str, tuple[date, date]]:
    """Return the periods that have begun: running ones first, then the latest."""
    found = [
        row
        for row in cached.ask(timeliness_choices.periods, viewer, whose).rows(
            named=True
        )
        if row["starts_on"] <= today
    ]
    found.sort(key=lambda row: row["starts_on"], reverse=True)
    found.sort(key=lambda row: row["ends_on"] < today)
    return {row["period_name"]: (row["starts_on"], row["ends_on"]) for row in found}


def _filters(
    found: pl.DataFrame, whose: Whose, address: list[tuple[str, str]]
) -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """Offer what narrows down; whatever has one value is not asked about."""
    teachers = _by_name(found, "person_id", "person_name") if whose != "own" else {}
    subjects = _by_name(found, "subject_id", "subject_name")
    units = _of(found, "unit_id", "unit_name")
    levels = {
        level: _(LEVEL_NAMES.get(level, level))
        for level in found["school_level"].unique().sort()
    }
    kinds = {kind: _(name) for kind, name in KIND_NAMES.items()}
    offered: dict[str, tuple[str, str, Mapping[str, str]]] = {
        "teacher_id": (_("Teacher"), "teacher", teachers),
        "subject_id": (_("Subject"), "subject", subjects),
        "unit_id": (_("Class or group"), "unit", units),
        "school_level": (_("Level"), "level", levels),
        "kind": (_("What"), "kind", kinds),
    }
    if whose == "homeroom":
        del offered["school_level"]
    offered = {name: one for name, one in offered.items() if len(one[2]) > 1}
    chosen: dict[str, str] = {}
    words = []
    for place, (name, (label, key, known)) in zip(
        st.columns(len(offered)), offered.items(), strict=True
    ):
        pick = _pick_teacher if key == "teacher" else _pick
        names = _told_apart(known)
        chosen[name] = pick(place, label, key, names)
        if chosen[name]:
            words.append((label, known[chosen[name]]))
            is_teacher = key == "teacher"
            told = code_of(chosen[name]) if is_teacher else names[chosen[name]]
            address.append((key, told))
    return chosen, tuple(words)


def _told_apart(known: Mapping[str, str]) -> dict[str, str]:
    """Return names, with the code where two are alike."""
    return told_apart(
        {code: (name, f"{name} · {code}") for code, name in known.items()}
    )


def _pick(place: Any, label: str, key: str, names: Mapping[str, str]) -> str:
    everything = _("all")
    chosen = place.selectbox(
        label,
        ["", *names],
        format_func=lambda code: names.get(code, everything),
        key=key,
        bind="query-params",
    )
    return str(chosen or "")


def _pick_teacher(place: Any, label: str, key: str, names: Mapping[str, str]) -> str:
    """Choose a teacher, kept in the address without the name."""
    everyone = _("all")
    known = ["", *names]
    asked = st.query_params.get(key, "")
    chosen = place.selectbox(
        label,
        known,
        index=next((n for n, one in enumerate(known) if code_of(one) == asked), 0),
        format_func=lambda code: names.get(code, everyone),
        key="teacher_chosen",
    )
    if chosen:
        st.query_params[key] = code_of(chosen)
    elif key in st.query_params:
        del st.query_params[key]
    return str(chosen or "")


def _of(found: pl.DataFrame, key: str, name: str) -> dict[str, str]:
    return dict(found.select(key, name).unique(maintain_order=True).iter_rows())


def _by_name(found: pl.DataFrame, key: str, name: str) -> dict[str, str]:
    return dict(found.select(key, name).unique().sort(name).iter_rows())
