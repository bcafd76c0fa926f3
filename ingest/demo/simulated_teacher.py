"""One simulated teacher at one workbook: everything written goes through here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import say
from ingest import workbook as contract
from ingest.demo.schedule import last_day_of
from ingest.demo.slips import PlantedSlip, slip_for

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping
    from datetime import date

    from ingest.demo.discipline import Discipline
    from ingest.demo.filling import FilledMessage, Written
    from ingest.demo.pupils_life import PupilLife
    from ingest.workbook import CellKey, WorkbookPlan

_MENDED = 0.4  # share of slips that the teacher notices within days
_WRONG_STUDENT = 0.12  # share of slips that are a sound mark in a neighbour's row


class Entry(NamedTuple):
    """One cell written at one moment, in the school's local time."""

    at: datetime
    key: CellKey
    value: Written


@dataclass
class Term:
    """Everything one teacher writes into one workbook, in the order of writing."""

    entries: list[Entry] = field(default_factory=list)
    messages: list[tuple[datetime, FilledMessage]] = field(default_factory=list)
    slips: list[PlantedSlip] = field(default_factory=list)

    def written_by(
        self, moment: datetime
    ) -> tuple[dict[CellKey, Written], list[FilledMessage]]:
        """Return what stands in the workbook when it is saved at a local moment."""
        values = {
            entry.key: entry.value for entry in self.entries if entry.at <= moment
        }
        return values, [message for at, message in self.messages if at <= moment]


class SimulatedTeacher:
    """A teacher of some discipline filling one workbook."""

    def __init__(
        self,
        plan: WorkbookPlan,
        discipline: Discipline,
        seed: int,
        lives: Mapping[str, PupilLife],
    ) -> None:
        self.plan = plan
        self.discipline = discipline
        self.seed = seed
        self.lives = lives
        self.work_types = dict(plan.work_types)
        self.term = Term()
        # Nobody writes into a term's workbook once it is handed in for the last time.
        self._closes_at = datetime.combine(last_day_of(plan), time(15, 45))
        self.status_words = {
            status: say(word, plan.language)
            for status, word in contract.STATUS_WORDS.items()
        }
        self.yes = say(contract.YES_WORD, plan.language)
        self.not_set = say(contract.NOT_SET_WORD, plan.language)

    def write(self, at: datetime, key: CellKey, value: Written) -> datetime:
        """Write one cell, whatever stood there; return when it was written."""
        written_at = min(at, self._closes_at)
        self.term.entries.append(Entry(written_at, key, value))
        return written_at

    def write_mark(
        self, at: datetime, key: CellKey, meant: str, on: date, chance: random.Random
    ) -> None:
        """Write a mark or a code, now and then with a slip; some are mended later."""
        slip = None
        if chance.random() < self.discipline.slips:
            slip = slip_for(meant, on, chance)
        if slip is None:
            self.write(at, key, meant)
            return
        kind, written = slip
        is_mended = chance.random() < _MENDED
        at = self.write(at, key, written)
        self.term.slips.append(
            PlantedSlip(self.plan.person_id, kind, key, written, meant, at, is_mended)
        )
        if is_mended:
            self.write(at + timedelta(days=chance.randint(1, 4)), key, meant)

    def misses_the_row(self, chance: random.Random) -> bool:
        """Tell whether the next mark lands in a neighbour's row."""
        return chance.random() < self.discipline.slips * _WRONG_STUDENT
