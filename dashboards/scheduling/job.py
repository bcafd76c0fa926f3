"""What a job is: a name, when it is due and what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboards.scheduling.times import Due, Times
    from dashboards.site import Site


class Job(NamedTuple):
    """Something the server does at set times, in a thread of its own.

    `run` returns what `telling.told` made of it. It is called again after a failure or
    a kill, so it must leave nothing half-done; a long one asks
    `site.versions.is_closing` between its steps and raises `StoppedError`.
    """

    name: str
    title: str  # an English message id
    times: Times
    run: Callable[[Site, Due], str]


class StoppedError(Exception):
    """The server stops: the job ends here and begins anew after the next start."""
