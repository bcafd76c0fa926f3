"""What a teacher does on the page: done once, told to the log, kept to be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from dashboards import current, gate
from dashboards.current import _
from dashboards.failures import log_place
from warehouse.errors import DiskError, VedomostError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.receipt import Receipt

_DONE = "hand_in_done"  # the tab's last deed


class Done(NamedTuple):
    """The last deed of a tab (`hand_in`, `decision`, `undo`) and what it led to."""

    deed: str
    receipts: tuple[Receipt, ...]


def perform(deed: str, waiting: str, action: Callable[[], tuple[Receipt, ...]]) -> None:
    """Do what writes, tell the log of access, and draw the page anew.

    What cannot be done, such as what another tab has done already, is said instead.
    """
    try:
        taking = current.site().intake.one("page")
        with st.spinner(waiting), gate.stepped_out(), taking:
            done = action()
            for receipt in done:
                current.handed_in(receipt.upload_id)
    except VedomostError as error:
        if isinstance(error, DiskError):
            log_place(error)
        st.error(_(error.sentence, **error.facts))
        st.stop()
    st.session_state[_DONE] = Done(deed, done)
    st.rerun()


def last() -> Done:
    """Return the last deed of this tab; nothing at first."""
    done: Done = st.session_state.get(_DONE, Done("", ()))
    return done
