"""A file of the state system against the ledger, as far as somebody reads it.

Compared are marks and final marks of the students, subjects, days and periods that the
file is about. Nothing is written.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from ingest.foreign.matching import TROUBLES, match
from ingest.foreign.our_side import WHOLE, Span, ours_beside
from ingest.foreign.reconciling import ONLY_HERE, compare
from warehouse.clock import utc_naive
from warehouse.queries import reconciling

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ingest.foreign.answers import Question
    from ingest.foreign.facts import ForeignJournal, Problem
    from warehouse.database import Database
    from warehouse.viewer import Viewer

NOT_YOURS = "not_yours"
_FIELDS = ["mark", "final"]
_RANGE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\D+(\d{1,2})\.(\d{1,2})\.(\d{4})")
_NEAR = 10  # days by which a system's quarter may begin or end otherwise than ours


class Reconciliation(NamedTuple):
    """Both sides joined, and what of the file could not be compared."""

    # Of `compare`, with page_id, lesson_id, class_id_here of ours; class_id_there,
    # sheet and cell of theirs. `target` is the empty cell where ours would stand there.
    compared: pl.DataFrame
    # Cells of the file, empty ones too, with ids: where what could be written.
    cells: pl.DataFrame
    left_out: pl.DataFrame  # facts with `trouble`: a key of TROUBLES, or NOT_YOURS
    questions: tuple[Question, ...]
    problems: tuple[Problem, ...]

    @property
    def unmatched(self) -> dict[str, int]:
        """How many cells of the file are not compared, by why."""
        found = dict(
            self.left_out.group_by("trouble").len().sort("trouble").iter_rows()
        )
        return {why: found[why] for why in (*TROUBLES, NOT_YOURS) if why in found}


def reconcile(
    database: Database,
    viewer: Viewer,
    journals: Sequence[ForeignJournal],
    now: datetime,
    file_name: str = "",
    span: Span = WHOLE,
) -> Reconciliation:
    """Compare what a file says with what the viewer reads of the ledger.

    `journals` are read with their blank cells, else nothing can be pasted.
    """
    said = [frame for one in journals for frame in (one.facts, one.blanks)]
    facts = pl.concat(said).filter(pl.col("field").is_in(_FIELDS))
    with database.reading() as cursor:
        named = _with_named_periods(cursor.execute(_PERIODS).pl(), facts)
        matching = match(cursor, named, utc_naive(now), file_name)
    stays = reconciling.stays(database, viewer)
    cells = _judged(_within(matching.facts, span), stays)
    written = cells.filter(pl.col("value_text") != "")
    theirs = written.filter(pl.col("trouble") == "")
    ours = ours_beside(database, viewer, cells.filter(pl.col("trouble") == ""), span)
    compared = compare(ours, _as_entries(theirs))
    return Reconciliation(
        _with_targets(compared, cells),
        cells,
        written.filter(pl.col("trouble") != ""),
        matching.questions,
        tuple(problem for one in journals for problem in one.problems),
    )


_PERIODS = """
    select distinct name, starts_on, ends_on from journal.page_periods order by all
