"""Do a deed in a process of its own and end it with SIGKILL at a chosen moment.

As when the power fails: no clean-up of any kind runs. The process tells through a pipe
what the school has acknowledged; what was told before the kill must not be lost.
"""

from __future__ import annotations

import multiprocessing
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerProcess
    from pathlib import Path

# One process imports the program, every killed one is a copy of it.
_PROCESSES = multiprocessing.get_context("forkserver")
_PRELOADED = ["tests.crash.warm"]
_LONGEST = 600.0  # seconds; a deed takes a few, on a busy machine more

if TYPE_CHECKING:
    Told = Callable[[str], None]
    Deed = Callable[[Path, Told], None]


class Fate(NamedTuple):
    """What was acknowledged, in order, and whether the deed was over by itself."""

    acknowledged: tuple[str, ...]
    is_over: bool
    seconds: float


def let_live(deed: Deed, folder: Path) -> Fate:
    """Do a deed to its end, to know how long it takes."""
    return _run(deed, folder, lambda _acknowledged, seconds: seconds > _LONGEST)


def kill_after(deed: Deed, folder: Path, seconds: float) -> Fate:
    """Kill some seconds after the beginning, wherever the deed is then."""
    return _run(deed, folder, lambda _acknowledged, passed: passed >= seconds)


def kill_behind(deed: Deed, folder: Path, count: int, seconds: float) -> Fate:
    """Kill some milliseconds behind the word that a thing is done."""
    heard_at: list[float] = []

    def is_time(acknowledged: list[str], passed: float) -> bool:
        if len(acknowledged) >= count and not heard_at:
            heard_at.append(passed)
        return bool(heard_at) and passed >= heard_at[0] + seconds

    return _run(deed, folder, is_time)


def _run(deed: Deed, folder: Path, is_time: Callable[[list[str], float], bool]) -> Fate:
    _PROCESSES.set_forkserver_preload(_PRELOADED)
    hears, says = _PROCESSES.Pipe(duplex=False)
    process = _PROCESSES.Process(target=_child, args=(deed, folder, says))
    process.start()
    says.close()
    acknowledged: list[str] = []
    assert hears.poll(_LONGEST), "the process did not begin"
    began = _said(hears)
    assert began == "begins"
    started = time.monotonic()
    while not is_time(acknowledged, time.monotonic() - started):
        if hears.poll(0.001):
            said = _said(hears)
            if said is None:
                break
            acknowledged.append(said)
    seconds = time.monotonic() - started
    return _ended(process, hears, acknowledged, seconds)


def _ended(
    process: ForkServerProcess,
    hears: Connection,
    acknowledged: list[str],
    seconds: float,
) -> Fate:
    """Kill, and read what was said until then: it was acknowledged, too."""
    process.kill()
    while (said := _said(hears)) is not None:
        acknowledged.append(said)
    process.join()
    is_over = "over" in acknowledged
    assert is_over or process.exitcode == -9, "the deed failed by itself"
    return Fate(tuple(one for one in acknowledged if one != "over"), is_over, seconds)


def _said(hears: Connection) -> str | None:
    """Return the next word, None when the process is gone."""
    try:
        word = hears.recv()
    except EOFError:
        return None
    return str(word)


def _child(deed: Deed, folder: Path, says: Connection) -> None:
    says.send("begins")
    deed(folder, says.send)
    says.send("over")
