"""What an open page shows: which journal pages' cells it has to follow.

A page of a class follows every journal page on which a student of the class ever stood:
marks come along with who changes class or group. What may change anything else (the
set-up, a closed period, a breach) concerns every page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from warehouse.changes import hand_ins_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warehouse.database import Database

_OF_STUDENTS = """
    select distinct others.page_id
    from journal.roster as mine
    inner join journal.roster as others on mine.student_id = others.student_id
    where {whose}
"""
# Journal pages by kind; `key` is the class, the page or the person.
_PAGES = {
    "class": _OF_STUDENTS.format(whose="mine.class_id = $key"),
    "page": _OF_STUDENTS.format(whose="mine.page_id = $key")
    + " union select $key as page_id",
    "family": """
        select roster.page_id
        from journal.roster as roster
        inner join intermediate.int_diary_access as access
            on roster.student_id = access.student_id and access.person_id = $key
    """,
    "teacher": """
        select page_id from journal.page_teachers where person_id = $key
        union
        select page_id from journal.replaced_lessons where person_id = $key
        union
        select pages.page_id
        from journal.workbooks as workbooks
        inner join journal.workbook_pages as pages
            on workbooks.workbook_id = pages.workbook_id
        where workbooks.person_id = $key
    """,
}

_OF_WHO_ASKS = ("family", "teacher")


class Concern(NamedTuple):
    """What a page is about: a class, a journal page, a teacher's journals, diaries."""

    kind: str  # a key of `_PAGES`
    key: str

    @property
    def asked(self) -> str:
        """How the listener names it to `/events`; a person is who asks."""
        told = {self.kind: "" if self.kind in _OF_WHO_ASKS else self.key}
        return f"?{urlencode(told)}"


def concern_asked(query: Mapping[str, str], person_id: str) -> Concern | None:
    """Return what a listener names; None follows everything."""
    for kind, key in query.items():
        if kind in _PAGES:
            return Concern(kind, person_id if kind in _OF_WHO_ASKS else key)
    return None


def version_of(database: Database, concern: Concern | None) -> int:
    """Return the last version that concerns a page."""
    if concern is None:
        return database.version
    pages = database.standing.of(concern, lambda: _pages(database, concern))
    return database.changes.version_of(pages)


def _pages(database: Database, concern: Concern) -> frozenset[str]:
    with database.reading() as cursor:
        rows = cursor.execute(_PAGES[concern.kind], {"key": concern.key}).fetchall()
    pages = frozenset(page_id for (page_id,) in rows)
    if concern.kind == "teacher":
        pages |= {hand_ins_of(concern.key)}
    return pages
