"""At most three page scripts compute at once.

More would queue for Python's one lock: measured, 150 sessions without a gate took 17 s
where three at a time took 1.7 s. Schools that one server serves take turns.
"""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from dashboards import current
from ingest.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLACES = Turns(3)
_held = threading.local()


@contextlib.contextmanager
def script_body() -> Iterator[None]:
    """Hold one of the places; a fragment inside a page shares the page's place."""
    if getattr(_held, "is_held", False):
        yield
        return
    with current.serving(current.site()), _PLACES.one():
        _held.is_held = True
        try:
            yield
        finally:
            _held.is_held = False


@contextlib.contextmanager
def stepped_out() -> Iterator[None]:
    """Give the place to others while this script only waits: a workbook being read."""
    if not getattr(_held, "is_held", False):
        yield
        return
    _PLACES.give_back()
    try:
        yield
    finally:
        _PLACES.take()
