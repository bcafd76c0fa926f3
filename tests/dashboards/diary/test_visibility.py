"""Who sees what of a student, by every plain route: drawn out, then walked.

Each student has words that stand nowhere else; a walker opens every address of the
table of access, with every child's number and code, and every link that it finds.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from pdf_oxide import PdfDocument

from dashboards.access import DOORS
from tests.drawn_table import rows_of
from tests.warehouse.test_diary import write_message

pytestmark = pytest.mark.by_turns

STUDENTS = {
    "Абрамов": "К-0001",
    "Громов": "К-0004",
    "Ершов": "К-0005",
    "Леваков": "К-0020",
    "Цветкова": "К-0021",
}
# + the student's words are found; · they are not. r-two is the parent of Громов and
# Цветкова, p-fiz a teacher whose child Ершов is, r-left's child left on 13 November;
# p-mat is the homeroom teacher of 5А (all but the last two), who has other pages.
VISIBLE = """
person          Абрамов Громов Ершов Леваков Цветкова
student:К-0001  +       ·      ·     ·       ·
r-one           +       ·      ·     ·       ·
r-two           ·       +      ·     ·       +
p-fiz           ·       ·      +     ·       ·
r-left          ·       ·      ·     ·       ·
p-mat           ·       ·      ·     ·       ·
p-dir           ·       ·      ·     ·       ·
"""
ROOMS = ("/diary", "/calendar")
GET_DOORS = [
    door.path
    for door in DOORS
    if door.method == "GET" and door.path.startswith(ROOMS) and "{" not in door.path
]


@pytest.fixture
def told(filled_school):
    """Say something to each student's parents that nobody else may read."""
    with filled_school.database.reading() as cursor:
        page_of = dict(
            cursor.execute(
                "select student_id, min(page_id) from journal.roster group by all"
            ).fetchall()
        )
    for student in STUDENTS.values():
        page = page_of[student]
        write_message(filled_school, f"Тайна {student}.", student, page=page)
    return filled_school


@pytest.mark.parametrize("person", rows_of(VISIBLE))
def test_every_route_shows_ones_own_children_and_nobody_else(
    told, family, log_in_as, person
):
    log_in_as(person)

    seen = _walked(family)

    drawn = rows_of(VISIBLE)[person]
    assert {name: "+" if _words(name) in seen else "·" for name in STUDENTS} == drawn


def test_who_loses_the_right_loses_it_on_every_route_at_once(told, family, log_in_as):
    log_in_as("r-two")
    before = _walked(family)
    assert _words("Громов") in before

    with told.database.writing() as cursor:
        cursor.execute(
            "update setup.parents set students = 'К-0021' where person_id = 'r-two'"
        )
    after = _walked(family)

    assert _words("Громов") not in after
    assert _words("Цветкова") in after


def _words(name):
    return f"Тайна {STUDENTS[name]}."


def _walked(browser):
    """Return the text of all that a person gets who tries everything."""
    waiting = [
        f"{path}?{urlencode(asked)}"
        for path in GET_DOORS
        for child in ("1", "2", "3", *STUDENTS.values())
        for asked in ({"child": child, "week": "2026-11-09"},)
    ]
    known, texts = set(waiting), []
    while waiting:
        answer = browser.get(waiting.pop(), headers={"accept": "text/html"})
        if answer.status_code != 200:
            continue
        text = _text(answer)
        texts.append(text)
        for way in re.findall(r'href="(/[^"]*)"', text):
            way = unescape(way)
            if way.startswith(ROOMS) and way not in known and len(known) < 45:
                known.add(way)
                waiting.append(way)
    return "\n".join(texts)


def _text(answer):
    if answer.headers["content-type"] != "application/pdf":
        return answer.text
    paper = PdfDocument.from_bytes(answer.content)
    return "\n".join(paper.extract_text(page) for page in range(paper.page_count()))
