"""A whole school-year of a six-day school brought in at once.

    python -m tests.benchmarks.imports

400,000 rows of 600 students: planned, brought in, brought in again, verified, taken
back. Wall clock and the most memory the process ever had; totals by class, subject and
teacher are counted in the input by polars and compared with the ledger.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from ingest.demo import tables as demo
from ingest.demo import timetabling
from ingest.demo.curriculum import CLASSES
from ingest.foreign.bringers import TERMINAL
from ingest.foreign.bringing import bring
from ingest.foreign.facts import FACTS
from ingest.foreign.importing import run_import, take_back
from ingest.foreign.planning import plan_import
from ingest.setup.school import create_school
from ingest.setup.writer import write_setup_workbook
from warehouse.build import build_models
from warehouse.clock import SetClock
from warehouse.integrity.report import verify_school
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.setup.columns import SetupTables
    from warehouse.school_folder import School

ROWS, STUDENTS = 400_000, 600
_AFTER_THE_YEAR = SetClock(datetime(2027, 5, 26, 18, tzinfo=UTC))
_WRITTEN = """
    select
        'Выгрузка' as sheet, 'F' || row_number() over () as cell,
        roster.class_id as class_name, subjects.name as subject_name,
        students.surname || ' ' || students.given_name || ' ' || students.patronymic
            as student_name,
        lessons.lesson_on,
        row_number() over (
            partition by roster.student_id, pages.subject_id, lessons.lesson_on
            order by lessons.slot, lessons.lesson_id
        )::smallint as nth,
        '' as period_name, 'mark' as field,
        hash(lessons.lesson_id || roster.student_id) as chance, pages.grading
    from journal.lessons
    inner join journal.pages using (page_id)
    inner join journal.roster
        on pages.page_id = roster.page_id and lessons.lesson_on
        between roster.starts_on and coalesce(roster.ends_on, date '9999-12-31')
    inner join setup.students
        on roster.student_id = students.student_id
    inner join setup.subjects on pages.subject_id = subjects.subject_id
    where lessons.starts_at < timestamp '2027-05-26'
"""
_TOTALS = """
    select
        roster.class_id, pages.subject_id, teachers.person_id, count(*) as count,
        sum(coalesce(current.mark_1, 0)) as sum
    from journal.current
    inner join journal.lessons using (page_id, lesson_id)
    inner join journal.pages on current.page_id = pages.page_id
    inner join journal.page_teachers as teachers
        on pages.page_id = teachers.page_id and lessons.lesson_on
        between teachers.starts_on and coalesce(teachers.ends_on, date '9999-12-31')
    inner join journal.roster
        on current.page_id = roster.page_id
        and current.student_id = roster.student_id and lessons.lesson_on
        between roster.starts_on and coalesce(roster.ends_on, date '9999-12-31')
    group by all
"""


def six_day_school() -> SetupTables:
    """Return the demo's set-up with Saturdays for every grade and 600 students."""
    six = tuple(one._replace(week_days=6) for one in CLASSES)
    for room in (demo, timetabling):
        vars(room)["CLASSES"] = six
    made = demo.demo_tables(14)
    pupils = made["students"]
    for number in range(STUDENTS - len(pupils)):
        like = pupils[number * 11]
        name = f"Добавочн{'абвгдежзик'[number % 10]}{'лмнопрсту'[number // 10]}"
        pupils.append(like | {"student_id": f"К-9{number:03}", "surname": name})
    return made


