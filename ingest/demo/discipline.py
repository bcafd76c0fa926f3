"""How teachers keep their journals: punctual, late, forgetful, and one with slips."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ingest.demo.dice import dice

if TYPE_CHECKING:
    from collections.abc import Sequence


class Discipline(NamedTuple):
    """Shares are from 0 to 1; delays are days until a lesson is written down."""

    name: str
    delays: tuple[int, ...]
    skips_homework: float
    skips_attendance: float
    skips_work_type: float
    skips_lesson: float
    slips: float  # share of marks written in a typical wrong way


PUNCTUAL = Discipline("punctual", (0,), 0.01, 0.0, 0.003, 0.0, 0.0006)
LATE = Discipline("late", (0, 1, 1, 2, 3), 0.05, 0.03, 0.01, 0.01, 0.001)
FORGETFUL = Discipline("forgetful", (0, 0, 1, 4), 0.3, 0.25, 0.04, 0.06, 0.001)
SLIPPING = Discipline("slipping", (0, 0, 1), 0.03, 0.02, 0.01, 0.0, 0.05)

DISCIPLINES = (PUNCTUAL, LATE, FORGETFUL, SLIPPING)


def disciplines(person_ids: Sequence[str], seed: int) -> dict[str, Discipline]:
    """Give every teacher a discipline; exactly one is the one with typical slips."""
    chance = dice(seed, "discipline")
    given = {
        person_id: chance.choices((PUNCTUAL, LATE, FORGETFUL), (60, 25, 15))[0]
        for person_id in person_ids
    }
    given[chance.choice(list(person_ids))] = SLIPPING
    return given
