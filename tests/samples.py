"""Suites of which an ordinary run takes a sample; `make long` runs all of them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

Case = TypeVar("Case")


def one_in(count: int, cases: Sequence[Case]) -> Sequence[Case]:
    """Return every `count`-th case, all of them with VEDOMOST_LONG_TESTS."""
    return cases if "VEDOMOST_LONG_TESTS" in os.environ else cases[::count]