def written_facts(school: School, rows: int = ROWS) -> pl.DataFrame:
    """Return facts as a migration of another system would give them."""
    with school.database.reading() as cursor:
        lessons = cursor.execute(_WRITTEN).pl()
    chosen = lessons.sort("chance").head(rows)
    code = pl.col("chance") % 10
    said = (
        pl.when((code < 2) | (pl.col("grading") == "none"))
        .then(pl.lit("н"))
        .otherwise((pl.col("chance") // 10 % 4 + 2).cast(pl.String))
    )
    return (
        chosen.with_columns(said.alias("value"))
        .select(
            pl.col("value").alias("value_text"),
            pl.col("value"),
            pl.col("value").cast(pl.Int8, strict=False).alias("mark_1"),
            pl.lit(None, pl.Int8).alias("mark_2"),
            pl.when(pl.col("value") == "н").then(pl.lit("н")).alias("attendance"),
            *[name for name in FACTS if name in chosen.columns],
        )
        .select([pl.col(name).cast(kind) for name, kind in FACTS.items()])
    )


def as_table(facts: pl.DataFrame) -> bytes:
    """Return facts as the CSV of a migration."""
    return (
        facts.select(
            pl.col("class_name").alias("Класс"),
            pl.col("student_name").alias("ФИО"),
            pl.col("subject_name").alias("Предмет"),
            pl.col("lesson_on").dt.strftime("%d.%m.%Y").alias("Дата"),
            pl.col("nth").alias("Урок"),
            pl.col("value_text").alias("Оценка"),
        )
        .write_csv(separator=";")
        .encode()
    )


def reconciles(school: School, facts: pl.DataFrame, made: SetupTables) -> bool:
    """Tell whether the ledger's totals are those of the input, counted by polars.

    By class, subject and teacher: who teaches whom is joined from the set-up's own
    tables, load and members of groups, not from what the warehouse made of them.
    """
    keys = ["class_id", "subject_id", "person_id"]
    with school.database.reading() as cursor:
        found = cursor.execute(_TOTALS).pl()
    taught = _taught(facts, made)
    of_input = taught.group_by(keys).agg(
        pl.len().cast(pl.Int64).alias("count"), pl.col("mark_1").cast(pl.Int64).sum()
    )
    of_ledger = found.select(
        *keys, pl.col("count").cast(pl.Int64), pl.col("sum").cast(pl.Int64)
    )
    _say("totals compared", len(of_ledger))
    return len(taught) == len(facts) and of_input.rename({"mark_1": "sum"}).sort(
        keys
    ).equals(of_ledger.sort(keys))


def _taught(facts: pl.DataFrame, made: SetupTables) -> pl.DataFrame:
    """Join to each fact of the input who teaches that student that subject."""
    subjects = {str(row["name"]): row["subject_id"] for row in made["subjects"]}
    pupils = pl.DataFrame(made["students"], infer_schema_length=None).select(
        "student_id",
        "class_id",
        pl.concat_str("surname", "given_name", "patronymic", separator=" ").alias(
            "student_name"
        ),
    )
    members = pl.DataFrame(made["group_members"], infer_schema_length=None)
    units = pl.concat(
        [
            pupils.select("student_id", unit_id="class_id"),
            members.select("student_id", unit_id="group_id"),
        ]
    ).with_row_index("order")
    load = pl.DataFrame(made["load"], infer_schema_length=None)
    return (
        facts.with_columns(
            pl.col("subject_name").replace_strict(subjects).alias("subject_id")
        )
        .rename({"class_name": "class_id"})
        .join(pupils, on=["class_id", "student_name"])
        .join(units, on="student_id")
        .join(
            load.select("unit_id", "subject_id", "person_id"),
            on=["unit_id", "subject_id"],
        )
        .sort("order")
        .unique(
            "cell", keep="last", maintain_order=True
        )  # the own group, or plan, before the whole class
    )


def main() -> None:
    """Measure and print lines for docs/performance.md."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "school"
        made = six_day_school()
        content = write_setup_workbook(made, "ru")
        create_school(folder, made, content, applied_by="bench", clock=_AFTER_THE_YEAR)
        with open_school(folder, _AFTER_THE_YEAR) as school:
            build_models(school.database)
            facts = written_facts(school)
            _say("students", facts["student_name"].n_unique())
            _say("facts", len(facts))
            _say("memory before, MiB", _peak())
            written = as_table(facts)
            with _timed(f"read {len(written) >> 20} MiB of CSV"):
                brought = bring(school, written, "год.csv")
            _say("facts read", len(brought.facts))
            _say("problems", len(brought.problems))
            with _timed("plan"):
                plan = plan_import(school, TERMINAL, brought)
            _say("states", plan.counts())
            with _timed("bring in"):
                done = run_import(school, TERMINAL, brought)
            _say("entries", done.count_entries)
            _say("memory at most, MiB", _peak())
            _say("reconciles", reconciles(school, facts, made))
            with _timed("the same file again"):
                run_import(school, TERMINAL, brought)
            with _timed("verify"):
                report = verify_school(school)
            _say("differences", len(report.differences))
            with _timed("take back"):
                take_back(school, TERMINAL, done.import_id)
            _say("memory at most, MiB", _peak())


@contextmanager
def _timed(name: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    _say(f"{name}, s", round(time.perf_counter() - began, 1))


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _say(name: str, value: object) -> None:
    sys.stdout.write(f"{name}: {value}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
