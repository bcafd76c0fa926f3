"""A file that somebody brings, read by whatever layout it has, ready to be planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from expectations.marks import MarkScale
from ingest.foreign.own_layouts import all_layouts
from ingest.foreign.planning import Brought
from ingest.foreign.reading import read_foreign
from ingest.foreign.register import find
from warehouse import teaching

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.foreign.layout import Layout
    from warehouse.school_folder import School


def bring(
    school: School,
    content: bytes,
    file_name: str,
    class_name: str = "",
    layouts: Sequence[Layout] | None = None,
) -> Brought:
    """Read a file by the layouts of its sheets; the marks are this school's own.

    A file that names no school year is taken to be of ours. What people of this school
    pointed out is asked before the shipped layouts.
    """
    with school.database.reading() as cursor:
        scale = MarkScale.from_rows(teaching.mark_scale(cursor))
        begins = teaching.setting(cursor, "year_starts_on")
    journals = read_foreign(
        content,
        file_name,
        layouts=layouts or all_layouts(school),
        scale=scale,
        school_year=int(begins[:4]) if begins[:4].isdecimal() else None,
    )
    return Brought(
        file_name=file_name,
        content=content,
        layout="+".join(sorted({one.layout for one in journals})),
        facts=pl.concat([one.facts for one in journals]),
        problems=tuple(problem for one in journals for problem in one.problems),
        class_name=class_name.strip(),
    )


def bring_again(
    school: School, import_id: str, layouts: Sequence[Layout] | None = None
) -> Brought:
    """Read the kept file of an import that was cut off, as it was brought."""
    with school.database.reading() as cursor:
        begun = find(cursor, import_id)
    content = school.kept(begun.file_sha256)
    return bring(school, content, begun.file_name, begun.class_name, layouts)
