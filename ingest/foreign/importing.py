"""Past data brought into the ledger, page by page, and taken back as a whole.

The only writer of `journal.imports`. Its entries are *undetermined*: nobody knows when
they were entered at first. Whole pages are sealed together, each batch in a block and a
transaction of its own; killed at any point, the import goes on from what is in already,
because what is there is compared anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from expectations.language import N_
from ingest.foreign.bringers import NOBODY, TERMINAL, may_bring
from ingest.foreign.planning import (
    NEW,
    TAKEN_BACK,
    entries_of,
    plan_import,
    standing_of,
)
from ingest.foreign.register import (
    BEGUN,
    FINISHED,
    WITHDRAWING,
    WITHDRAWN,
    Import,
    begin,
    find,
    note,
    unfinished_of,
)
from warehouse import ledger, teaching
from warehouse.access import log
from warehouse.access.may_act import refuse_under_a_breach
from warehouse.closings import Entering, closed_cells
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import duckdb

    from ingest.foreign.planning import Brought, Plan
    from warehouse.school_folder import School

    Progress = Callable[[int, int], None]  # entries done, of how many

PLACE = "imports"  # in the log of access
BATCH = 20_000  # entries sealed together, more where one page has more
NOT_ALL_YOURS = N_(
    "This import touched pages of other levels. Who leads all of them takes it back."
)
_HALF_BACK = N_(
    "This file is being taken back: finish that first, then bring it in anew."
)
# What of an import still stands: the cells whose last word is its own.
_STANDING_OF = """
    select current.page_id, current.lesson_id, current.period_id, current.student_id,
        current.field, entries.sheet, entries.cell
    from journal.current
    inner join journal.entries on current.entry_id = entries.entry_id
    where entries.upload_id = $import_id and entries.reason <> $taken_back
    order by current.page_id
