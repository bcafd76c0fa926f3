"""How long the stages of one upload take, for whoever follows it.

The doors of the server follow each upload (`dashboards.intake`); what no door follows,
such as a hand-in at the terminal, is not measured.
"""

from __future__ import annotations

import contextlib
import functools
import time
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

P = ParamSpec("P")
R = TypeVar("R")
STAGES = ("wait", "keep", "read", "compare", "check", "record")


@dataclass
class Passage:
    """One upload on its way: its id and outcome once known, seconds of its stages."""

    upload_id: str = ""
    outcome: str = ""
    seconds: dict[str, float] = field(default_factory=dict)


_followed: ContextVar[Passage | None] = ContextVar("followed", default=None)


@contextlib.contextmanager
def followed() -> Iterator[Passage]:
    """Follow what is handed in by this context; threads that copy it are in it too."""
    passage = Passage()
    before = _followed.set(passage)
    try:
        yield passage
    finally:
        _followed.reset(before)


@contextlib.contextmanager
def stage(name: str) -> Iterator[None]:
    """Count the seconds of a part of the way, where somebody follows it."""
    passage = _followed.get()
    started = time.perf_counter()
    try:
        yield
    finally:
        if passage is not None:
            taken = time.perf_counter() - started
            passage.seconds[name] = passage.seconds.get(name, 0.0) + taken


def timed(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a whole function a stage."""

    def around(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            with stage(name):
                return function(*args, **kwargs)

        return run

    return around


def received(upload_id: str) -> None:
    """Name the upload that is being followed."""
    passage = _followed.get()
    if passage is not None:
        passage.upload_id = upload_id


def ended(outcome: str) -> None:
    """Say what became of it: the status of its receipt."""
    passage = _followed.get()
    if passage is not None:
        passage.outcome = outcome
