"""The register of printed forms: each paper is tied to the block that it shows (§3.3).

`standing` says where the ledger stands, `register` writes a form down and gives its
code, `verify` says of a code whether paper, register and ledger still belong together.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import polars as pl

from warehouse import form_codes, ledger, sealed_records
from warehouse.blocks import KEY, last_shown_block
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from datetime import date, datetime

    import duckdb

    from warehouse.database import Database
    from warehouse.school_folder import School

_UNIT, _NOTHING = "\x1f", "\x00"  # between the parts of a line; a value that is null
_DIGESTED = (*KEY, "value_text", "value", "entry_id")
_NOT_PRINTED = {"message", "comment"}
_OF_A_PAGE_ALONE = {"topic", "homework", "minutes"}  # a form of a class shows none
_TABLE = "journal.printed_forms"
_COLUMNS = ", ".join(sealed_records.SEALED[_TABLE])

Reason = Literal["", "typing", "code", "register", "block", "ledger"]
KeyFigures = tuple[tuple[str, str], ...]


class Scope(NamedTuple):
    """Whose values a form shows; parts that do not apply are ''."""

    kind: str
    page_ids: tuple[str, ...]
    class_id: str = ""
    page_id: str = ""
    student_id: str = ""
    period_id: str = ""  # a comma list, where classes have other periods
    school_level: str = ""
    starts_on: date | None = None  # lessons of these days, inclusive; None is all
    ends_on: date | None = None


class Standing(NamedTuple):
    """Where the ledger stood: its last block that pages show, and the last entry."""

    block_id: int
    block_digest: str
    last_entry_id: int


class PrintedForm(NamedTuple):
    """One row of the register; moments are naive UTC."""

    code: str
    scope: Scope
    standing: Standing
    as_of: datetime
    printed_at: datetime
    printed_by: str
    ledger_digest: str
    figures_digest: str
    key_figures: KeyFigures


class Answer(NamedTuple):
    """What a code says: `reason` is what no longer belongs together.

    `changed` holds the cells whose value is another now, KEY with `then` and `now`;
    a table of times and counts shows no cells.
    """

    verdict: Literal["genuine", "altered", "unknown"]
    reason: Reason = ""
    form: PrintedForm | None = None
    changed: pl.DataFrame | None = None


def standing(
    cursor: duckdb.DuckDBPyConnection, as_of: datetime | None = None
) -> Standing:
    """Return where the ledger stands, with the last entry until an aware moment."""
    block = last_shown_block(cursor)
    last_entry = block.first_entry_id + block.count_entries - 1
    if as_of is not None:
        found = cursor.execute(
            "select max(entry_id) from journal.entries where recorded_at <= ?",
            [utc_naive(as_of)],
        ).fetchall()
        last_entry = found[0][0] or 0
    return Standing(block.block_id, block.digest, last_entry)


def register(
    school: School,
    scope: Scope,
    stood: Standing,
    *,
    as_of: datetime,
    printed_at: datetime,
    printed_by: str,
    figures_digest: str,
    key_figures: KeyFigures,
) -> PrintedForm:
    """Write a form down and return it with its code; the moments are aware."""
    with school.database.writing(announced=False) as cursor:
        form = PrintedForm(
            "",
            scope,
            stood,
            utc_naive(as_of),
            utc_naive(printed_at),
            printed_by,
            _digest_of(_values_then(cursor, scope, stood)),
            figures_digest,
            key_figures,
        )
        name = form_codes.new_name()
        while _found(cursor, name) is not None:
            name = form_codes.new_name()
        form = form._replace(code=form_codes.code_of(name, _sealed(name, form)))
        sealed_records.write(cursor, school.school_id, printed_at, _TABLE, [_row(form)])
    return form


def _row(form: PrintedForm) -> dict[str, object]:
    """Return a form as a row of the register."""
    scope = form.scope._asdict() | {"page_ids": list(form.scope.page_ids)}
    rest = form._asdict()
    return (
        {"code": form.code}
        | scope
        | form.standing._asdict()
        | {name: rest[name] for name in ("as_of", "printed_at", "printed_by")}
        | {name: rest[name] for name in ("ledger_digest", "figures_digest")}
        | {"key_figures": json.dumps(form.key_figures, ensure_ascii=False)}
    )


def verify(database: Database, typed: str) -> Answer:
    """Say whether a code is genuine, altered or unknown, and what changed since."""
    code = form_codes.read_code(typed)
    if code is None:
        return Answer("unknown")
    with database.reading() as cursor:
        form = _found(cursor, form_codes.name_of(code))
        if not form_codes.is_whole(code):
            return Answer("altered", "typing")
        if form is None:
            return Answer("unknown")
        reason = _broken(cursor, code, form)
        if reason:
            return Answer("altered", reason, form if reason != "code" else None)
        changed = _changed(cursor, form) if form.scope.page_ids else None
        return Answer("genuine", "", form, changed)


def registered(cursor: duckdb.DuckDBPyConnection) -> list[PrintedForm]:
    """Return all printed forms, oldest first."""
    found = cursor.execute(
        f"select {_COLUMNS} from {_TABLE} order by printed_at, code"
    ).fetchall()
    return [_form(row) for row in found]


def belongs_to_its_code(form: PrintedForm) -> bool:
    """Tell whether a form's code seals what the register says of it."""
    name = form_codes.name_of(form.code)
    return form_codes.code_of(name, _sealed(name, form)) == form.code


