"""The export of a month: one deed for the schedule, the page and the command line.

Every sheet of a level is made and the act beside them, or nothing of that level is
filed. Exporting again makes a further export and replaces none.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NamedTuple

from dashboards.failures import log_place
from dashboards.mail.mail_server import mail_server_of
from dashboards.monthly_export import months, registered, sheets
from dashboards.monthly_export.registered import AT_WORK, Order, with_act
from dashboards.monthly_export.shelf import Shelf, sweep
from dashboards.printing.desk import server_desk
from dashboards.scheduling.job import StoppedError
from expectations.language import N_
from warehouse import monthly_exports
from warehouse.access.roles import viewer_for
from warehouse.clock import school_day
from warehouse.errors import VedomostError
from warehouse.monthly_exports import MACHINE, SCHEDULE
from warehouse.queries import printing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dashboards.monthly_export.registered import Level
    from dashboards.printing.desk import Desk
    from warehouse.monthly_exports import Exported, SheetDue
    from warehouse.school_folder import School

FAILED = N_(
    "The sheets of {classes} could not be made, so nothing of their level was filed. "
    "The server’s log names the place."
)
_AT_WORK = threading.Lock()  # one export at a time: they share the month's numbers


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
        raise VedomostError(AT_WORK)
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
    levels: list[Level] = []
    failed: list[str] = []
    for level in months.levels_in(due):
        mine = [one for one in due if one.school_level == level]
        desk = _desk(school, order, level, answering)
        finals = sheets.Finals(desk)
        at_once = sheets.Sheets(mine)
        written = [
            made
            for one in mine
            if (made := _sheet(desk, one, shelf, finals, at_once, step, failed))
            is not None
        ]
        if len(written) < len(mine):
            shelf.take_back(level)
            continue
        levels.append(
            with_act(
                desk, order, level, number, answering.get(level, ""), written, shelf
            )
        )
    if not levels:
        shelf.drop()
        return Made(failed=tuple(failed))
    registered.record(school, order, levels, shelf)
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
    if not is_person and level not in answering:
        raise VedomostError(
            "Nobody answers for {level}: name a deputy or a director in the set-up.",
            level=level,
        )
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
    at_once: sheets.Sheets,
    step: Callable[[], None],
    failed: list[str],
) -> sheets.Written | None:
    step()
    try:
        return sheets.write(desk, due, shelf, finals, at_once)
    except Exception as error:  # one class must not cost the other levels
        log_place(error)
        if due.class_id not in failed:
            failed.append(due.class_id)
        return None
