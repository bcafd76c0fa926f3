"""The export of a month: one deed for the schedule, the page and the command line.

Every sheet of a level is made and the act beside them, or nothing of that level is
filed. Exporting again makes a further export and replaces none.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NamedTuple

from dashboards.failures import log_place
from dashboards.forms.paper_pdf import paper_pdf
from dashboards.forms.paper_xlsx import paper_xlsx
from dashboards.mail.mail_server import mail_server_of
from dashboards.monthly_export import act, months, sheets
from dashboards.monthly_export.shelf import Shelf, sweep
from dashboards.printing.desk import server_desk
from dashboards.printing.sealing import sealed
from dashboards.scheduling.job import StoppedError
from expectations.language import N_
from warehouse import monthly_exports
from warehouse.access import log
from warehouse.access.roles import person_name, viewer_for
from warehouse.clock import school_day, utc_naive
from warehouse.errors import VedomostError
from warehouse.filing import Filed
from warehouse.monthly_exports import MACHINE, SCHEDULE, Exported, ExportedFile
from warehouse.printed_forms import standing
from warehouse.queries import printing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dashboards.monthly_export.months import Month
    from dashboards.monthly_export.shelf import Shelved
    from dashboards.printing.desk import Desk
    from warehouse.monthly_exports import SheetDue
    from warehouse.school_folder import School

FAILED = N_(
    "The sheets of {classes} could not be made, so nothing of their level was filed. "
    "The server’s log names the place."
)
_AT_WORK = threading.Lock()  # one export at a time: they share the month's numbers


class Order(NamedTuple):
    """What is to be exported: a month, the levels, and who asks."""

    month: Month
    levels: tuple[str, ...]
    by: str  # a person, or a key of `desk.MAKERS`
    actor: log.Actor = log.Actor()


class Made(NamedTuple):
    """What became of an export: what was filed, and the classes that failed.

    Of the level of a class that failed nothing is filed.
    """

    export_id: str = ""  # '' if no level could be exported
    exports: tuple[Exported, ...] = ()
    failed: tuple[str, ...] = ()

    @property
    def count_sheets(self) -> int:
        """How many sheets were filed."""
        return sum(one.count_sheets for one in self.exports)

    @property
    def count_files(self) -> int:
        """How many files were filed, acts among them."""
        return sum(one.count_files for one in self.exports)


class _Level(NamedTuple):
    exported: Exported
    files: tuple[ExportedFile, ...]


def _quiet(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


def export(
    school: School,
    order: Order,
    tell: Callable[[int, int], None] = _quiet,
    is_over: Callable[[], bool] = lambda: False,
) -> Made:
    """Make the sheets of a month, file them with their acts and register them.

    `tell(done, total)` counts sheets. Once `is_over` the export ends with
    `StoppedError` and leaves nothing.
    """
    due = _due(school, order)
    if not _AT_WORK.acquire(blocking=False):
        raise VedomostError("An export is being made already. Wait until it is ready.")
    try:
        sweep(school)
        with school.database.reading() as cursor:
            number = monthly_exports.next_number(cursor, order.month.key)
        shelf = Shelf(school, order.month.key, number)
        try:
            return _make(school, order, due, shelf, number, tell, is_over)
        except BaseException:
            shelf.drop()
            raise
    finally:
        _AT_WORK.release()


def _due(school: School, order: Order) -> list[SheetDue]:
    """Return the sheets of an order, or refuse it."""
    today = school_day(school.clock.now(), school.timezone)
    if f"{today:%Y-%m}" < order.month.key:
        raise VedomostError(
            "{month} has not begun yet: there is nothing to export.",
            month=order.month.key,
        )
    due = [
        one
        for one in months.sheets_of(school, order.month)
        if one.school_level in order.levels
    ]
    if not due:
        raise VedomostError(
            "No class has a reporting period in {month}: there is nothing to export.",
            month=order.month.key,
        )
    return due


def _make(
    school: School,
    order: Order,
    due: Sequence[SheetDue],
    shelf: Shelf,
    number: int,
    tell: Callable[[int, int], None],
    is_over: Callable[[], bool],
) -> Made:
    done = 0

    def step() -> None:
        nonlocal done
        if is_over():
            raise StoppedError
        tell(done, len(due))
        done += 1

    answering = monthly_exports.answerable(school.database)
    levels: list[_Level] = []
    failed: list[str] = []
    for level in months.levels_in(due):
        mine = [one for one in due if one.school_level == level]
        desk = _desk(school, order, level, answering)
        finals = sheets.Finals(desk)
        written = [
            made
            for one in mine
            if (made := _sheet(desk, one, shelf, finals, step, failed)) is not None
        ]
        if len(written) < len(mine):
            shelf.take_back(level)
            continue
        levels.append(
            _with_act(desk, order, level, number, answering[level], written, shelf)
        )
    if not levels:
        shelf.drop()
        return Made(failed=tuple(failed))
    _record(school, order, levels)
    shelf.show()
    tell(len(due), len(due))
    exports = tuple(one.exported for one in levels)
    return Made(exports[0].export_id, exports, tuple(failed))


def _desk(school: School, order: Order, level: str, answering: dict[str, str]) -> Desk:
    """Return whose eyes the sheets of a level are made with: who exports them may read.

    Of a person their own; otherwise those of who answers for the level.
    """
    is_person = order.by not in {SCHEDULE, MACHINE}
    today = school_day(school.clock.now(), school.timezone)
    reader = order.by if is_person else answering[level]
    viewer = viewer_for(school.database, reader, today)
    led = printing.levels(school.database, viewer)
    if level not in set(led["school_level"]):
        raise VedomostError("You may export the levels that you answer for.")
    server = mail_server_of(school.folder)
    return server_desk(
        school,
        viewer,
        "" if is_person else order.by,
        server.public_address if server else "",
    )


def _sheet(
    desk: Desk,
    due: SheetDue,
    shelf: Shelf,
    finals: sheets.Finals,
    step: Callable[[], None],
    failed: list[str],
) -> sheets.Written | None:
    step()
    try:
        return sheets.write(desk, due, shelf, finals)
    except Exception as error:  # one class must not cost the other levels
        log_place(error)
        if due.class_id not in failed:
            failed.append(due.class_id)
        return None


def _with_act(
    desk: Desk,
    order: Order,
    level: str,
    number: int,
    answered_by: str,
    written: Sequence[sheets.Written],
    shelf: Shelf,
) -> _Level:
    """Write the act of a level and return what the register says of it."""
    school, month = desk.school, order.month
    with school.database.reading() as cursor:
        stood = standing(cursor)
    now = school.clock.now()
    told = act.Told(
        month=month,
        number=number,
        level=level,
        answered_by=person_name(school.database, answered_by),
        made_at=now,
        sheets=[one.told for one in written],
        files=[shelved for one in written for shelved in one.files],
        block_id=stood.block_id,
        block_digest=stood.block_digest,
    )
    papers = sealed(desk, lambda: [act.draft(desk, told)])
    acts = [
        shelf.put(level, f"act_{level}_{month.key}_{number}.pdf", paper_pdf(papers)),
        shelf.put(level, f"act_{level}_{month.key}_{number}.xlsx", paper_xlsx(papers)),
    ]
    export_id = f"{month.key}-{number}"
    files = (
        *(_file(export_id, level, shelved) for shelved in acts),
        *(
            _file(export_id, level, shelved, one.due, one.told.code)
            for one in written
            for shelved in one.files
        ),
    )
    exported = Exported(
        export_id=export_id,
        year_id=_year_id(school),
        month=month.key,
        number=number,
        school_level=level,
        due_at=utc_naive(month.due_at),
        made_at=utc_naive(now),
        made_by=order.by,
        answered_by=answered_by,
        ledger_block_id=stood.block_id,
        ledger_digest=stood.block_digest,
        count_sheets=len(written),
        count_files=len(files),
        act_path=acts[0].path,
        act_sha256=acts[0].sha256,
    )
    return _Level(exported, files)


def _file(
    export_id: str,
    level: str,
    shelved: Shelved,
    due: SheetDue | None = None,
    code: str = "",
) -> ExportedFile:
    return ExportedFile(
        export_id=export_id,
        kind="sheet" if due else "act",
        school_level=level,
        class_id=due.class_id if due else "",
        period_id=due.period_id if due else "",
        path=shelved.path,
        sha256=shelved.sha256,
        size_bytes=shelved.size_bytes,
        code=code,
    )


def _record(school: School, order: Order, levels: Sequence[_Level]) -> None:
    now = school.clock.now()
    files = [file for one in levels for file in one.files]
    with school.database.writing() as cursor:
        monthly_exports.record(
            cursor,
            school,
            now,
            [one.exported for one in levels],
            files,
            [
                Filed(
                    path=file.path,
                    sha256=file.sha256,
                    size_bytes=file.size_bytes,
                    kind="act" if file.kind == "act" else "export",
                    about=order.month.key,
                    filed_at=utc_naive(now),
                    filed_by=order.by,
                )
                for file in files
            ],
        )
        log.write(
            cursor,
            now,
            order.actor,
            "exported_month",
            place="monthly_exports",
            scope=levels[0].exported.export_id,
        )


def _year_id(school: School) -> str:
    with school.database.reading() as cursor:
        found = cursor.execute(
            "select value from setup.about "
            "where setting = 'year_id' and valid_to is null"
        ).fetchone()
    return str(found[0]) if found else ""
