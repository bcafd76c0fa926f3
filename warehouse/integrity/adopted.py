"""What older blocks do not cover is as adopted, and uploads are as their blocks say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.adopting import adopted_digest
from warehouse.integrity.difference import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warehouse.integrity.examined import Examined

# Of blocks with a format: they say which file their hand-in was.
_OTHER_FILES = """
    select blocks.block_id, blocks.upload_id
    from journal.blocks as blocks
    left join journal.uploads as uploads using (upload_id)
    -- An import has many blocks, all of one file.
    left join journal.imports as imports
        on blocks.upload_id = imports.import_id and imports.event = 'begun'
    where
        blocks.format is not null and blocks.file_sha256 <> ''
        and imports.file_sha256 is distinct from blocks.file_sha256
        and (
            uploads.file_sha256 is distinct from blocks.file_sha256
            or uploads.block_id is distinct from blocks.block_id
        )
    order by blocks.block_id
"""
_UNFOUNDED = """
    select uploads.upload_id
    from journal.uploads as uploads
    left join journal.blocks as blocks using (block_id)
    where
        uploads.status = 'recorded'
        and blocks.upload_id is distinct from uploads.upload_id
    order by 1
"""


def check(examined: Examined) -> Iterator[Difference]:
    """Yield what was adopted and is another now, and uploads unlike their blocks."""
    cursor = examined.cursor
    for about, until, count, digest in cursor.execute(
        "select about, until_block_id, count_rows, digest from journal.adopted"
    ).fetchall():
        if adopted_digest(cursor, about, until) != (count, digest):
            yield Difference(
                f"{about}, blocks 1–{until}",
                "It is not as it was when the school was first signed.",
            )
    for block_id, upload_id in cursor.execute(_OTHER_FILES).fetchall():
        yield Difference(
            f"block {block_id}, upload {upload_id}",
            "The upload is missing or names another file than its block.",
        )
    for (upload_id,) in cursor.execute(_UNFOUNDED).fetchall():
        yield Difference(
            f"upload {upload_id}", "No block holds what it is said to have recorded."
        )
