"""Ask a simulated region's lake, in a process of its own: times and memory as JSON.

python -m tests.benchmarks.region_asked FOLDER pages|models
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.region import MEMORY
from warehouse.region import questions
from warehouse.region.asking import REGION
from warehouse.region.lake import Lake, build_models
from warehouse.region.settings import settings_of
from warehouse.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Callable

    import duckdb

    Question = Callable[[duckdb.DuckDBPyConnection], object]

ROUNDS = 7
_VIEWER = Viewer("bench", frozenset({REGION}))
_ASKED = questions.Asked("2026", "2026-Q3")
_SCHOOL = "school-0007"
# One class of one school: its students' averages and finals of a period, by subject.
CLASS_SHEET = """
with pages as (
    select page, subject
    from lake.pages
    where school_id = $school_id and year_id = '2026' and class_id = '7А'
),

latest as (
    select entries.*, pages.subject
    from lake.entries as entries
    inner join pages on entries.page = pages.page
    where entries.school_id = $school_id and entries.year_id = '2026'
        and (
            entries.lesson_on between date '2027-01-11' and date '2027-03-21'
            or entries.period_id = '2026-Q3'
        )
    qualify row_number() over (
        partition by
            entries.page, entries.lesson_on, entries.slot, entries.period_id,
            entries.student, entries.kind
        order by entries.entry_id desc
    ) = 1
)

select
    student, subject,
    count(mark_1) + count(mark_2) as count_marks,
    coalesce(sum(mark_1), 0) + coalesce(sum(mark_2), 0) as sum_marks,
    count(*) filter (where value = 'missed') as count_missed,
    max(value) filter (where kind = 'final') as final
from latest
where student <> 0
group by student, subject
"""


def _pages() -> dict[str, Question]:
    v, a = _VIEWER, _ASKED
    return {
        "the region: its districts, weeks, silent schools": lambda c: (
            questions.periods(c, v),
            questions.districts(c, v, a),
            questions.weeks(c, v, "2026", ""),
            questions.silent(c, v, datetime(2027, 5, 24)),  # noqa: DTZ001
        ),
        "a district: its schools": lambda c: (
            questions.periods(c, v),
            questions.schools(c, v, a, "district-3"),
        ),
        "a school: classes, subjects, weeks": lambda c: (
            questions.periods(c, v),
            questions.school(c, v, _SCHOOL),
            questions.classes(c, v, a, _SCHOOL),
            questions.subjects(c, v, a, _SCHOOL),
            questions.weeks(c, v, "2026", _SCHOOL),
        ),
        "one class sheet of one school, from entries": lambda c: c.execute(
            CLASS_SHEET, {"school_id": _SCHOOL}
        ).pl(),
    }


def _models() -> dict[str, Question]:
    """Return models asked of all schools at once.

    Not class_weeks: at 30 million entries its window does not fit into 6 GB. It is
    asked school by school, as publishing does.
    """

    def whole(view: str) -> Question:
        def ask(connection: duckdb.DuckDBPyConnection) -> object:
            build_models(connection)
            return connection.execute(f"create or replace temp table t as from {view}")

        return ask

    return {
        f"model over everything: {view}": whole(view)
        for view in ("results", "school_timeliness")
    }


def _forget_files(folder: Path) -> None:
    """Ask the system to drop the lake's files from its memory, as after a restart."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _asked(
    lake: Lake, folder: Path, question: Question, rounds: int
) -> dict[str, float]:
    lake.close()
    _forget_files(folder)
    cold, _ = _once(lake, question)
    seen = [_once(lake, question) for _ in range(rounds)]
    return {
        "cold": cold,
        "warm": statistics.median(wall for wall, _ in seen),
        "cpu": statistics.median(cpu for _, cpu in seen),
    }


def _once(lake: Lake, question: Question) -> tuple[float, float]:
    """Open the lake and ask, as a page does; wall clock and CPU seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    with lake.reading() as connection:
        question(connection)
    return time.perf_counter() - wall, time.process_time() - cpu


def main() -> None:
    """Print one JSON object."""
    folder, what = Path(sys.argv[1]), sys.argv[2]
    lake = Lake(settings_of(folder), MEMORY)
    rows, rounds = (_pages(), ROUNDS) if what == "pages" else (_models(), 1)
    if what == "pages":
        rows = {"opening the lake alone": lambda _c: None, **rows}
    asked = {name: _asked(lake, folder, one, rounds) for name, one in rows.items()}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(json.dumps({"asked": asked, "peak": peak}))


if __name__ == "__main__":
    main()
