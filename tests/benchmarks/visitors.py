"""Who looks at what in the benchmarks: a hundred people of the school and their pages.

Of ten sessions six are of staff at Streamlit's pages, four are parents at the diary.
"""

from __future__ import annotations

from itertools import cycle, islice
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from dashboards.journal.figures import page_title
from tests.benchmarks.served import log_ins, people_of
from warehouse.queries import choices
from warehouse.viewer import Viewer

if TYPE_CHECKING:
    from warehouse.school_folder import School

# Pages of ten sessions, in order: page and role of who has it open.
_PAGES = (
    ("school_today", "director"),
    ("my_journals", "teacher"),
    ("diary", "parent"),
    ("summary_sheet", "homeroom"),
    ("diary", "parent"),
    ("timeliness", "deputy"),
    ("journal_page", "teacher"),
    ("diary", "parent"),
    ("class_progress", "homeroom"),
    ("diary", "parent"),
)
_OF_CLASSES = ("summary_sheet", "class_progress")


class Visitor(NamedTuple):
    """A log-in and the page it has open, and what is chosen there in turn."""

    token: str
    page: str
    queries: tuple[str, ...]


def visitors(school: School, count: int) -> list[Visitor]:
    """Log in as many people as asked; leaders are few and come several times."""
    people = {role: cycle(people_of(school, role)) for _, role in _PAGES}
    open_pages = list(islice(cycle(_PAGES), count))
    persons = [next(people[role]) for _, role in open_pages]
    tokens = log_ins(school, persons)
    return [
        Visitor(token, page, _queries(school, page, person))
        for token, (page, _), person in zip(tokens, open_pages, persons, strict=True)
    ]


def _queries(school: School, page: str, person_id: str) -> tuple[str, ...]:
    """Return the addresses between which a person goes to and fro on a page."""
    if page in _OF_CLASSES:
        return _chosen(
            school,
            "class",
            "select class_id from intermediate.int_class_access "
            "where person_id = $person_id order by hash(class_id) limit 3",
            person_id,
        )
    if page == "journal_page":
        pages = choices.pages(school.database, Viewer(person_id, frozenset()))
        found = [page_query(school, person_id, one) for one in pages["page_id"][:3]]
        return tuple(found) or ("",)
    return ("",)


def page_query(school: School, person_id: str, page_id: str) -> str:
    """Return the address of a journal page: it names the page by its title."""
    pages = choices.pages(school.database, Viewer(person_id, frozenset()))
    (page,) = pages.filter(page_id=page_id).iter_rows(named=True)
    return urlencode({"page": page_title(page)})


def _chosen(
    school: School, name: str, question: str, person_id: str
) -> tuple[str, ...]:
    with school.database.reading() as cursor:
        rows = cursor.execute(question, {"person_id": person_id}).fetchall()
    return tuple(urlencode({name: value}) for (value,) in rows) or ("",)
