"""At most three page scripts compute at once, and four files are made.

More would queue for Python's one lock: measured, 150 sessions without a gate took 17 s
where three at a time took 1.7 s. Schools that one server serves take turns.

Whoever asked for a page goes before pages that follow the ledger by themselves: of
those about a class, a page or a person one is drawn at a time, and one of those about
the whole school. What the server does by itself is done one piece at a time: a node
that takes over twenty schools has that of all of them to do at once.
"""

from __future__ import annotations

import contextlib
import functools
import threading
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from dashboards import current
from ingest.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Given = ParamSpec("Given")
Made = TypeVar("Made")
_PLACES = Turns(3)
_FOLLOWING, _FOLLOWING_ALL = Turns(1), Turns(1)
_MAKING = Turns(4)  # each may hold some fifty megabytes
_BY_ITSELF = Turns(1)
_held = threading.local()


def nobody_asked() -> None:
    """Say that this script's run was caused by the ledger's growth, not by a person."""
    _held.nobody_asked = True


@contextlib.contextmanager
def script_body(*, is_about_all: bool = False) -> Iterator[None]:
    """Hold one of the places; a fragment inside a page shares the page's place."""
    if getattr(_held, "is_held", False):
        yield
        return
    with (
        current.serving(current.site()),
        _lane(is_about_all=is_about_all),
        _PLACES.one(),
    ):
        _held.is_held = True
        try:
            yield
        finally:
            _held.is_held = False


def _lane(*, is_about_all: bool) -> contextlib.AbstractContextManager[None]:
    """Return what a run waits for before it waits for a place among people's."""
    nobody_asked = getattr(_held, "nobody_asked", False)
    _held.nobody_asked = False
    if not nobody_asked:
        return contextlib.nullcontext()
    return (_FOLLOWING_ALL if is_about_all else _FOLLOWING).one()


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


def by_itself(
    is_over: Callable[[], bool],
) -> contextlib.AbstractContextManager[None]:
    """Hold the place for what nobody asked for; CalledOffError once all `is_over`."""
    return _BY_ITSELF.one(is_over)


def in_turn(make: Callable[Given, Made]) -> Callable[Given, Made]:
    """Return `make` as it is done once its school's turn for making files has come."""

    @functools.wraps(make)
    def made(*given: Given.args, **named: Given.kwargs) -> Made:
        with _MAKING.one():
            return make(*given, **named)

    return made
