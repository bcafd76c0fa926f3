"""Times that a clock tells against the order of the blocks.

A block's time is sealed and signed, so it cannot be moved unseen. What is told here are
clocks that were wrong: it is a notice and no difference, because a hand-in that a power
cut interrupted is recorded later with the time of its receipt, a server's clock may be
set back, and nothing recorded can be mended any more.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from warehouse.clock import utc_naive
from warehouse.integrity.difference import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warehouse.integrity.examined import Examined
    from warehouse.integrity.stored import StoredBlock

_TOLERATED = timedelta(hours=1)


def notices(examined: Examined) -> Iterator[Difference]:
    """Yield blocks that are earlier than the one before, or later than now."""
    now = utc_naive(examined.school.clock.now())
    previous = None
    for block in examined.blocks:
        name = f"block {block.block_id}"
        if previous is not None and block.sealed_at < previous - _TOLERATED:
            yield Difference(
                name,
                "Its time, {at} UTC, is earlier than the one before: {before} UTC.",
                (("at", _minute(block)), ("before", f"{previous:%d.%m.%Y %H:%M}")),
            )
        if block.sealed_at > now + _TOLERATED:
            yield Difference(
                name,
                "Its time, {at} UTC, lies in the future: this computer’s clock is "
                "slow, or was fast then.",
                (("at", _minute(block)),),
            )
        previous = block.sealed_at


def _minute(block: StoredBlock) -> str:
    return f"{block.sealed_at:%d.%m.%Y %H:%M}"
