"""Streamlit's settings, set here and not in anybody's home folder."""

from __future__ import annotations

import json

from streamlit import config
from streamlit.runtime.caching.global_cache_budget import (
    reconfigure_global_cache_budget_from_config,
)

from dashboards.door.guard import IDENTITY
from ingest.reading.formats import LARGEST_MIB

_SETTINGS: dict[str, object] = {
    "global.developmentMode": False,
    "server.headless": True,
    "server.fileWatcherType": "none",
    "server.runOnSave": False,
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,
    "server.maxUploadSize": LARGEST_MIB,
    "server.maxMessageSize": 50,
    "server.disconnectedSessionTTL": 60,
    "server.enableStaticServing": False,
    "logger.enableRich": False,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "browser.gatherUsageStats": False,
    "runner.magicEnabled": False,
    "runner.postScriptGC": False,  # a full collection after each run: 60–90 ms
}
THEME: dict[str, object] = {
    "theme.headingFontSizes": ["1.875rem", "1.375rem", "1.125rem"],
    "theme.light.primaryColor": "#1f5fae",
    "theme.light.backgroundColor": "#ffffff",
    "theme.light.secondaryBackgroundColor": "#f1f4f8",
    "theme.light.textColor": "#1b2430",
    "theme.light.linkColor": "#1f5fae",
    "theme.dark.primaryColor": "#3873be",
    "theme.dark.backgroundColor": "#12171d",
    "theme.dark.secondaryBackgroundColor": "#1b222b",
    "theme.dark.textColor": "#e8edf3",
    "theme.dark.linkColor": "#7fb2f0",
}


def apply(address: str) -> None:
    """Set everything; the guard's identity headers become `st.user`.

    Which hosts are answered is `dashboards.node.by_host`'s matter, before Streamlit.
    """
    config.get_config_options(
        force_reparse=True,
        options_from_flags={
            **_SETTINGS,
            **THEME,
            "server.address": address,
            "server.trustedUserHeaders": json.dumps(IDENTITY),
        },
    )
    reconfigure_global_cache_budget_from_config()