def figures_digest(shown: object) -> str:
    """Return the SHA-256 of everything that a form shows, given as JSON values."""
    written = json.dumps(shown, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()


def _broken(cursor: duckdb.DuckDBPyConnection, code: str, form: PrintedForm) -> Reason:
    """Return what no longer belongs together: paper, register, block or ledger."""
    name = form_codes.name_of(code)
    if form.code != code:
        return "code"
    if form_codes.code_of(name, _sealed(name, form)) != code:
        return "register"
    block = cursor.execute(
        "select digest from journal.blocks where block_id = ?",
        [form.standing.block_id],
    ).fetchone()
    # Number 0 stands before the first block.
    if (block[0] if block else "") != form.standing.block_digest:
        return "block"
    if _digest_of(_values_then(cursor, form.scope, form.standing)) != (
        form.ledger_digest
    ):
        return "ledger"
    return ""


def _sealed(name: str, form: PrintedForm) -> str:
    """Return the digest of what the register says: its seal stands on the paper."""
    return figures_digest([name, *form._replace(code="")])


def _found(cursor: duckdb.DuckDBPyConnection, name: str) -> PrintedForm | None:
    row = cursor.execute(
        f"select {_COLUMNS} from journal.printed_forms "
        "where starts_with(replace(code, '-', ''), ?)",
        [name],
    ).fetchone()
    return None if row is None else _form(row)


def _form(row: tuple[Any, ...]) -> PrintedForm:
    code, kind, level, class_id, page_id, student_id, period_id, *rest = row
    starts_on, ends_on, page_ids, block_id, digest, last_entry_id, *rest = rest
    as_of, printed_at, printed_by, ledger_digest, shown_digest, figures = rest
    scope = Scope(
        kind,
        tuple(page_ids),
        class_id,
        page_id,
        student_id,
        period_id,
        level,
        starts_on,
        ends_on,
    )
    return PrintedForm(
        code,
        scope,
        Standing(block_id, digest, last_entry_id),
        as_of,
        printed_at,
        printed_by,
        ledger_digest,
        shown_digest,
        tuple((str(name), str(value)) for name, value in json.loads(figures)),
    )


def _values_then(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, stood: Standing
) -> pl.DataFrame:
    known = ledger.as_known_then(
        cursor,
        list(scope.page_ids),
        stood.last_entry_id,
        stood.block_id,
        scope.student_id,
    )
    return _within(known, scope)


def _within(values: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Return the values of the scope's student and days; finals of its period."""
    if scope.student_id:
        values = values.filter(pl.col("student_id") == scope.student_id)
    if scope.starts_on is None or scope.ends_on is None:
        return values
    first, last = f"{scope.starts_on:%Y%m%d}", f"{scope.ends_on:%Y%m%d}"
    # A lesson is its page, day and slot: `2026:5А:МАТ:20260901:3`.
    day = pl.col("lesson_id").str.split(":").list.get(-2, null_on_oob=True)
    is_lesson = pl.col("lesson_id") != ""
    return values.filter(
        pl.when(is_lesson)
        .then(day.is_between(pl.lit(first), pl.lit(last)))
        .otherwise(pl.col("period_id").is_in(scope.period_id.split(",")))
    )


def _digest_of(values: pl.DataFrame) -> str:
    """Return the SHA-256 of values in the order of their keys, one line each."""
    lines = values.sort(KEY).select(
        pl.concat_str(
            [pl.col(name).cast(pl.String).fill_null(_NOTHING) for name in _DIGESTED],
            separator=_UNIT,
        ).alias("line")
    )
    return hashlib.sha256("\n".join(lines["line"]).encode()).hexdigest()


def _changed(cursor: duckdb.DuckDBPyConnection, form: PrintedForm) -> pl.DataFrame:
    """Return the cells on the paper whose value is another now, KEY, then and now."""
    then = _values_then(cursor, form.scope, form.standing)
    current = cursor.execute(
        "select * from journal.current where page_id in (select unnest(?))",
        [list(form.scope.page_ids)],
    ).pl()
    now = _within(current, form.scope)
    both = then.select(*KEY, pl.col("value").alias("then")).join(
        now.select(*KEY, pl.col("value").alias("now")),
        on=list(KEY),
        how="full",
        coalesce=True,
    )
    changed = both.filter(pl.col("then").ne_missing(pl.col("now"))).sort(KEY)
    return _on_paper(cursor, changed, form.scope)


def _on_paper(
    cursor: duckdb.DuckDBPyConnection, changed: pl.DataFrame, scope: Scope
) -> pl.DataFrame:
    """Return the cells that the paper itself shows: of its class, of its kind.

    A page may be shared with another class, whose students are not its reader's
    (§2.4). The ledger's digest covers whole pages: a roll corrected later must not
    make a genuine paper an altered one.
    """
    absent = _NOT_PRINTED if scope.page_id else _NOT_PRINTED | _OF_A_PAGE_ALONE
    changed = changed.filter(pl.col("field").is_in(absent).not_())
    if not scope.class_id:
        return changed
    own = cursor.execute(
        "select distinct student_id from journal.roster where class_id = ?",
        [scope.class_id],
    ).pl()
    return changed.filter(pl.col("student_id").is_in(["", *own["student_id"]]))
