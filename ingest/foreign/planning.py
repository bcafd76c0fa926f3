"""What an import would bring, compared cell by cell with what the ledger has.

An import only fills what is empty: what differs is listed and left as it is, what
somebody emptied on purpose stays empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from expectations.language import N_
from expectations.marks import MarkScale
from ingest.foreign.answers import PAGE, STUDENT
from ingest.foreign.bringers import classes_of, may_bring
from ingest.foreign.matching import TROUBLES, match
from warehouse import ledger, teaching
from warehouse.blocks import KEY
from warehouse.clock import utc_naive
from warehouse.closings import Entering, closed_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from ingest.foreign.answers import Question
    from ingest.foreign.facts import Problem
    from warehouse.school_folder import School

TAKEN_BACK = "import_taken_back"  # the reason of entries that take an import back
NEW, EQUAL, DIFFERENT, EMPTIED = "new", "equal", "different", "emptied"
# What becomes of a fact; each is in exactly one state.
STATES = {
    NEW: N_("comes in"),
    EQUAL: N_("is there already"),
    "repeated": N_("stands in the file twice, alike"),
    DIFFERENT: N_("differs from the journal, which stays as it is"),
    EMPTIED: N_("was removed from the journal on purpose, and stays so"),
    "twice": N_("stands in the file twice, with different values"),
    "closed": N_("belongs to a closed period (§2.11)"),
    "not_yours": N_("belongs to a page of another level"),
    "no_marks": N_("does not fit the grading of the page"),
    **TROUBLES,
}
_KEY = list(KEY)
_STANDING = """
    select
        cells.row, current.value as standing, current.value_text as standing_text,
        pages.grading
    from planned_cells as cells
    inner join journal.pages on cells.page_id = pages.page_id
    left join journal.current
        on cells.page_id = current.page_id and cells.lesson_id = current.lesson_id
        and cells.period_id = current.period_id
        and cells.student_id = current.student_id and cells.field = current.field
"""
# Cells whose last word is that they are empty, said by other than a taken-back import.
_EMPTIED = """
    select cells.row, true as is_emptied
    from planned_cells as cells
    inner join journal.valid_entries as entries
        on cells.page_id = entries.page_id and cells.lesson_id = entries.lesson_id
        and cells.period_id = entries.period_id
        and cells.student_id = entries.student_id and cells.field = entries.field
    group by cells.row
    having arg_max(entries.value is null, entries.entry_id)
        and arg_max(entries.reason, entries.entry_id) <> $taken_back
