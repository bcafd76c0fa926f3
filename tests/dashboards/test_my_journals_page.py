"""Handing in: the page a teacher uses and the address a program uses."""

from __future__ import annotations

import io
from urllib.parse import quote

import openpyxl
import pytest

from dashboards.door.guard import COOKIE
from ingest.reading.formats import LARGEST_MIB
from tests.dashboards.handing_in import hand_in, marks, words

pytestmark = pytest.mark.by_turns

SHEET = "5А Математика"


@pytest.fixture
def program(browser, token_of):
    """Hand in as a program in the teacher's browser does."""
    browser.client.headers["cookie"] = f"{COOKIE}={token_of('teacher')}"

    def post(content, name="журнал.xlsx", **headers):
        named = {"x-file-name": quote(name), **headers}
        return browser.ask("POST", "/api/workbooks", content=content, headers=named)

    return post


def test_the_page_offers_the_current_term_first(my_journals):
    html = " ".join(one.value for one in my_journals.html)

    assert 'class="now" href="/workbooks/2026-11-05"' in html
    assert html.index("/workbooks/2026-11-05") < html.index("/workbooks/2026-09-01")


def test_what_a_teacher_wrote_is_recorded_at_once_and_said_so(
    my_journals, fill, school
):
    hand_in(my_journals, fill({"D7": "5", "D8": "н"}))

    assert "Записаны 2 ячейки." in words(my_journals)
    assert [value for *_, value in marks(school)] == ["5", "н"]


def test_the_uploader_is_empty_again_and_the_same_file_changes_nothing(
    my_journals, fill
):
    content = fill({"D7": "5"})
    hand_in(my_journals, content)
    assert not my_journals.file_uploader[0].value

    hand_in(my_journals, content)

    assert "ничего не изменилось" in words(my_journals)


def test_a_file_that_is_no_workbook_is_refused_in_one_sentence(my_journals, school):
    hand_in(my_journals, b"not a workbook at all", "*план*.numbers")

    assert len(my_journals.error) == 1
    assert not my_journals.success
    assert marks(school) == []


def test_each_workbook_tells_its_last_hand_in(my_journals, fill):
    assert words(my_journals).count("Ещё не сдана") == 2

    hand_in(my_journals, fill({"D7": "5"}), "<i>журнал.xlsx")

    told = words(my_journals)
    assert told.count("Ещё не сдана") == 1
    assert "Последняя сдача 23.11.2026 12:00 (эта страница): записана 1 ячейка" in told
    assert "&lt;i&gt;журнал.xlsx" in told
    assert "<i>" not in told


def test_what_is_due_goes_from_the_list_as_it_is_handed_in(my_journals, fill):
    before = the_due(words(my_journals))
    assert "п. 2.5" in before

    hand_in(my_journals, fill({"D7": "н"}))

    assert the_due(words(my_journals)) != before


def the_due(told):
    """Return the part of the page about what is due."""
    return told[told.index("vedomost-due") : told.index("vedomost-timely")]


def test_a_program_gets_the_receipt_and_the_journal_the_mark(program, fill, school):
    answer = program(fill({"D7": "5"}))

    assert answer.status_code == 200
    receipt = answer.json()
    assert (receipt["status"], receipt["count_recorded"]) == ("recorded", 1)
    assert receipt["file_name"] == "журнал.xlsx"
    assert len(marks(school)) == 1


def test_a_program_is_told_why_a_file_is_refused(program):
    answer = program(b"PK nothing")

    assert answer.status_code == 422
    assert answer.json()["status"] == "refused"
    assert answer.json()["error"]


def test_another_site_cannot_hand_in_for_a_teacher(program, fill, school):
    content = fill({"D7": "5"})
    assert program(content, origin="https://evil.example").status_code == 403
    assert program(content, **{"sec-fetch-site": "cross-site"}).status_code == 403
    assert marks(school) == []


def test_too_much_is_refused_while_it_is_still_coming_in(program, school):
    async def endless():
        for _ in range(LARGEST_MIB + 2):
            yield b"x" * 2**20

    assert program(b"", **{"content-length": str(2**40)}).status_code == 413
    assert program(endless()).status_code == 413
    assert program(b"").status_code == 400
    assert not (school.folder / "received").exists()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/журнал.xlsx", "журнал.xlsx"),
        ("C:\\Users\\me\\a.xlsx", "a.xlsx"),
        ("a\nb\x00.xlsx", "ab.xlsx"),
        ("", "journal.xlsx"),
        ("x" * 500 + ".xlsx", "x" * 115 + ".xlsx"),
    ],
)
def test_a_file_name_is_only_a_name(program, sent, kept):
    assert program(b"PK", name=sent).json()["file_name"] == kept


def test_a_russian_file_name_from_curl_stays_readable(program):
    answer = program(b"PK", **{"x-file-name": "журнал 2А.xlsx".encode()})

    assert answer.json()["file_name"] == "журнал 2А.xlsx"


def test_a_download_is_the_teachers_own_workbook_of_that_term(browser, token_of):
    browser.client.headers["cookie"] = f"{COOKIE}={token_of('teacher')}"

    answer = browser.get("/workbooks/2026-11-05")

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    workbook = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert SHEET in workbook.sheetnames
    assert "5А Русский язык" not in workbook.sheetnames


@pytest.mark.parametrize("asked", ["2026-11-06", "1999-01-01", "x", "2026-99-99"])
def test_a_term_that_is_not_there_is_not_found(browser, token_of, asked):
    browser.client.headers["cookie"] = f"{COOKIE}={token_of('teacher')}"

    assert browser.get(f"/workbooks/{asked}").status_code == 404
