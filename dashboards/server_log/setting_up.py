"""One stream for everything that is logged in the server's process: stderr.

Whoever runs the server keeps it (systemd's journal, Docker): there are no files here.
"""

from __future__ import annotations

import logging
import sys
import threading
from typing import TYPE_CHECKING

from streamlit import logger as streamlit_logger

from dashboards.server_log.lines import OURS, Json, Text, facts_of_failure, is_heard

if TYPE_CHECKING:
    from types import TracebackType

    FailureType = type[BaseException]

FORMATS = ("text", "json")
# At a terminal only what somebody should look at; a machine reads everything.
_LEVELS = {"text": logging.WARNING, "json": logging.INFO}
_log = logging.getLogger("vedomost.failures")


def install(log_format: str) -> None:
    """Send all loggers of the process through our lines, in `text` or in `json`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Json() if log_format == "json" else Text())
    handler.addFilter(is_heard)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(_LEVELS[log_format])
    logging.captureWarnings(capture=True)
    # Streamlit gives each of its loggers a handler of its own, whenever it makes one.
    streamlit_logger.setup_formatter = _through_root
    for name in tuple(logging.root.manager.loggerDict):
        _through_root(logging.getLogger(name))
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable


def _through_root(logger: logging.Logger) -> None:
    logger.handlers[:] = []
    logger.propagate = True


def _uncaught(
    _kind: FailureType, error: BaseException, _traceback: TracebackType | None
) -> None:
    if isinstance(error, KeyboardInterrupt):
        return
    _failed("uncaught", error)


def _uncaught_in_thread(failed: threading.ExceptHookArgs) -> None:
    _failed("uncaught_in_thread", failed.exc_value)


def _unraisable(failed: sys.UnraisableHookArgs) -> None:
    _failed("unraisable", failed.exc_value)


def _failed(event: str, error: BaseException | None) -> None:
    facts = facts_of_failure(error) if error is not None else {}
    _log.error(event, extra={"event": event, "facts": facts})
