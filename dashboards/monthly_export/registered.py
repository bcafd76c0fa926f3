"""One level of an export with its act, and what the registers say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dashboards.forms.paper_pdf import paper_pdf
from dashboards.forms.paper_xlsx import paper_xlsx
from dashboards.monthly_export import act
from dashboards.printing.level_report import LEVELS
from dashboards.printing.sealing import sealed
from expectations.language import N_
from warehouse import monthly_exports
from warehouse.access import log
from warehouse.access.roles import person_name
from warehouse.clock import utc_naive
from warehouse.errors import VedomostError
from warehouse.filing import Filed
from warehouse.monthly_exports import Exported, ExportedFile
from warehouse.printed_forms import standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboards.monthly_export import sheets
    from dashboards.monthly_export.months import Month
    from dashboards.monthly_export.shelf import Shelf, Shelved
    from dashboards.printing.desk import Desk
    from warehouse.monthly_exports import SheetDue
    from warehouse.school_folder import School


AT_WORK = N_("An export is being made already. Wait until it is ready.")


class Order(NamedTuple):
    """What is to be exported: a month, the levels, and who asks."""

    month: Month
    levels: tuple[str, ...]
    by: str  # a person, or a key of `desk.MAKERS`
    actor: log.Actor = log.Actor()


class Level(NamedTuple):
    """A level that is written and not registered yet."""

    exported: Exported
    files: tuple[ExportedFile, ...]


def with_act(
    desk: Desk,
    order: Order,
    level: str,
    number: int,
    answered_by: str,
    written: Sequence[sheets.Written],
    shelf: Shelf,
) -> Level:
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
    name = f"{desk.say(N_('Act'))} {desk.say(LEVELS[level])} {month.key} {number}"
    acts = [
        shelf.put(level, f"{name}.pdf", paper_pdf(papers)),
        shelf.put(level, f"{name}.xlsx", paper_xlsx(papers)),
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
    return Level(exported, files)


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


def record(school: School, order: Order, levels: Sequence[Level], shelf: Shelf) -> None:
    """Make an export visible, in one transaction, with a line in the log."""
    now = school.clock.now()
    files = [file for one in levels for file in one.files]
    with school.database.writing() as cursor:
        if monthly_exports.is_registered(cursor, levels[0].exported.export_id):
            raise VedomostError(AT_WORK)  # another node was quicker
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
        shelf.share()


def _year_id(school: School) -> str:
    with school.database.reading() as cursor:
        found = cursor.execute(
            "select value from setup.about "
            "where setting = 'year_id' and valid_to is null"
        ).fetchone()
    return str(found[0]) if found else ""
