"""The teacher's late word on what earlier hand-ins left open."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from expectations.language import N_
from ingest import pending
from ingest.decisions import Decision, Decisions
from ingest.load import take_in
from ingest.unsettled import questions_of
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.receipt import ProposedChange, Receipt
    from ingest.workbook import CellKey
    from warehouse.school_folder import School


def open_questions(school: School, person_id: str) -> tuple[ProposedChange, ...]:
    """Return the conflicts and emptied cells of a person's hand-ins that wait.

    One for each cell: what another workbook asks about it is asked after this answer.
    """
    with school.database.reading() as cursor:
        asked = _one_for_each_cell(questions_of(cursor, person_id))
    return tuple(question for _, question in asked)


def decide(school: School, person_id: str, decisions: Decisions) -> tuple[Receipt, ...]:
    """Hand the kept files in again, now, for the decided cells and no others.

    One receipt per file. A decision against a value that the journal no longer has
    leaves its question open, with the value of today.
    """
    with school.database.reading() as cursor:
        asked = _one_for_each_cell(questions_of(cursor, person_id))
        files = {
            upload_id: (file_name, digest)
            for upload_id, file_name, digest in cursor.execute(
                "select upload_id, file_name, file_sha256 from journal.uploads "
                "where upload_id in (select unnest(?))",
                [sorted({upload_id for upload_id, _ in asked})],
            ).fetchall()
        }
    decided: dict[str, dict[CellKey, Decision]] = defaultdict(dict)
    for upload_id, question in asked:
        if question.key in decisions.cells:
            decided[upload_id][question.key] = decisions.cells[question.key]
    if decisions.cells.keys() - {key for cells in decided.values() for key in cells}:
        raise VedomostError(
            N_("One of these cells asks nothing any more. Open the page again.")
        )
    receipts = []
    for upload_id, cells in decided.items():
        file_name, digest = files[upload_id]
        content = school.kept(digest)
        upload = pending.receive(
            school,
            content,
            file_name,
            person_id,
            "decision",
            decisions=Decisions(cells),
            is_decision=True,
        )
        receipts.append(take_in(school, upload, content))
    return tuple(receipts)


def _one_for_each_cell(
    asked: Iterable[tuple[str, ProposedChange]],
) -> list[tuple[str, ProposedChange]]:
    """Keep one question for each cell, the same one whenever it is asked for."""
    first: dict[CellKey, tuple[str, ProposedChange]] = {}
    for upload_id, question in asked:
        known = first.get(question.key)
        if known is None or upload_id < known[0]:
            first[question.key] = (upload_id, question)
    return list(first.values())
