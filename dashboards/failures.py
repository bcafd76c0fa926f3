"""Something failed: the person gets a sentence, the log gets the place."""

from __future__ import annotations

import logging
import traceback

import streamlit as st

from dashboards import current
from dashboards.current import _

log = logging.getLogger(__name__)


def log_place(error: Exception) -> None:
    """Log where something failed, not the error's own words: they may name people."""
    if (site := current.running()) is not None:
        site.metrics.failed()
    frames = traceback.format_list(traceback.extract_tb(error.__traceback__))
    log.error("failed with %s at\n%s", type(error).__name__, "".join(frames))


def page_failed(error: Exception) -> bool:
    """Log where a page failed and tell the person, in place of Streamlit's words."""
    log_place(error)
    st.error(
        _(
            "This page could not be shown. Nothing of yours is lost. Try again, and if "
            "it happens again tell the school's administrator the time."
        )
    )
    return True
