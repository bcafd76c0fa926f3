"""The bodies of `vedomost oneroster export` and `import`."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_, say
from ingest.oneroster.into_new import new_setup
from ingest.oneroster.into_school import apply_roster, plan_roster
from ingest.oneroster.package_writing import write_package
from ingest.oneroster.problems import problem_line
from ingest.setup.change_lines import change_line
from ingest.setup.rules import problem_line as setup_problem_line
from ingest.setup.writer import write_setup_workbook
from warehouse.access import log
from warehouse.clock import school_day
from warehouse.errors import VedomostError, disk_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.oneroster.into_school import RosterPlan
    from warehouse.school_folder import School

PLACE = "rosters"  # in the log of access
_BY = "administration"


class Terminal(NamedTuple):
    """Whom it is said to: data to stdout by `show`, words to stderr by `tell`."""

    language: str
    show: Callable[[str], None]
    tell: Callable[[str], None]

    def say(self, sentence: str, **facts: object) -> None:
        """Narrate a sentence in the language of who asked."""
        self.tell(say(sentence, self.language, **facts))


def export(school: School, path: str, terminal: Terminal, *, overwrite: bool) -> bool:
    """Write the school of today as a ZIP; the log of access notes it (§1.7)."""
    target = Path(path)
    if target.exists() and not overwrite:
        raise VedomostError(
            "{path} is there already. Choose another name, or replace it with "
            "--overwrite.",
            path=target,
        )
    now = school.clock.now()
    log.note(school.database, now, log.Actor(person_id=_BY), "exported", place=PLACE)
    aside = target.with_name(f".{target.name}.part")
    try:
        with aside.open("wb") as file, school.database.reading() as cursor:
            counts = write_package(cursor, file, school_day(now, school.timezone))
        aside.replace(target)
    except OSError as error:
        raise disk_error(str(error.strerror)) from error
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
    for name, count in counts.items():
        terminal.show(f"{name}.csv\t{count}")
    terminal.say(
        N_(
            "Written: {path}. It holds names and marks: hand it over as the law on "
            "personal data has it."
        ),
        path=target,
    )
    return True


def take_in(
    school: School,
    path: str,
    day: str,
    terminal: Terminal,
    *,
    yes: bool,
    ends_missing: bool,
) -> bool:
    """Show what a ZIP would change in the school; with `yes` apply it."""
    content = _read(path)
    today = school_day(school.clock.now(), school.timezone)
    from_date = date.fromisoformat(day) if day else today
    with school.database.reading() as cursor:
        plan = plan_roster(
            school, cursor, content, from_date, ends_missing=ends_missing
        )
    _show(plan, terminal, ends_missing=ends_missing)
    if plan.is_faulty:
        terminal.say(N_("Nothing was changed. Mend what is named above."))
        return False
    if not plan.planned.changes:
        terminal.say(N_("Nothing changes."))
    elif yes:
        count = apply_roster(school, content, from_date, _BY, ends_missing=ends_missing)
        terminal.say(
            N_("Applied as one set, {count} rows. It can be taken back as a whole."),
            count=count,
        )
    else:
        terminal.say(N_("Nothing was changed yet. To apply it, ask again with --yes."))
    return True


def new_workbook(path: Path, workbook: Path, terminal: Terminal) -> bool:
    """Write the set-up workbook of a new school from a ZIP, to be filled further."""
    tables, problems = new_setup(_read(str(path)))
    for found in problems:
        terminal.show(problem_line(found, terminal.language))
    if not tables:
        terminal.say(N_("Nothing was written. Mend what is named above."))
        return False
    workbook.write_bytes(write_setup_workbook(tables, terminal.language))
    terminal.say(
        N_(
            "Written: {path}. Fill in what a roster does not know (time zone, bells, "
            "timetable), then: vedomost init FOLDER {path}"
        ),
        path=workbook,
    )
    return True


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise VedomostError("{path} cannot be read.", path=path) from error


def _show(plan: RosterPlan, terminal: Terminal, *, ends_missing: bool) -> None:
    for found in plan.problems:
        terminal.show(problem_line(found, terminal.language))
    for of_setup in plan.planned.problems:
        terminal.show(setup_problem_line(of_setup, terminal.language))
    for change in plan.planned.changes:
        terminal.show(change_line(change, terminal.language))
    if plan.missing and not ends_missing:
        terminal.say(
            N_(
                "Not in the package, and left as they are: {names}. With --end-missing "
                "they leave the day before."
            ),
            names="; ".join(plan.missing),
        )
