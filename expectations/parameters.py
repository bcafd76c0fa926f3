"""The numbers that rules judge by: the regulation's defaults with their clauses.

A school's own numbers are rows of `setup.parameters` with the same ids, so a sentence
on a page and the predicate read the same value.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from expectations.marks import DEFAULT_SCALE, MarkScale

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Parameter(NamedTuple):
    """One number of the regulation: what it limits, in which unit, and the clause."""

    value: float
    unit: str
    clause: str
    meaning: str


PARAMETERS: Mapping[str, Parameter] = {
    "missed_share_not_attested": Parameter(
        0.6667, "share", "2.8", N_("Lessons missed above which attestation is in doubt")
    ),
    "minimum_marks_up_to_2_hours": Parameter(
        3, "marks", "2.8", N_("Marks needed for a final mark, 1 or 2 lessons a week")
    ),
    "minimum_marks_over_2_hours": Parameter(
        5, "marks", "2.8", N_("Marks needed for a final mark, more lessons a week")
    ),
    "final_last_days": Parameter(
        7, "days", "2.8", N_("Last days of a period in which final marks are entered")
    ),
    "homework_minutes_limit": Parameter(
        120, "minutes", "2.7", N_("Longest homework of one lesson that is plausible")
    ),
    "correction_lessons": Parameter(
        3, "lessons", "2.5", N_("Lessons in which a “2” is to be corrected")
    ),
    "silent_lesson_days": Parameter(
        3, "days", "2.5", N_("Days with lessons after which a silent page is stale")
    ),
}


@dataclass(frozen=True)
class Settings:
    """What one school judges by: its mark scale and its numbers."""

    scale: MarkScale = DEFAULT_SCALE
    parameters: Mapping[str, float] = field(
        default_factory=lambda: {key: item.value for key, item in PARAMETERS.items()}
    )

    def __hash__(self) -> int:
        return hash((*self.scale.marks, *sorted(self.parameters.items())))

    def with_rows(self, rows: Iterable[Mapping[str, object]]) -> Settings:
        """Return these settings with a school's rows of `setup.parameters` applied."""
        own = {
            str(row["parameter_id"]): float(str(row["value"]))
            for row in rows
            if row["parameter_id"] in PARAMETERS
        }
        return replace(self, parameters={**self.parameters, **own})


DEFAULT_SETTINGS = Settings()
