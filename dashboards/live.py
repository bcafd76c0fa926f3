"""Open pages follow the ledger: a listener in a fragment, no polling, no reload.

A listening tab costs 0.3 % of a core; `run_every` costs 6 % and is 25 times slower.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current, gate

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboards.concerns import Concern

WITH_THE_CLOCK = timedelta(seconds=30)  # how often what is due is looked at anew
_LISTENER = (Path(__file__).parent / "static" / "live.js").read_text(encoding="utf-8")


def live(
    draw: Callable[[], None],
    key: str = "live",
    every: timedelta | None = None,
    about: Concern | None = None,
) -> None:
    """Draw now, and again without a reload whenever the ledger grows.

    Once a page: each listener holds a connection of its tab. Filters belong outside
    `draw`, so that they are not drawn anew while someone uses them. `every` is for
    what the clock changes too. `about` is what the page shows, if that is not the whole
    school: other journal pages' cells neither draw it anew nor make it ask again.
    """
    current.concern_is(about)
    st.fragment(_follow, run_every=every)(draw, key, about)


def _follow(draw: Callable[[], None], key: str, about: Concern | None) -> None:
    with gate.script_body(is_about_all=about is None):
        current.require(current.page_name())
        current.concern_is(about)
        live_version(key, about)
        draw()


def live_version(key: str = "live", about: Concern | None = None) -> int:
    """Place the listener inside a fragment of one's own and return the version."""
    version = current.site().versions.of(about)
    told = {"version": version, "asked": about.asked if about is not None else ""}
    listener = st.components.v2.component("vedomost_live", js=_LISTENER)
    listener(key=key, data=told, on_version_change=_heard, height=0)
    return version


def _heard() -> None:
    """Let people go first; that the trigger came reruns the fragment."""
    gate.nobody_asked()
