"""What the access views answer to one person, asked once until the set-up changes.

Planning these nested views is most of the time of most questions. A question names the
view as always; here it is given, in the view's place, the rows that the view itself
answered to this viewer. The question still compares `person_id`, so rows of one person
can never answer another.
"""

from __future__ import annotations

import re
from functools import partial
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
_NAMED = re.compile(rf"\bintermediate\.({'|'.join(_KEPT)})\b")


def in_place(
    database: Database,
    cursor: duckdb.DuckDBPyConnection,
    viewer: Viewer,
    question: str,
) -> str:
    """Return the question with the viewer's own rows in the place of access views."""
    for view in set(_NAMED.findall(question)):
        day = database.today() if database.today is not None else None
        rows = database.standing.of(
            (view, viewer.person_id, day), partial(_ask, database, viewer, view)
        )
        cursor.register(f"own_{view}", rows)
    return _NAMED.sub(r"own_\1", question)


def _ask(database: Database, viewer: Viewer, view: str) -> pa.Table:
    with database.reading() as cursor:
        return cursor.execute(
            f"select * from intermediate.{view} where person_id = $person_id",
            {"person_id": viewer.person_id},
        ).to_arrow_table()
