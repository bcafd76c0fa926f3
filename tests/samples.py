"""What an ordinary run takes a sample of; `make long` runs all of it.

Suites marked `by_turns` have many dear tests of one kind: `make test` runs a tenth of
them, on each day of ten another one (VEDOMOST_TURN). pytest called by hand and
`make long` run all.
"""

from __future__ import annotations

import os
import zlib
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

Case = TypeVar("Case")
_TURNS = 10
IN_LAKE = "lake"  # the name of a case of the fixture `storage`


def one_in(count: int, cases: Sequence[Case]) -> Sequence[Case]:
    """Return every `count`-th case, all of them with VEDOMOST_LONG_TESTS."""
    return cases if "VEDOMOST_LONG_TESTS" in os.environ else cases[::count]


def has_its_turn(name: str) -> bool:
    """Tell if the test or case of this name is run this time."""
    turn = os.environ.get("VEDOMOST_TURN")
    return turn is None or (zlib.crc32(name.encode()) + int(turn)) % _TURNS == 0


def is_in_lake(item: pytest.Item) -> bool:
    """Tell whether a collected test has its school in a lake."""
    called = getattr(item, "callspec", None)
    return called is not None and called.params.get("storage") == IN_LAKE
