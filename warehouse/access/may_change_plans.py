"""Whose lesson plans a person changes: asked inside the write itself (§2.2, 2.6).

The set-up is formed by the administration; of all its tables a teacher changes the
lesson plans alone, and of those the ones of the own journal pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.access.may_act import refuse_under_a_breach
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import duckdb

    from warehouse.viewer import Viewer

_ALLOWED = """
select page_id, leads
from intermediate.int_plan_access
where person_id = $person_id and page_id in (select unnest($page_ids))
"""


def refuse_others_pages(
    cursor: duckdb.DuckDBPyConnection, viewer: Viewer, page_ids: Sequence[str]
) -> bool:
    """Refuse unless the person changes the plan of each page; tell if they lead all."""
    found = dict(
        cursor.execute(
            _ALLOWED, {"person_id": viewer.person_id, "page_ids": list(page_ids)}
        ).fetchall()
    )
    if not page_ids or set(page_ids) - found.keys():
        raise VedomostError(
            "The lesson plan of a page is changed by its teachers and by the deputy of "
            "its level (§2.6)."
        )
    return all(found.values())


def refuse_to_change(
    cursor: duckdb.DuckDBPyConnection,
    viewer: Viewer,
    page_ids: Sequence[str],
    now: datetime,
) -> bool:
    """Refuse as above, and under a breach (§4.4); tell if the person leads all."""
    refuse_under_a_breach(cursor, viewer.person_id, now)
    return refuse_others_pages(cursor, viewer, page_ids)
