"""How long ago the last good backup was: the figure, and when it is to worry."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from dashboards import cached, current
from dashboards.current import _, counted
from expectations.language import N_
from warehouse.queries import backups

if TYPE_CHECKING:
    from datetime import datetime

    from warehouse.viewer import Viewer

_LATE = timedelta(hours=26)  # a night's backup and two hours for it
_A_CLOCKS_ERROR = timedelta(hours=1)
_DAYS_FROM = timedelta(days=3)
_NEVER = N_("never")


def draw(viewer: Viewer) -> None:
    """Draw the figure for whoever answers for backups; nothing for others."""
    found = cached.ask(backups.last_good, viewer)
    if found.is_empty():
        return
    taken_at, has_failed = found.row(0)
    age = _age(taken_at)
    st.metric(
        _("Last good backup"),
        ago(age),
        _delta(age, has_failed=has_failed),
        delta_color="inverse",
        delta_arrow="off",
        help=_("How long ago its content was taken; one is made every night."),
    )


def ago(age: timedelta | None) -> str:
    """Return an age in hours, from three days on in days."""
    if age is None:
        return _(_NEVER)
    if age < -_A_CLOCKS_ERROR:
        return _("not known")
    if age >= _DAYS_FROM:
        return counted("{count} day ago", "{count} days ago", age.days)
    hours = int(age / timedelta(hours=1))
    if hours < 1:
        return _("less than an hour ago")
    return counted("{count} hour ago", "{count} hours ago", hours)


def _age(taken_at: datetime | None) -> timedelta | None:
    if taken_at is None:
        return None
    return current.minute() - taken_at.replace(tzinfo=UTC)


def _delta(age: timedelta | None, *, has_failed: bool) -> str | None:
    """Return the warning under the figure; red, and in words for whoever sees none."""
    if has_failed:
        return _("The latest try failed")
    if age is None:
        return _("Nothing to go back to")
    if age < -_A_CLOCKS_ERROR:
        return _("The computer’s clock was fast then, or is slow now")
    return _("Too long ago") if age > _LATE else None
