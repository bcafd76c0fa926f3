"""Build the demo school the way a real one comes to be, only faster.

Set-up workbook → school → workbooks handed out → filled → handed in, on a clock that
is set from save to save. Nothing is served half-made: the school is built aside and
takes its name at the end.
"""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from expectations.check import gate
from expectations.language import N_
from ingest.demo.coming_in import plant_statements
from ingest.demo.discipline import Discipline, disciplines
from ingest.demo.explaining import plant_explanations
from ingest.demo.incident import plant_breach
from ingest.demo.schedule import AUTUMN
from ingest.demo.school_year import TIMEZONE
from ingest.demo.tables import demo_tables
from ingest.demo.term import live_a_term
from ingest.reading.child import read_workbook
from ingest.setup.reader import read_setup
from ingest.setup.school import create_school
from ingest.setup.writer import write_setup_workbook
from warehouse.access.accounts import DEMO_PASSWORD, give_passwords, new_logins
from warehouse.access.opening import open_missing
from warehouse.build import build_models
from warehouse.clock import SetClock
from warehouse.errors import VedomostError
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from datetime import datetime
    from pathlib import Path

    from ingest.demo.explaining import PlantedExplanation
    from ingest.demo.incident import PlantedBreach
    from ingest.demo.schedule import Span
    from ingest.demo.slips import PlantedSlip
    from ingest.demo.term import KeptBook
    from ingest.setup.columns import SetupTables
    from warehouse.school_folder import School

Progress: TypeAlias = "Callable[[str, float], None]"

DEMO_SEED = 14
_SAID_BEFORE = timedelta(minutes=45)
SETUP_FILE = "set-up.xlsx"
WORKBOOKS_FOLDER = "workbooks"

_INVENTING = N_("Inventing a school")
_SETTING_UP = N_("Setting the school up from its workbook")
_TERMS = (
    N_("First quarter: teachers fill in and hand in"),
    N_("Second quarter: teachers fill in and hand in"),
    N_("Third quarter: teachers fill in and hand in"),
    N_("Fourth quarter: teachers fill in and hand in"),
)
_FINISHING = N_("Putting the demo school in its place")
_IN_THE_WAY = N_(
    "{folder} is not empty. Choose a new folder for the demo school, or empty this one."
)
# Shares of the whole time at which the stages begin, as measured, by count of terms.
_SHARES = {
    2: (0.0, 0.01, 0.11, 0.23, 0.99),
    4: (0.0, 0.01, 0.04, 0.08, 0.4, 0.75, 0.99),
}


@dataclass
class DemoSchool:
    """What the generator knows about the school it made; tests compare with it."""

    seed: int
    disciplines: dict[str, Discipline] = field(default_factory=dict)
    books: list[KeptBook] = field(default_factory=list)
    breach: PlantedBreach | None = None
    explanations: list[PlantedExplanation] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)  # of marks from other schools

    @property
    def slips(self) -> list[PlantedSlip]:
        """All planted mistakes."""
        return [slip for book in self.books for slip in book.term.slips]


def build_demo(
    folder: Path,
    progress: Progress,
    seed: int = DEMO_SEED,
    *,
    teachers: Collection[str] = (),
    span: Span = AUTUMN,
) -> DemoSchool:
    """Make the demo school in `folder`, all of it or nothing.

    With `teachers` only these keep their journals, just as in the whole school: a test
    then takes seconds. `progress` is told the stage (a message id) and the share done,
    0 to 1. Everyone logs in with `DEMO_PASSWORD`; the staff with the log-in in the
    set-up workbook.
    """
    made = DemoSchool(seed)
    shares = _SHARES[len(span.handed_out)]
    with _built_aside(folder) as aside:
        gate().start_loading()  # takes seconds: ready when the first file comes in
        progress(_INVENTING, shares[0])
        tables = demo_tables(seed)
        progress(_SETTING_UP, shares[1])
        clock = SetClock(span.handed_out[0].replace(tzinfo=TIMEZONE))
        _set_up(aside, tables, clock, span)
        made.disciplines = {
            person_id: discipline
            for person_id, discipline in disciplines(_teachers(tables), seed).items()
            if person_id in teachers or not teachers
        }
        _live(aside, tables, clock, made, progress, span)
        progress(_FINISHING, shares[-1])
    progress(_FINISHING, 1.0)
    return made


