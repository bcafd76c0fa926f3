"""The body of `vedomost watch`: one folder, one teacher, until it is stopped."""

from __future__ import annotations

import contextlib
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from expectations.language import N_
from ingest.watch.through_api import Api
from ingest.watch.watcher import RETRY_AFTER, Watcher

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WATCHING = N_("Watching {folder}. Whatever is saved there is handed in. Ctrl-C stops.")
AWAY = N_("{folder} cannot be read now; it is looked for again.")
_LOOKS_BEFORE_A_RETRY = 12


def watch(
    folder: Path,
    server: str,
    token_file: Path,
    language: str,
    every: float,
    *,
    show: Callable[[str], None],
    narrate: Callable[..., None],
) -> None:
    """Look at the folder every few seconds; results go beside the workbooks too."""
    api = Api(server, token_file, language)
    retry_after = min(RETRY_AFTER, every * _LOOKS_BEFORE_A_RETRY)
    watcher = Watcher(
        folder, api.hand_in, language, _local_time, retry_after=retry_after
    )
    narrate(WATCHING, folder=folder)
    with contextlib.suppress(KeyboardInterrupt):
        _look(folder, watcher, every, show, narrate)


def _look(
    folder: Path,
    watcher: Watcher,
    every: float,
    show: Callable[[str], None],
    narrate: Callable[..., None],
) -> None:
    is_away = False
    while True:
        try:
            for told in watcher.look():
                show(f"{told.name}\t{told.text.splitlines()[0]}")
            is_away = False
        except OSError:  # a share that went away comes back
            if not is_away:
                narrate(AWAY, folder=folder)
            is_away = True
        time.sleep(every)


def _local_time() -> datetime:
    return datetime.now(UTC).astimezone()
