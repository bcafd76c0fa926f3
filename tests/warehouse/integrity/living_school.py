"""A school in which everything that is sealed, kept or filed has been made once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from ingest.setup.school import update_school
from ingest.setup.seeds import example_tables
from tests.ingest.desk import desk_in
from warehouse import filing, ledger, printed_forms, sealed_records
from warehouse.clock import utc_naive
from warehouse.integrity import receipts
from warehouse.obligations import bring_up_to_date

if TYPE_CHECKING:
    from warehouse.clock import SetClock
    from warehouse.school_folder import School

EXPORT = "exports/2026-11/5А.xlsx"
LATER = date(2026, 11, 16)


def live(school: School, clock: SetClock) -> None:
    """Hand in, correct, declare void, close, explain, print, file, set up anew."""
    desk = desk_in(school)
    for mark in ("4", "5", "3"):
        desk.enter(desk.students[0], mark)
        clock.set(clock.now() + timedelta(minutes=5))
    desk.enter(desk.students[1], "5")
    _declare_void(school)
    _write(school, "journal.closings", _CLOSING)
    _write(school, "journal.explanations", _EXPLANATION)
    _write(school, "journal.explanation_answers", _ANSWER)
    _print(school, desk.page)
    filing.file_away(school, EXPORT, b"the sheet", "export", "p-1", "2026-11")
    receipts.file_receipt(school, "")
    _set_up_anew(school)
    bring_up_to_date(school.database)
    clock.set(clock.now() + timedelta(minutes=5))
    desk.enter(desk.students[2], "4")
    bring_up_to_date(school.database)


_CLOSING = {
    **dict.fromkeys(sealed_records.SEALED["journal.closings"], ""),
    "event_id": "closing-1",
    "kind": "permit",
    "class_id": "5А",
    "ends_at": None,
    "count_owed": None,
    "after_entry_id": 2,
}
_EXPLANATION = {
    **dict.fromkeys(sealed_records.SEALED["journal.explanations"], ""),
    "explanation_id": "explained-1",
    "reason": "illness",
}
_ANSWER = {
    "explanation_id": "explained-1",
    "is_accepted": True,
    "note": "",
    "answered_by": "С-01",
}


def _write(school: School, table: str, row: dict[str, object]) -> None:
    now = school.clock.now()
    moments = ("happened_at", "written_at", "answered_at")
    known = sealed_records.SEALED[table]
    filled = row | {name: utc_naive(now) for name in moments if name in known}
    with school.database.writing() as cursor:
        sealed_records.write(cursor, school.school_id, now, table, [filled])


def _declare_void(school: School) -> None:
    decision = ledger.Decision(
        school.school_id, "b-1", "nobody", "С-01", school.clock.now()
    )
    with school.database.writing() as cursor:
        ledger.void_from(cursor, decision, school.clock.now())


def _print(school: School, page_id: str) -> None:
    with school.database.reading() as cursor:
        stood = printed_forms.standing(cursor)
    printed_forms.register(
        school,
        printed_forms.Scope("summary_sheet", (page_id,), class_id="5А"),
        stood,
        as_of=school.clock.now(),
        printed_at=school.clock.now(),
        printed_by="С-01",
        figures_digest="",
        key_figures=(("Average mark", "4.12"),),
    )


def _set_up_anew(school: School) -> None:
    tables = example_tables()
    tables["work_types"][0]["weight"] = 2.0
    update_school(school, tables, b"another set-up", from_date=LATER, applied_by="С-01")