def _set_up(folder: Path, tables: SetupTables, clock: SetClock, span: Span) -> None:
    """Go the way of every school: write the workbook, read it, check it, apply it."""
    content = write_setup_workbook(tables, "ru")
    reading = read_setup(read_workbook(content))
    create_school(
        folder,
        reading.tables,
        content,
        applied_by=str(tables["staff"][0]["person_id"]),
        clock=clock,
        demo_now=span.now.replace(tzinfo=TIMEZONE).isoformat(),
    )
    (folder / SETUP_FILE).write_bytes(content)


def _teachers(tables: SetupTables) -> list[str]:
    return list(dict.fromkeys(str(row["person_id"]) for row in tables["load"]))


def _in_office(tables: SetupTables, role: str) -> str:
    return next(
        str(row["person_id"])
        for row in tables["staff"]
        if role in str(row["roles"]).split(",")
    )


def _open_accounts(school: School, by: str) -> None:
    """Open an account for everyone of the school; all have the one password."""
    open_missing(school.database, at=school.clock.now(), by=by)
    _give_passwords(school)


def _give_passwords(school: School) -> None:
    passwords = dict.fromkeys(new_logins(school.database), DEMO_PASSWORD)
    give_passwords(school.database, passwords, school.clock.now())


def _live(
    folder: Path,
    tables: SetupTables,
    clock: SetClock,
    made: DemoSchool,
    progress: Progress,
    span: Span,
) -> None:
    """Open the accounts and live through the terms up to the demo's present."""
    shares = _SHARES[len(span.handed_out)]
    with open_school(folder, clock) as school:
        _open_accounts(school, _in_office(tables, "administrator"))
        for number, handed_out in enumerate(span.handed_out):
            sentence, start, end = _TERMS[number], *shares[2 + number : 4 + number]

            def tell(share: float) -> None:
                progress(sentence, start + share * (end - start))  # noqa: B023

            clock.set(handed_out.replace(tzinfo=TIMEZONE))
            made.books += live_a_term(
                school,
                clock,
                made.disciplines,
                made.seed,
                folder / WORKBOOKS_FOLDER,
                tell,
                span.now,
            )
        _bring_to_the_present(school, tables, clock, made, span.now)
        _give_passwords(school)
        school.database.checkpoint()


def _remember_log_ins(school: School) -> None:
    """Note when each teacher was at the page last: at the last hand-in."""
    with school.database.writing() as cursor:
        cursor.execute(
            """
            update access.accounts set last_login_at = handed_in.last_at
            from (
                select received_by, max(received_at) as last_at
                from journal.uploads
                group by received_by
            ) as handed_in
            where accounts.person_id = handed_in.received_by
            """
        )


def _bring_to_the_present(
    school: School,
    tables: SetupTables,
    clock: SetClock,
    made: DemoSchool,
    local_now: datetime,
) -> None:
    """Let the last morning's deeds be done: the breach, what the late have to say."""
    now = local_now.replace(tzinfo=TIMEZONE)
    clock.set(now)
    _remember_log_ins(school)
    build_models(school.database)  # who may do what is asked of the models
    secretary, director = (_in_office(tables, one) for one in ("secretary", "director"))
    made.breach = plant_breach(school, made.disciplines, secretary)
    made.statements = plant_statements(school, secretary, made.seed)
    clock.set(now - _SAID_BEFORE)
    made.explanations = plant_explanations(
        school, clock, made.disciplines, made.seed, director
    )
    clock.set(now)


@contextlib.contextmanager
def _built_aside(folder: Path) -> Iterator[Path]:
    """Yield a folder to build in; it becomes `folder` if all went well.

    What an interrupted build left is removed first, so a later try starts clean.
    """
    if folder.exists() and any(folder.iterdir()):
        raise VedomostError(_IN_THE_WAY, folder=folder)
    aside = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        yield aside
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    if folder.exists():
        folder.rmdir()
    aside.rename(folder)
