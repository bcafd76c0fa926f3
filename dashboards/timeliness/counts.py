"""Seven outcomes that add up, and the share on time with both its sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Counts(NamedTuple):
    """How many obligations came out how; exactly one outcome each.

    The share on time is `numerator / denominator`: of what is decided and stands to the
    teacher's account. What is excused, void (§4.4), of unknown time (a bulk import) or
    not yet due is in neither. `early` is part of `on_time`; `corrected` cuts across.
    """

    on_time: int
    late: int
    missing: int
    excused: int
    void: int
    undetermined: int
    not_yet_due: int
    early: int
    corrected: int

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Counts:
        """Return the counts of a row of `queries.timeliness.counts`."""
        return cls(*(int(row[f"count_{name}"]) for name in cls._fields))

    @classmethod
    def none(cls) -> Counts:
        """Return the counts of nothing."""
        return cls(*(0 for _ in cls._fields))

    @property
    def numerator(self) -> int:
        """The entries that came in time."""
        return self.on_time

    @property
    def denominator(self) -> int:
        """The entries of which it is decided whether they came in time."""
        return self.on_time + self.late + self.missing

    @property
    def total(self) -> int:
        """Everything that was owed."""
        return sum(self[:7])