"""


class Imported(NamedTuple):
    """What came of bringing a file; '' is the id where there was nothing new."""

    import_id: str
    count_entries: int
    plan: Plan


def _unheard(_done: int, _of: int) -> None:
    """Nobody looks at the progress."""


def run_import(
    school: School, person_id: str, brought: Brought, progress: Progress = _unheard
) -> Imported:
    """Bring in what is new of a file; the file is kept first.

    Called again after it was cut off, it goes on with the import that was begun.
    """
    digest = school.keep(brought.content)
    plan = plan_import(school, person_id, brought)
    new = plan.new.sort("page_id", "fact")
    begun = _begun(school, person_id, brought, digest, count_new=len(new))
    if begun is None:
        return Imported("", 0, plan)
    done = 0
    progress(done, len(new))
    for batch in _batches(new):
        done += _write(school, person_id, begun, batch)
        progress(done, len(new))
    with school.database.writing() as cursor:
        total = cursor.execute(
            "select count(*) from journal.valid_entries "
            "where upload_id = ? and reason <> ?",
            [begun.import_id, TAKEN_BACK],
        ).fetchall()[0][0]
        note(cursor, school, begun, FINISHED, person_id, count_entries=total)
    return Imported(begun.import_id, done, plan)


def take_back(
    school: School, person_id: str, import_id: str, progress: Progress = _unheard
) -> int:
    """Remove what an import brought and nobody has changed since; return how much.

    The removals are entries of their own. A closed period refuses the whole; cut off,
    it is begun again and goes on.
    """
    with school.database.writing() as cursor:
        found = find(cursor, import_id)
        _refuse_taking_back(cursor, school, person_id, found)
        standing = cursor.execute(
            _STANDING_OF, {"import_id": import_id, "taken_back": TAKEN_BACK}
        ).pl()
        _refuse_closed(cursor, school, person_id, standing)
        if found.state != WITHDRAWING:
            note(cursor, school, found, WITHDRAWING, person_id)
    removals = standing.with_columns(
        *[
            pl.lit(None, dtype=ledger.NEW_ENTRIES[name]).alias(name)
            for name in ("value", "mark_1", "mark_2", "attendance")
        ],
        pl.lit("").alias("value_text"),
    )
    done = 0
    for batch in _batches(removals):
        with school.database.writing() as cursor:
            refuse_under_a_breach(cursor, person_id, school.clock.now())
            # Somebody may have written since: that stays.
            still = cursor.execute(
                _STANDING_OF, {"import_id": import_id, "taken_back": TAKEN_BACK}
            ).pl()
            cells = batch.join(
                still,
                on=["page_id", "lesson_id", "period_id", "student_id", "field"],
                how="semi",
            )
            _append(cursor, school, person_id, found, entries_of(cells, TAKEN_BACK))
            done += len(cells)
        progress(done, len(removals))
    with school.database.writing() as cursor:
        note(cursor, school, found, WITHDRAWN, person_id, count_entries=done)
        _log(cursor, school, person_id, "import_taken_back", import_id)
    return done


def _begun(
    school: School, person_id: str, brought: Brought, digest: str, *, count_new: int
) -> Import | None:
    """Return the import to go on with, or a new one; None where nothing is new."""
    with school.database.writing() as cursor:
        _refuse_to_bring(cursor, school, person_id)
        going_on = unfinished_of(cursor, digest)
        if going_on is not None and going_on.state == WITHDRAWING:
            raise VedomostError(_HALF_BACK)
        if going_on is not None or not count_new:
            return going_on
        made = begin(cursor, school, person_id, brought, digest)
        _log(cursor, school, person_id, "imported", made.import_id)
        return made


def _batches(facts: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Part facts, which stand page by page, into batches of whole pages."""
    sizes = facts.group_by("page_id", maintain_order=True).len()
    numbered = sizes.with_columns(
        ((pl.col("len").cum_sum() - pl.col("len")) // BATCH).alias("batch")
    )
    for pages in numbered.partition_by("batch", maintain_order=True):
        of_batch = pl.col("page_id").is_in(pages["page_id"].to_list())
        yield facts.filter(of_batch)


def _write(school: School, person_id: str, begun: Import, facts: pl.DataFrame) -> int:
    """Seal what of a batch is new at this moment; return how many entries."""
    with school.database.writing() as cursor:
        _refuse_to_bring(cursor, school, person_id)
        fresh = _fresh(cursor, school, person_id, facts)
        if fresh.is_empty():
            return 0
        _append(cursor, school, person_id, begun, entries_of(fresh))
        return len(fresh)


def _fresh(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    person_id: str,
    facts: pl.DataFrame,
) -> pl.DataFrame:
    """Return the facts whose cells are empty and open now: others may have written."""
    cells = facts.filter(pl.col("state") == NEW).with_row_index("row")
    free = standing_of(cursor, cells).filter(
        pl.col("standing").is_null(), pl.col("is_emptied").is_null()
    )
    cells = cells.join(free.select("row"), on="row", how="semi", maintain_order="left")
    cells = cells.filter(pl.col("page_id").is_in(may_bring(cursor, person_id)))
    entering = Entering(person_id, school.clock.now(), school.timezone)
    shut = closed_cells(cursor, cells, entering)["row"].to_list()
    return cells.drop("row").with_row_index("at").filter(~pl.col("at").is_in(shut))


def _append(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    person_id: str,
    of: Import,
    entries: pl.DataFrame,
) -> None:
    if entries.is_empty():
        return
    author = ledger.Author(
        school_id=school.school_id,
        year_id=teaching.setting(cursor, "year_id"),
        person_id=person_id,
        received_at=school.clock.now(),
        upload_id=of.import_id,
        file_sha256=of.file_sha256,
    )
    ledger.append(cursor, entries, author, is_undetermined=True)


def _refuse_to_bring(
    cursor: duckdb.DuckDBPyConnection, school: School, person_id: str
) -> None:
    if person_id == TERMINAL:
        return
    if not may_bring(cursor, person_id):
        raise VedomostError(NOBODY)
    refuse_under_a_breach(cursor, person_id, school.clock.now())


def _refuse_taking_back(
    cursor: duckdb.DuckDBPyConnection, school: School, person_id: str, found: Import
) -> None:
    _refuse_to_bring(cursor, school, person_id)
    if found.state not in {BEGUN, FINISHED, WITHDRAWING}:
        raise VedomostError("This import is taken back already.")
    touched = cursor.execute(
        "select distinct page_id from journal.entries where upload_id = ?",
        [found.import_id],
    ).fetchall()
    if {page_id for (page_id,) in touched} - set(may_bring(cursor, person_id)):
        raise VedomostError(NOT_ALL_YOURS)


def _refuse_closed(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    person_id: str,
    standing: pl.DataFrame,
) -> None:
    entering = Entering(person_id, school.clock.now(), school.timezone)
    closed = closed_cells(cursor, standing, entering)
    if not closed.is_empty():
        raise VedomostError(
            "{period} of class {class_id} is closed (§2.11). Ask the deputy head for a "
            "permission to change it.",
            period=closed["closed_period"][0],
            class_id=closed["closed_class"][0],
        )


def _log(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    person_id: str,
    action: str,
    import_id: str,
) -> None:
    actor = log.Actor(person_id=person_id)
    log.write(cursor, school.clock.now(), actor, action, place=PLACE, scope=import_id)
