"""Verify a whole school: the checks in their order, and what they found."""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import time
from typing import TYPE_CHECKING, NamedTuple

import duckdb

from warehouse import filing, signing
from warehouse.errors import where_it_failed
from warehouse.folder_files import FolderFiles
from warehouse.integrity import (
    adopted,
    chain,
    clock,
    current,
    files,
    forms,
    keys,
    packages,
    schema,
    setting_up,
    stored,
    values,
    views,
)
from warehouse.integrity.difference import Difference
from warehouse.integrity.examined import Examined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from warehouse.folder_files import Anew
    from warehouse.school_folder import School

    Check = Callable[[Examined], Iterable[Difference]]

log = logging.getLogger(__name__)

# What is verified, the foundation first: the first difference told is the deepest.
CHECKS: dict[str, Check] = {
    "tables and functions": schema.check,
    "keys": keys.check,
    "blocks, sealed rows, signatures": lambda examined: chain.check(
        examined.cursor, examined.blocks
    ),
    "what was adopted, and uploads": adopted.check,
    "stored contents": files.check_stored,
    "received files": files.check_received,
    "filed files": files.check_filed,
    "archive packages": packages.check,
    "set-up": setting_up.check_set_up,
    "current values": lambda examined: current.check(examined.cursor),
    "summary": values.check_summary,
    "pages, rosters, lessons": setting_up.check_derived,
    "views": views.check,
    "obligations": values.check_obligations,
    "printed forms": forms.check,
}


class Report(NamedTuple):
    """What a verification saw; notices are no differences."""

    verified_at: datetime
    seconds: float
    count_blocks: int
    count_unsigned: int  # blocks from before there were signatures
    count_entries: int
    count_files: int
    count_forms: int
    head_block_id: int
    head_digest: str
    key_id: str
    differences: tuple[Difference, ...]
    notices: tuple[Difference, ...]

    @property
    def is_whole(self) -> bool:
        """Whether everything is as it was recorded."""
        return not self.differences


def verify_school(
    school: School, tell: Callable[[int, int], None] = lambda *_: None
) -> Report:
    """Check everything against everything; nothing is written.

    `tell(done, all)` is called between the checks. A database that a check cannot read
    is a difference, too, and the other checks go on. The files of a school in a lake
    are read anew, as they are stored.
    """
    started = time.monotonic()
    with school.database.cursor() as cursor, contextlib.ExitStack() as until_done:
        examined, differences = _begun(school, cursor)
        anew = until_done.enter_context(school.files.read_anew())
        examined = _looking_at(examined, anew)
        for done, (name, check) in enumerate(CHECKS.items()):
            tell(done, len(CHECKS))
            differences += _found(name, check, examined)
        notices = tuple(_found("times", clock.notices, examined))
        head = examined.blocks[-1] if examined.blocks else None
        report = Report(
            verified_at=school.clock.now(),
            seconds=time.monotonic() - started,
            count_blocks=len(examined.blocks),
            count_unsigned=sum(block.format is None for block in examined.blocks),
            count_entries=_count(cursor, "entries"),
            count_files=len(files.received_paths(anew.folder)) + len(examined.filed),
            count_forms=_count(cursor, "printed_forms"),
            head_block_id=head.block_id if head else 0,
            head_digest=head.digest if head else "",
            key_id=_key_id(cursor),
            differences=tuple(dict.fromkeys(differences)),
            notices=notices,
        )
        with contextlib.suppress(duckdb.Error):  # nothing was written
            cursor.rollback()
    return report


def at_one_moment(school: School, cursor: duckdb.DuckDBPyConnection) -> Examined:
    """Begin a transaction and look what is filed, while nobody writes."""
    with school.database.nobody_writes():
        cursor.begin()
        blocks = stored.blocks(cursor)
        return Examined(school, cursor, blocks, filing.lying_in(school.files))


def _looking_at(examined: Examined, anew: Anew) -> Examined:
    """Let the checks look for files where all of them lie."""
    if anew.folder == examined.school.folder:
        return examined
    school = dataclasses.replace(
        examined.school, folder=anew.folder, files=FolderFiles(anew.folder)
    )
    return examined._replace(school=school, missing=anew.missing, damaged=anew.damaged)


def _begun(
    school: School, cursor: duckdb.DuckDBPyConnection
) -> tuple[Examined, list[Difference]]:
    try:
        return at_one_moment(school, cursor), []
    except Exception as error:  # see `_found`
        _begin_anew(cursor)
        return Examined(school, cursor, [], []), [_unreadable("blocks", error)]


def _found(name: str, check: Check, examined: Examined) -> list[Difference]:
    """Return what a check finds, as far as it comes.

    Whoever alters a type or drops a column makes a check stumble where it pleases: that
    must neither end the verification nor hide what the other checks find. So a bug of
    ours is told as damage, too; the log has its place.
    """
    found: list[Difference] = []
    try:
        found.extend(check(examined))
    except Exception as error:
        _begin_anew(examined.cursor)
        found.append(_unreadable(name, error))
    return found


def _begin_anew(cursor: duckdb.DuckDBPyConnection) -> None:
    """Leave a transaction that an error may have spoiled."""
    with contextlib.suppress(duckdb.Error):
        cursor.rollback()
    with contextlib.suppress(duckdb.Error):
        cursor.begin()


def _unreadable(name: str, error: Exception) -> Difference:
    """Tell that something could not be read; values never stand in the reason."""
    log.error("verification, %s: %s", name, where_it_failed(error))
    reason = type(error).__name__
    if isinstance(error, duckdb.CatalogException | duckdb.IOException):
        reason = str(error).splitlines()[0]
    elif isinstance(error, OSError):
        reason = error.strerror or reason
    return Difference(
        name,
        "It could not be checked: what is stored is damaged ({reason}).",
        (("reason", reason),),
    )


def _key_id(cursor: duckdb.DuckDBPyConnection) -> str:
    try:
        return signing.pinned_key(cursor) or ""
    except duckdb.Error:
        return ""


def _count(cursor: duckdb.DuckDBPyConnection, table: str) -> int:
    try:
        rows = cursor.execute(f"select count(*) from journal.{table}").fetchall()
    except duckdb.Error:
        return 0
    return int(rows[0][0])
