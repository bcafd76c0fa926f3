"""The body of `vedomost init`: check, then create a school or change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from expectations.language import N_, say
from ingest.reading.child import close_reader, read_workbook
from ingest.setup.change_lines import change_line
from ingest.setup.changes import plan_changes
from ingest.setup.check import check_setup
from ingest.setup.reader import read_setup
from ingest.setup.rules import problem_line
from ingest.setup.school import create_school, update_school
from warehouse.access.at_the_machine import first_codes
from warehouse.clock import school_day
from warehouse.school_folder import SETTINGS_FILE, open_school

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from ingest.reading.sheets import RawWorkbook

_BY = "administration"


class Terminal(NamedTuple):
    """Whom it is said to: results to stdout, narration by `tell` to stderr."""

    language: str
    tell: Callable[..., None]


def init(
    folder: Path,
    content: bytes,
    day: date | None,
    terminal: Terminal,
    *,
    dry_run: bool,
    yes: bool,
) -> bool:
    """Create or change the school in `folder`; tell whether nothing was wrong."""
    reading = read_setup(_read(content))
    on = _from_day(folder, day) if (folder / SETTINGS_FILE).exists() else None
    problems = check_setup(reading, on)
    for problem in problems:
        click.echo(problem_line(problem, terminal.language))
    if any(problem.severity == "critical" for problem in problems):
        terminal.tell(
            N_("Nothing was created or changed. Correct the cells named above.")
        )
        return False
    if on is not None:
        _update(folder, reading.tables, content, on, terminal, dry_run=dry_run, yes=yes)
    elif not dry_run:
        create_school(folder, reading.tables, content, applied_by=_BY)
        terminal.tell(N_("The school is created in {folder}."), folder=folder)
    if not dry_run:
        _print_codes(folder, terminal)
    return not problems


def _read(content: bytes) -> RawWorkbook:
    try:
        return read_workbook(content)
    finally:
        close_reader()


def _from_day(folder: Path, day: date | None) -> date:
    """Return from which day the workbook is to hold: today unless it is said."""
    if day is not None:
        return day
    with open_school(folder) as school:
        return school_day(school.clock.now(), school.timezone)


def _update(
    folder: Path,
    tables: dict[str, list[dict[str, object]]],
    content: bytes,
    on: date,
    terminal: Terminal,
    *,
    dry_run: bool,
    yes: bool,
) -> None:
    with open_school(folder) as school:
        changes = plan_changes(school.database, tables, on)
        for change in changes:
            click.echo(change_line(change, terminal.language))
        if not changes:
            terminal.tell(N_("Nothing changes."))
        elif not dry_run:
            facts = {"count": len(changes), "day": on.strftime("%d.%m.%Y")}
            asked = N_("Apply {count} changes from {day}?")
            if not yes:
                question = say(asked, terminal.language, **facts)
                click.confirm(question, abort=True, err=True)
            update_school(school, tables, content, from_date=on, applied_by=_BY)
            terminal.tell(N_("Applied. Teachers should download fresh workbooks."))


def _print_codes(folder: Path, terminal: Terminal) -> None:
    """Open everyone's account; the staff's one-time codes are shown this once."""
    with open_school(folder) as school:
        codes = first_codes(school)
    for login, code in codes.items():
        click.echo(f"{login}\t{code}")
    if not codes:
        return
    terminal.tell(
        N_(
            "Above: log-ins and one-time codes of the staff, for two weeks. They are "
            "not kept anywhere: give each person their own line, they choose a "
            "password with it. Next: vedomost serve {folder}"
        ),
        folder=folder,
    )
