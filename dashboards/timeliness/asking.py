"""One moment for all questions of a page, so that its figures agree.

Answers stand until the next commit or the next minute, whichever comes first: then an
entry that came, or a due time that passed, is in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current

if TYPE_CHECKING:
    from datetime import datetime

    from warehouse.queries.timeliness import Asked


def held(asked: Asked) -> Asked:
    """Return the question as of the moment at which this minute's figures stand."""
    version = current.version()
    now = current.school().clock.now()
    minute = now.replace(second=0, microsecond=0)
    key = current.site().key
    return asked._replace(now=_moment(key, version, minute, _now=now))


@st.cache_data(max_entries=50, show_spinner=False)
def _moment(
    school_key: str, version: int, minute: datetime, *, _now: datetime
) -> datetime:
    """Return the first moment at which anybody asked; the rest is the key."""
    del school_key, version, minute
    return _now