"""


class Brought(NamedTuple):
    """A file that somebody brings, and what a reader of layouts found in it."""

    file_name: str
    content: bytes
    layout: str
    facts: pl.DataFrame  # of FACTS
    problems: tuple[Problem, ...] = ()
    class_name: str = ""  # as whoever brings it says; '' as the file says


class Plan(NamedTuple):
    """What would become of each fact: `facts` are MATCHED with state and standing."""

    facts: pl.DataFrame
    questions: tuple[Question, ...]

    @property
    def new(self) -> pl.DataFrame:
        """The facts that would come in."""
        return self.facts.filter(pl.col("state") == NEW)

    def counts(self) -> dict[str, int]:
        """Return how many facts are in each state, in the order of STATES."""
        found = dict(self.facts.group_by("state").len().iter_rows())
        return {state: found[state] for state in STATES if state in found}

    def by_page(self) -> pl.DataFrame:
        """Return page_id, field, state and count, of the facts that have a page."""
        return (
            self.facts.filter(pl.col("page_id") != "")
            .group_by("page_id", "field", "state")
            .agg(pl.len().alias("count"))
            .sort("page_id", "field", "state")
        )


def plan_import(school: School, person_id: str, brought: Brought) -> Plan:
    """Return what a file would bring; nothing is written."""
    with school.database.reading() as cursor:
        return plan_with(cursor, school, person_id, brought)


def plan_with(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    person_id: str,
    brought: Brought,
) -> Plan:
    """Plan on a cursor, which may be one that writes."""
    now = school.clock.now()
    matching = match(
        cursor, brought.facts, utc_naive(now), brought.file_name, brought.class_name
    )
    allowed = may_bring(cursor, person_id)
    # Of other levels nothing is told, not even who is in their classes.
    classes = classes_of(cursor, allowed)
    is_own = pl.col("class_id").is_null() | pl.col("class_id").is_in(sorted(classes))
    facts = matching.facts.with_row_index("row").with_columns(
        pl.when(is_own).then("trouble").otherwise(pl.lit("not_yours")).alias("trouble")
    )
    placed = facts.filter(pl.col("trouble") == "")
    entering = Entering(person_id, now, school.timezone)
    states = _states(cursor, placed, allowed, entering)
    joined = facts.join(states, on="row", how="left", maintain_order="left")
    return Plan(
        joined.with_columns(pl.coalesce("state", "trouble").alias("state")).drop("row"),
        tuple(
            one
            for one in matching.questions
            if one.kind not in {STUDENT, PAGE} or one.scope.split(" ")[0] in classes
        ),
    )


def standing_of(cursor: duckdb.DuckDBPyConnection, cells: pl.DataFrame) -> pl.DataFrame:
    """Return row, standing, standing_text, grading, is_emptied of numbered cells."""
    cursor.register("planned_cells", cells.select("row", *_KEY).to_arrow())
    standing = cursor.execute(_STANDING).pl()
    emptied = cursor.execute(_EMPTIED, {"taken_back": TAKEN_BACK}).pl()
    cursor.unregister("planned_cells")
    return standing.join(emptied, on="row", how="left")


def _states(
    cursor: duckdb.DuckDBPyConnection,
    placed: pl.DataFrame,
    allowed: list[str],
    entering: Entering,
) -> pl.DataFrame:
    """Return row, state, standing_text of facts that have their place."""
    scale = MarkScale.from_rows(teaching.mark_scale(cursor))
    cells = placed.join(standing_of(cursor, placed), on="row", how="left")
    in_cell = pl.col("value").n_unique().over(_KEY)
    judged = cells.with_columns(
        pl.when(~_is_on(scale))
        .then(pl.lit("not_understood"))
        .when(_is_unfit())
        .then(pl.lit("no_marks"))
        .when(~pl.col("page_id").is_in(allowed))
        .then(pl.lit("not_yours"))
        .when(in_cell > 1)
        .then(pl.lit("twice"))
        .when(pl.col("row") > pl.col("row").min().over(_KEY))
        .then(pl.lit("repeated"))
        .when(pl.col("standing") == pl.col("value"))
        .then(pl.lit(EQUAL))
        .when(pl.col("standing").is_not_null())
        .then(pl.lit(DIFFERENT))
        .when(pl.col("is_emptied"))
        .then(pl.lit(EMPTIED))
        .otherwise(pl.lit(NEW))
        .alias("state")
    )
    new = judged.filter(pl.col("state") == NEW)
    closed = closed_cells(cursor, new, entering)["row"].to_list()
    shut = new["row"].gather(closed).to_list()
    return judged.select(
        "row",
        pl.when(pl.col("row").is_in(shut))
        .then(pl.lit("closed"))
        .otherwise(pl.col("state"))
        .alias("state"),
        pl.when(pl.col("page_id").is_in(allowed)).then("standing_text"),
    )


def _is_on(scale: MarkScale) -> pl.Expr:
    """Tell whether a value is on the school's scale, texts aside."""
    marks, codes = list(scale.marks.values()), list(scale.attendance_codes)
    return (
        (pl.col("mark_1").is_null() | pl.col("mark_1").is_in(marks))
        & (pl.col("mark_2").is_null() | pl.col("mark_2").is_in(marks))
        & (pl.col("attendance").is_null() | pl.col("attendance").is_in(codes))
    )


def _is_unfit() -> pl.Expr:
    """Tell whether a mark stands where the page is graded otherwise."""
    is_mark = pl.col("mark_1").is_not_null()
    is_pass = pl.col("value").is_in(["зачёт", "незачёт"])
    is_final = pl.col("field") == "final"
    return pl.col("field").is_in(["mark", "final"]) & (
        ((pl.col("grading") == "none") & (is_mark | is_final))
        | ((pl.col("grading") == "marks") & is_final & is_pass)
        | ((pl.col("grading") == "pass") & is_final & is_mark)
    )


def entries_of(facts: pl.DataFrame, reason: str = "import") -> pl.DataFrame:
    """Return facts as what is written of entries."""
    return facts.with_columns(pl.lit(reason).alias("reason")).select(
        [pl.col(name).cast(kind) for name, kind in ledger.NEW_ENTRIES.items()]
    )


def sentences(plan: Plan) -> Sequence[tuple[str, int]]:
    """Return what becomes of how many facts, as message ids."""
    return [(STATES[state], count) for state, count in plan.counts().items()]
