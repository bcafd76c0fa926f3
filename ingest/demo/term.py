"""One simulated term: workbooks are handed out, filled, saved and handed in."""

from __future__ import annotations

import contextlib
import multiprocessing
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

from ingest.demo import desk
from ingest.demo.schedule import DEMO_NOW, saves_of
from ingest.load import hand_in
from ingest.plan import plan_workbook, register_workbook
from warehouse.clock import school_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from ingest.demo.discipline import Discipline
    from ingest.demo.simulated_teacher import Term
    from ingest.workbook import WorkbookPlan
    from warehouse.clock import SetClock
    from warehouse.school_folder import School

VIA = "page"


class KeptBook(NamedTuple):
    """The log of one workbook: what was written into which cell when, and the saves.

    Every save was handed in at once. All moments are local.
    """

    person_id: str
    term: Term
    saves: tuple[datetime, ...]


class _Save(NamedTuple):
    """One save that is handed in at once, at a local moment."""

    moment: datetime
    plan: WorkbookPlan
    file_name: str


def live_a_term(
    school: School,
    clock: SetClock,
    teachers: Mapping[str, Discipline],
    seed: int,
    workbooks: Path,
    tell: Callable[[float], None],
    now: datetime = DEMO_NOW,
) -> list[KeptBook]:
    """Hand out the workbooks of the clock's term and hand in every save of it to now.

    Workbooks are filled in a second process ahead of the ledger, which stays here.
    Returns the log of those that were handed in.
    """
    plans = _hand_out(school, teachers)
    saves = sorted(
        (
            _Save(moment, plan, f"{plan.teacher_name}, {plan.period_name}.xlsx")
            for plan in plans
            for moment in saves_of(plan, teachers[plan.person_id], seed, now)
        ),
        key=lambda save: (save.moment, save.plan.person_id),
    )
    with _desks() as desks:
        opened, filled = _fill_ahead(desks, plans, saves, teachers, seed, now)
        for number, (save, content) in enumerate(zip(saves, filled, strict=True)):
            clock.set(save.moment.replace(tzinfo=school.timezone))
            hand_in(school, content.result(), save.file_name, save.plan.person_id, VIA)
            tell((number + 1) / len(saves))
        kept = [
            _kept_book(plan, opened[plan.workbook_id].result(), saves) for plan in plans
        ]
        _leave_on_desks(desks, plans, workbooks, now)
    return kept


@contextlib.contextmanager
def _desks() -> Iterator[ProcessPoolExecutor]:
    """Yield the second process; whoever stops early does not wait for its work."""
    spawn = multiprocessing.get_context("spawn")
    desks = ProcessPoolExecutor(max_workers=1, mp_context=spawn)
    try:
        yield desks
    finally:
        desks.shutdown(cancel_futures=True)


def _hand_out(school: School, teachers: Mapping[str, Discipline]) -> list[WorkbookPlan]:
    today = school_day(school.clock.now(), school.timezone)
    plans = [plan_workbook(school, person_id, today) for person_id in teachers]
    for plan in plans:
        register_workbook(school, plan)
    return plans


def _fill_ahead(
    desks: ProcessPoolExecutor,
    plans: list[WorkbookPlan],
    saves: list[_Save],
    teachers: Mapping[str, Discipline],
    seed: int,
    now: datetime,
) -> tuple[dict[str, Future[Term]], list[Future[bytes]]]:
    """Order all saves in their sequence, opening each workbook before its first.

    Workbooks that are never saved are opened last. Terms are by workbook.
    """
    opened: dict[str, Future[Term]] = {}

    def open_once(plan: WorkbookPlan) -> None:
        if plan.workbook_id not in opened:
            opened[plan.workbook_id] = desks.submit(
                desk.open_workbook, plan, teachers[plan.person_id], seed, now
            )

    filled: list[Future[bytes]] = []
    for moment, plan, _ in saves:
        open_once(plan)
        filled.append(desks.submit(desk.saved_workbook, plan.workbook_id, moment))
    for plan in plans:
        open_once(plan)
    return opened, filled


def _kept_book(plan: WorkbookPlan, term: Term, saves: list[_Save]) -> KeptBook:
    moments = [save.moment for save in saves if save.plan is plan]
    return KeptBook(plan.person_id, term, tuple(moments))


def _leave_on_desks(
    desks: ProcessPoolExecutor,
    plans: list[WorkbookPlan],
    workbooks: Path,
    now: datetime,
) -> None:
    """Keep each workbook as it lies on its teacher's computer now, to be opened."""
    contents = desks.map(
        desk.saved_workbook,
        [plan.workbook_id for plan in plans],
        [now] * len(plans),
    )
    for plan, content in zip(plans, contents, strict=True):
        folder = workbooks / plan.person_id
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{plan.period_name}.xlsx").write_bytes(content)
