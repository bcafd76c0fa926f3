"""The body of `vedomost roll-over`: propose the next year, or make its school."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from expectations.language import N_, say
from ingest.reading.child import close_reader
from ingest.rolling_over.making import Farewell, make_next_year
from ingest.rolling_over.reviewing import (
    as_workbook,
    folder_for,
    last_day_of,
    proposed,
    review,
)
from ingest.setup.rules import problem_line
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from ingest.rolling_over.proposing import Proposal
    from ingest.rolling_over.reviewing import Review
    from ingest.setup.at_the_terminal import Terminal


class Asked(NamedTuple):
    """What the options say of those who finish; no day means the year's last."""

    last_day: date | None
    order_number: str
    order_on: date | None


_CLASSES = N_("{was} → {now}, students: {count}")
_FRESH = N_("new class")
_LEAVES = N_("leaves")


def write_proposal(folder: Path, leaving: Sequence[str], terminal: Terminal) -> bytes:
    """Say what the next year would be, and return it as a set-up workbook."""
    with open_school(folder) as school:
        proposal = proposed(school, None, leaving)
    _tell(proposal, terminal)
    return as_workbook(proposal, terminal.language)


def make(
    folder: Path,
    to_folder: Path | None,
    content: bytes | None,
    leaving: Sequence[str],
    asked: Asked,
    terminal: Terminal,
    *,
    yes: bool,
) -> bool:
    """Make the next year's school of a workbook, or as proposed; tell whether."""
    try:
        with open_school(folder) as school:
            proposal = proposed(school, None, leaving)
            if content is None:
                _tell(proposal, terminal)
                content = as_workbook(proposal, terminal.language)
            looked = review(school, None, content)
            _tell_review(looked, terminal)
            if looked.is_faulty:
                terminal.tell(N_("Nothing was made. Correct the cells named above."))
                return False
            place = to_folder or folder_for(school, proposal)
            if not yes:
                question = say(
                    N_("Make the next year’s school in {folder}?"),
                    terminal.language,
                    folder=place,
                )
                click.confirm(question, abort=True, err=True)
            last_day = asked.last_day or last_day_of(school)
            said = Farewell(last_day, asked.order_number, asked.order_on)
            count = make_next_year(
                school, None, place, content, said, leaving=len(looked.leaving)
            )
    finally:
        close_reader()
    terminal.tell(
        N_(
            "The next year’s school is made in {folder}; log-ins taken over: {count}. "
            "Next: vedomost serve {folder}"
        ),
        folder=place,
        count=count,
    )
    return True


def _tell(proposal: Proposal, terminal: Terminal) -> None:
    language = terminal.language
    for one in proposal.classes:
        click.echo(
            say(
                _CLASSES,
                language,
                was=one.class_from or say(_FRESH, language),
                now=one.class_to or say(_LEAVES, language),
                count=one.count_students,
            )
        )
    for sentence, facts in proposal.remarks:
        terminal.tell(sentence, **facts)


def _tell_review(looked: Review, terminal: Terminal) -> None:
    for problem in looked.problems:
        click.echo(problem_line(problem, terminal.language))
    terminal.tell(
        N_("Have their last day in this year: {count}"), count=len(looked.leaving)
    )
    terminal.tell(N_("New in the next year: {count}"), count=len(looked.newcomers))
