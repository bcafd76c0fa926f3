"""Several requests to the storage at once: each spends its time waiting."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")
R = TypeVar("R")
_MOST = 8


def each(do: Callable[[T], R], these: Sequence[T]) -> list[R]:
    """Do something with each and return what came of it, in order."""
    if len(these) < 2:
        return [do(one) for one in these]
    with ThreadPoolExecutor(min(_MOST, len(these))) as threads:
        return list(threads.map(do, these))
