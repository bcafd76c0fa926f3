"""Something failed: the person gets a sentence, the log gets the place."""

from __future__ import annotations

import logging

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.server_log.lines import facts_of_failure
from warehouse.errors import where_it_failed

log = logging.getLogger(__name__)


def log_place(error: Exception) -> None:
    """Log where something failed, not the error's own words: they may name people."""
    facts = facts_of_failure(error)
    if (site := current.running()) is not None:
        site.metrics.failed()
        facts["school"] = site.school.school_id
    told = {"event": "failed", "facts": facts}
    log.error("%s", where_it_failed(error), extra=told)


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