"""


def _with_named_periods(periods: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """Call a period «с 01.09.2026 по 25.10.2026» what the school calls it."""
    ours = list(periods.iter_rows())
    names = facts["period_name"].unique().to_list()
    meant = {name: _period_of(name, ours) for name in names if name}
    return facts.with_columns(pl.col("period_name").replace(meant))


def _period_of(name: str, periods: list[tuple[str, date, date]]) -> str:
    found = _RANGE.search(name)
    if found is None:
        return name
    try:
        first, last = (
            date(int(found[n + 2]), int(found[n + 1]), int(found[n])) for n in (1, 4)
        )
    except ValueError:  # «31.09.2026» is no day: what it means is asked
        return name
    near = {
        ours
        for ours, starts_on, ends_on in periods
        if abs((starts_on - first).days) <= _NEAR
        and abs((ends_on - last).days) <= _NEAR
    }
    return near.pop() if len(near) == 1 else name


def _within(matched: pl.DataFrame, span: Span) -> pl.DataFrame:
    """Leave days out that are not asked about; final marks stay."""
    day = pl.col("lesson_on")
    is_in = pl.lit(value=True)
    if span.first is not None:
        is_in &= day >= span.first
    if span.last is not None:
        is_in &= day <= span.last
    return matched.filter(day.is_null() | is_in)


def _judged(matched: pl.DataFrame, stays: pl.DataFrame) -> pl.DataFrame:
    """Say of each cell why it is not compared, '' where it is.

    A day without a lesson of ours is compared: what stands there stands only there.
    """
    key = ["student_id", "subject_id"]
    near = (
        matched.select("fact", *key, "lesson_on")
        .join(stays.select(*key, "starts_on", "ends_on", "reads"), on=key, how="inner")
        .with_columns(
            (
                pl.col("lesson_on").is_not_null()
                & pl.col("lesson_on").is_between("starts_on", "ends_on")
            ).alias("is_then")
        )
        .group_by("fact")
        .agg(
            pl.col("reads").any().alias("reads_some"),
            (pl.col("reads") & pl.col("is_then")).any().alias("reads_then"),
            pl.col("is_then").any().alias("is_on_roll"),
        )
    )
    whole = (
        stays.filter("reads_whole")
        .select("student_id", "class_id")
        .unique()
        .with_columns(pl.lit(value=True).alias("reads_whole"))
    )
    is_known = pl.col("reads_some").is_not_null()
    # Of a subject that the student does not learn here, whoever reads the class whole
    # is told: it stands only there.
    reads = (
        pl.when(is_known)
        .then(pl.col("reads_some") & (pl.col("reads_then") | ~pl.col("is_on_roll")))
        .otherwise(pl.col("reads_whole").fill_null(value=False))
    )
    is_final = pl.col("field") == "final"
    is_placed = (
        (pl.col("student_id") != "")
        & pl.col("subject_id").is_not_null()
        & (pl.col("subject_id") != "")
        & (~is_final | (pl.col("period_id") != ""))
    )
    return (
        matched.join(near, on="fact", how="left", maintain_order="left")
        .join(whole, on=["student_id", "class_id"], how="left", maintain_order="left")
        .with_columns(
            pl.when(is_placed & ~reads)
            .then(pl.lit(NOT_YOURS))
            .when(is_placed)
            .then(pl.lit(""))
            .otherwise("trouble")
            .alias("trouble"),
        )
        .drop("reads_some", "reads_then", "is_on_roll", "reads_whole")
    )


def _as_entries(theirs: pl.DataFrame) -> pl.DataFrame:
    return theirs.select(
        "student_id",
        "subject_id",
        "lesson_on",
        "period_id",
        "field",
        pl.col("nth").cast(pl.Int64).alias("place"),
        "value",
        "value_text",
        pl.col("class_id").alias("class_id_there"),
        "sheet",
        "cell",
    )


def _with_targets(compared: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """Name for what stands only with us the empty cell of that day, one for each."""
    key = ["student_id", "subject_id", "lesson_on", "period_id", "field"]
    free = (
        cells.filter(pl.col("value_text") == "", pl.col("trouble") == "")
        .sort(*key, "nth", "fact")
        .with_columns(pl.int_range(pl.len()).over(key).alias("turn"))
        .select(
            *key,
            "turn",
            pl.col("sheet").alias("target_sheet"),
            pl.col("cell").alias("target"),
        )
    )
    numbered = compared.with_columns(
        pl.when(pl.col("state") == ONLY_HERE)
        .then(pl.int_range(pl.len()).over([*key, "state"]))
        .alias("turn")
    )
    return (
        numbered.join(
            free.with_columns(pl.col("turn").cast(pl.Int64)),
            on=[*key, "turn"],
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
        .with_columns(
            pl.when(pl.col("state") == ONLY_HERE).then("target").alias("target"),
            pl.when(pl.col("state") == ONLY_HERE)
            .then("target_sheet")
            .alias("target_sheet"),
        )
        .drop("turn")
    )
