"""One thing that is not as it was recorded, and where."""

from __future__ import annotations

from typing import NamedTuple


class Difference(NamedTuple):
    """A place and what is wrong there.

    `place` is made of ids, never of names: `block 17, journal.entries, entry 4022`.
    `what` is a message id whose words in braces are in `facts`.
    """

    place: str
    what: str
    facts: tuple[tuple[str, object], ...] = ()

    @property
    def sentence(self) -> str:
        """What is wrong, in English."""
        return self.what.format(**dict(self.facts))
