"""Verifications that were made, kept with what they found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from warehouse import sealed_records
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from warehouse.integrity.report import Report
    from warehouse.school_folder import School

MOST_KEPT = 50
TABLE = "journal.verifications"


def keep(school: School, report: Report, asked_by: str) -> None:
    """Write a verification down as a sealed record; `asked_by` '' is the server."""
    first = [
        [one.place, one.what, dict(one.facts)] for one in report.differences[:MOST_KEPT]
    ]
    row = {
        "verified_at": utc_naive(report.verified_at),
        "asked_by": asked_by,
        "seconds": round(report.seconds, 3),
        "count_blocks": report.count_blocks,
        "count_entries": report.count_entries,
        "count_files": report.count_files,
        "count_forms": report.count_forms,
        "count_differences": len(report.differences),
        "count_notices": len(report.notices),
        "first_differences": json.dumps(first, ensure_ascii=False, default=str),
        "head_block_id": report.head_block_id,
        "head_digest": report.head_digest,
    }
    with school.database.writing(announced=False) as cursor:
        sealed_records.write(cursor, school.school_id, school.clock.now(), TABLE, [row])
