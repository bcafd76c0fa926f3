"""What 1, 5 and 20 school years in one warehouse cost: uploads, pages, start, verify.

A school that goes on begins each year in a folder of its own (decision 0025), so a
warehouse holds one year; this is what it would cost to keep them all in one. A former
year is the demo school's term, three times, under ids and times of that year: sealed in
as many blocks, signed, with its current values. Pages and lessons are the present
year's alone, as the program makes them.
"""

from __future__ import annotations

import gc
import statistics
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from dashboards.summary.sheet_reading import read_sheet
from expectations.check import gate
from ingest.load import hand_in
from ingest.plan import plan_workbook, register_workbook
from ingest.reading.child import read_workbook
from ingest.writing.writer import write_workbook
from tests.benchmarks.cpu import cpu_of
from tests.benchmarks.served import people_of, served
from tests.ingest.typing_teacher import Teacher
from warehouse import blocks, summary, teaching
from warehouse.access.roles import viewer_for
from warehouse.build import build_models
from warehouse.integrity.report import verify_school
from warehouse.obligations import bring_up_to_date
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb

    from warehouse.school_folder import School

YEARS = (1, 5, 20)
ROUNDS = 5
CHANGED_CELLS = 60
PERIOD = "2026-Q1"
PRESENT = "2026"
_PARTS = "abc"  # a term three times over is a year
_CURRENT = """
    insert into journal.current by name
    select now.* replace (
        replace(now.page_id, $present, $former) as page_id,
        replace(now.lesson_id, $present, $former) as lesson_id,
        replace(now.period_id, $present, $former) as period_id,
        copied.entry_id as entry_id,
        now.recorded_at - $ago as recorded_at
    )
    from journal.current as now
    inner join copied on now.entry_id = copied.former_id
    where now.page_id like $present || ':%'
"""


class Grown(NamedTuple):
    """One number of years: median CPU seconds, what is held, what was compared."""

    count_entries: int
    upload: float
    sheet: float
    start: float
    verify: float
    count_differences: int
    file_mib: float
    resident_mib: float


def measure(folder: Path) -> dict[int, Grown]:
    """Grow the demo school in `folder`, year by year back, and measure in between."""
    grown, count_years = {}, 1
    for years in YEARS:
        while count_years < years:
            with open_school(folder) as school:
                _add_year_before(school, count_years)
            count_years += 1
        grown[years] = _measured(folder)
    return grown


def _measured(folder: Path) -> Grown:
    with open_school(folder) as school:
        build_models(school.database)
        bring_up_to_date(school.database)
        gate().suites()
        gc.collect()
        upload, sheet = _upload(school), _sheet(school)
        report = None

        def verify() -> None:
            nonlocal report
            report = verify_school(school)

        verified = cpu_of(verify)
        assert report is not None
    size = (folder / "school.duckdb").stat().st_size  # closed: without a log beside it
    with served(folder) as server:
        start, resident = server.cpu_seconds(), server.resident_mib()
    return Grown(
        report.count_entries,
        upload,
        sheet,
        start,
        verified,
        len(report.differences),
        size / 2**20,
        resident,
    )


