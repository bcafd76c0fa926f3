"""Work that waits (for the database, the disk) outside of the event loop.

Each school has threads of its own: one whose database is busy keeps no other waiting.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from anyio import to_thread

from dashboards import current

if TYPE_CHECKING:
    from collections.abc import Callable

Given = ParamSpec("Given")
Made = TypeVar("Made")
MOST = 24  # threads of one school; they come and go as they are needed


async def run_in_threadpool(
    work: Callable[Given, Made], *given: Given.args, **named: Given.kwargs
) -> Made:
    """Do `work` in a thread of the school whose request this is."""
    site = current.running()
    limiter = site.threads if site is not None else None
    doing = functools.partial(work, *given, **named)
    return await to_thread.run_sync(doing, limiter=limiter)
