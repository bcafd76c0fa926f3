"""What the access views answer to one person, asked once until the set-up changes.

Planning these nested views is most of the time of most questions. A question names the
view as always; here it is given, in the view's place, the rows that the view itself
answered to this viewer. The question still compares `person_id`: rows of one person can
never answer another.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from warehouse.database import Database
    from warehouse.viewer import Viewer

# Only views of the set-up and the roster: a mark, an upload or a log-in changes none.
_KEPT = (
    "int_class_access",
    "int_class_page_access",
    "int_diary_access",
    "int_movement_access",
    "int_outside_access",
    "int_page_access",
    "int_plan_access",
    "int_replacement_access",
    "int_timeliness_access",
)
_USE = re.compile(r"\bintermediate\.(int_\w+) as (\w+)")


def in_place(
    database: Database,
    cursor: duckdb.DuckDBPyConnection,
    viewer: Viewer,
    question: str,
) -> str:
    """Return the question with the viewer's own rows in the place of access views."""
    rewritten, views = _rewritten(question)
    day = database.today() if views and database.today is not None else None
    for view in views:
        rows = database.standing.of(
            (view, viewer.person_id, day), partial(_ask, database, viewer, view)
        )
        cursor.register(f"own_{view}", rows)
    return rewritten


@lru_cache(maxsize=1000)
def _rewritten(question: str) -> tuple[str, frozenset[str]]:
    """Return the question over `own_…` tables, and which of them it names.

    Only where a view is joined by `alias.person_id = $person_id`: a few questions look
    at whom else a view lets in.
    """
    uses = _USE.findall(question)
    views = set()

    def own(found: re.Match[str]) -> str:
        view, alias = found.groups()
        count_uses = sum(one == alias for _, one in uses)
        is_own = question.count(f"{alias}.person_id = $person_id") >= count_uses
        if view not in _KEPT or not is_own:
            return found[0]
        views.add(view)
        return f"own_{view} as {alias}"

    return _USE.sub(own, question), frozenset(views)


def _ask(database: Database, viewer: Viewer, view: str) -> pa.Table:
    with database.reading() as cursor:
        return cursor.execute(
            f"select * from intermediate.{view} where person_id = $person_id",
            {"person_id": viewer.person_id},
        ).to_arrow_table()
