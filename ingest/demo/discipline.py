"""How teachers keep their journals: punctual, late, forgetful, and one with slips."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ingest.demo.dice import dice

if TYPE_CHECKING:
    from collections.abc import Sequence


class Discipline(NamedTuple):
    """Shares are from 0 to 1; delays are days until something is written down."""

    name: str
    delays: tuple[int, ...]
    skips_homework: float
    skips_attendance: float
    skips_work_type: float
    skips_lesson: float
    slips: float  # share of marks written in a typical wrong way
    marks_works_within: int  # days until a written work is marked, at most
    hands_in: float  # share of teaching days, since the second quarter
    is_prompt: bool  # hands in after the lessons and not in the evening


PUNCTUAL = Discipline(
    "punctual",
    delays=(0,),
    skips_homework=0.01,
    skips_attendance=0.0,
    skips_work_type=0.003,
    skips_lesson=0.0,
    slips=0.0006,
    marks_works_within=2,
    hands_in=0.92,
    is_prompt=True,
)
LATE = Discipline(
    "late",
    delays=(0, 0, 0, 0, 0, 0, 1),
    skips_homework=0.05,
    skips_attendance=0.03,
    skips_work_type=0.01,
    skips_lesson=0.01,
    slips=0.001,
    marks_works_within=5,
    hands_in=0.42,
    is_prompt=False,
)
FORGETFUL = Discipline(
    "forgetful",
    delays=(0, 0, 1, 4),
    skips_homework=0.3,
    skips_attendance=0.25,
    skips_work_type=0.04,
    skips_lesson=0.06,
    slips=0.001,
    marks_works_within=7,
    hands_in=0.23,
    is_prompt=False,
)
SLIPPING = PUNCTUAL._replace(
    name="slipping",
    delays=(0, 0, 1),
    skips_homework=0.03,
    skips_attendance=0.02,
    skips_work_type=0.01,
    slips=0.05,
    marks_works_within=3,
    hands_in=0.6,
)


def disciplines(person_ids: Sequence[str], seed: int) -> dict[str, Discipline]:
    """Give every teacher a discipline; exactly one is the one with typical slips."""
    chance = dice(seed, "discipline")
    given = {
        person_id: chance.choices((PUNCTUAL, LATE, FORGETFUL), (45, 40, 15))[0]
        for person_id in person_ids
    }
    given[chance.choice(list(person_ids))] = SLIPPING
    return given
