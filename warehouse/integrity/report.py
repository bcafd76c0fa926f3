"""Verify a whole school: the checks in their order, and what they found."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from warehouse import filing, signing
from warehouse.integrity import (
    adopted,
    chain,
    clock,
    current,
    files,
    forms,
    keys,
    packages,
    setting_up,
    stored,
    values,
    views,
)
from warehouse.integrity.examined import Examined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    import duckdb

    from warehouse.integrity.difference import Difference
    from warehouse.school_folder import School

    Check = Callable[[Examined], Iterable[Difference]]

# What is verified, the foundation first: the first difference told is the deepest.
CHECKS: dict[str, Check] = {
    "keys": keys.check,
    "blocks, sealed rows, signatures": lambda examined: chain.check(
        examined.cursor, examined.blocks
    ),
    "what was adopted, and uploads": adopted.check,
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

    `tell(done, all)` is called between the checks.
    """
    started = time.monotonic()
    with school.database.reading() as cursor:
        examined = at_one_moment(school, cursor)
        differences: list[Difference] = []
        for done, check in enumerate(CHECKS.values()):
            tell(done, len(CHECKS))
            differences += check(examined)
        notices = tuple(clock.notices(examined))
        head = examined.blocks[-1] if examined.blocks else None
        report = Report(
            verified_at=school.clock.now(),
            seconds=time.monotonic() - started,
            count_blocks=len(examined.blocks),
            count_unsigned=sum(block.format is None for block in examined.blocks),
            count_entries=_count(cursor, "entries"),
            count_files=len(files.received_paths(school.folder)) + len(examined.filed),
            count_forms=_count(cursor, "printed_forms"),
            head_block_id=head.block_id if head else 0,
            head_digest=head.digest if head else "",
            key_id=signing.pinned_key(cursor) or "",
            differences=tuple(dict.fromkeys(differences)),
            notices=notices,
        )
        cursor.rollback()
    return report


def at_one_moment(school: School, cursor: duckdb.DuckDBPyConnection) -> Examined:
    """Begin a transaction and look what is filed, while nobody writes."""
    with school.database.rehearsing():
        cursor.begin()
        blocks = stored.blocks(cursor)
        return Examined(school, cursor, blocks, filing.lying_in(school.folder))


def _count(cursor: duckdb.DuckDBPyConnection, table: str) -> int:
    found: int = cursor.execute(f"select count(*) from journal.{table}").fetchall()[0][
        0
    ]
    return found