def _upload(school: School) -> float:
    """Return what a save of the widest workbook costs, some sixty cells new."""
    today = school.clock.now().date()
    with school.database.reading() as cursor:
        people = teaching.teachers(cursor)
    plans = [plan_workbook(school, person, today) for person in people]
    plan = max(
        plans,
        key=lambda plan: sum(len(p.lessons) * len(p.students) for p in plan.pages),
    )
    register_workbook(school, plan)
    teacher = Teacher(write_workbook(plan))
    places = [
        (page.page_id, student.student_id, lesson.lesson_id)
        for page in plan.pages
        if page.grading == "marks"
        for lesson in page.lessons
        if lesson.lesson_on <= today
        for student in page.students
    ]
    step = max(1, len(places) // ((ROUNDS + 1) * CHANGED_CELLS))
    chosen = iter(places[::step])
    times = []
    for number in range(ROUNDS + 1):
        for place, _ in zip(chosen, range(CHANGED_CELLS), strict=False):
            cell = teacher.mark(*place)
            cell.value = "4" if str(cell.value) == "5" else "5"
        content = teacher.save()
        if number == 0:
            read_workbook(content)  # starts the child
        take = partial(hand_in, school, content, "save.xlsx", plan.person_id, "bench")
        times.append(cpu_of(take))
    return statistics.median(times[1:])


def _sheet(school: School) -> float:
    director = people_of(school, "director")[0]
    viewer = viewer_for(school.database, director, school.clock.now().date())
    with school.database.reading() as cursor:
        ((class_id,),) = cursor.execute(
            "select max(class_id) from setup.classes where grade = 7"
        ).fetchall()
    read = partial(read_sheet, school, viewer, class_id, PERIOD)
    read()
    return statistics.median(cpu_of(read) for _ in range(ROUNDS))


def _add_year_before(school: School, number: int) -> None:
    """Add the year that lies `number` years back."""
    for part in _PARTS:
        with school.database.writing(announced=False) as cursor:
            _copy(cursor, school.school_id, f"{int(PRESENT) - number}{part}", number)
    school.database.checkpoint()


def _copy(
    cursor: duckdb.DuckDBPyConnection, school_id: str, former: str, number: int
) -> None:
    ago = timedelta(weeks=52 * number)
    entries = cursor.execute(
        "select * from journal.valid_entries where year_id = ? order by entry_id",
        [PRESENT],
    ).pl()
    last = blocks.last_block(cursor)
    first = last.first_entry_id + last.count_entries
    copied = entries.with_columns(
        pl.col("entry_id").alias("former_id"),
        pl.int_range(first, first + len(entries)).alias("entry_id"),
        pl.col("page_id", "lesson_id", "period_id").str.replace_all(PRESENT, former),
        pl.lit(former[:4]).alias("year_id"),
        pl.lit("").alias("upload_id"),  # no file was handed in for it
        pl.col("recorded_at") - ago,
    )
    sealed = [_seal(cursor, school_id, block) for block in _by_block(copied)]
    written = pl.concat(sealed)
    cursor.register("copied", written.to_arrow())
    cursor.execute(
        "insert into journal.entries by name select * exclude (former_id) from copied"
    )
    values = {"present": PRESENT, "former": former, "ago": ago}
    cursor.execute(_CURRENT, values)
    cursor.unregister("copied")
    summary.refresh(cursor, written["page_id"].unique().sort().to_list())


def _by_block(entries: pl.DataFrame) -> Iterator[pl.DataFrame]:
    yield from entries.partition_by("block_id", maintain_order=True)


def _seal(
    cursor: duckdb.DuckDBPyConnection, school_id: str, entries: pl.DataFrame
) -> pl.DataFrame:
    block = blocks.seal(
        cursor,
        school_id,
        entries["recorded_at"][0],
        {blocks.ENTRIES: _lines(entries)},
        count_entries=len(entries),
    )
    return entries.with_columns(pl.lit(block.block_id).alias("block_id"))


def _lines(entries: pl.DataFrame) -> list[str]:
    first, year_id, is_undetermined, *author = entries.select(
        *("entry_id", "year_id", "is_undetermined"),
        *("recorded_at", "recorded_by", "upload_id"),
    ).row(0)
    return blocks.entry_lines(
        first, tuple(author), entries, year_id, is_undetermined=is_undetermined
    )


def table(grown: dict[int, Grown]) -> str:
    """Return the table of docs/performance.md, without the line of the machine."""
    one = grown[YEARS[0]]
    lines = [
        "| what | " + " | ".join(_years(count) for count in grown) + " |",
        "|---" * (len(grown) + 1) + "|",
        _row("entries in the ledger", [f"{g.count_entries:,}" for g in grown.values()]),
    ]
    for name, field in _SECONDS.items():
        first = getattr(one, field)
        lines.append(
            _row(
                f"{name}, ms (× one year)",
                [
                    f"{getattr(g, field) * 1000:.0f} ({getattr(g, field) / first:.2f})"
                    for g in grown.values()
                ],
            )
        )
    lines += [
        _row("differences found", [str(g.count_differences) for g in grown.values()]),
        _row("database, MiB", [f"{g.file_mib:.0f}" for g in grown.values()]),
        _row(
            "memory of the server once it answers, MiB",
            [f"{g.resident_mib:.0f}" for g in grown.values()],
        ),
    ]
    return "\n".join(lines)


_SECONDS = {
    "a save of the widest workbook, recorded": "upload",
    "everything that a class's summary sheet shows": "sheet",
    "start of the server": "start",
    "everything verified": "verify",
}


def _years(count: int) -> str:
    return "1 year" if count == 1 else f"{count} years"


def _row(name: str, cells: list[str]) -> str:
    return f"| {name} | {' | '.join(cells)} |"
