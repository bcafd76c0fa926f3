"""Another try, later, where a lake did not take a commit.

What was committed although the answer was lost is found by its upload's id in the next
try, inside the write. An embedded file has neither case.
"""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, TypeVar

from warehouse.installation.connections import NoCatalogueError
from warehouse.storage.lake import ConflictError

if TYPE_CHECKING:
    from collections.abc import Callable

Made = TypeVar("Made")
_PAUSES = (0.2, 1.0, 3.0)  # seconds, each by chance up to half as long again


def patiently(make: Callable[[], Made]) -> Made:
    """Return what `make` makes, in one of four tries; raises what the last one does."""
    for pause in _PAUSES:
        try:
            return make()
        except (ConflictError, NoCatalogueError):
            time.sleep(pause * random.uniform(1, 1.5))  # noqa: S311 - spreads, no secret
    return make()
