"""Handing in: the page a teacher uses and the address a program uses."""

from __future__ import annotations

import io
from urllib.parse import quote

import openpyxl
import pytest

from dashboards.door.guard import COOKIE
from dashboards.uploads import LARGEST_MIB
from ingest.handing_out import hand_out

SHEET = "5А Математика"


@pytest.fixture
def fill(school):
    """Fill cells of the teacher's own fresh workbook."""

    def filled(cells):
        workbook = openpyxl.load_workbook(io.BytesIO(hand_out(school, "P-05").content))
        for address, value in cells.items():
            workbook[SHEET][address] = value
        content = io.BytesIO()
        workbook.save(content)
        return content.getvalue()

    return filled


@pytest.fixture
def page(looking_as):
    app = looking_as("teacher", "app_pages/my_journals.py")
    app.run()
    return app


@pytest.fixture
def program(browser, token_of):
    """Hand in as a program in the teacher's browser does."""
    browser.client.headers["cookie"] = f"{COOKIE}={token_of('teacher')}"

    def post(content, name="журнал.xlsx", **headers):
        named = {"x-file-name": quote(name), **headers}
        return browser.ask("POST", "/api/workbooks", content=content, headers=named)

    return post


def hand_in(page, content, name="журнал.xlsx"):
    page.file_uploader[0].upload(name, content).run()
    assert not page.exception


def words(page):
    shown = [*page.success, *page.info, *page.warning, *page.error]
    return " ".join([one.value for one in shown] + [one.value for one in page.html])


def marks(school):
    with school.database.reading() as cursor:
        return cursor.execute(
            "select student_id, lesson_id, value from journal.current "
            "where field = 'mark' order by all"
        ).fetchall()


def test_the_page_offers_the_current_term_first(page):
    html = " ".join(one.value for one in page.html)

    assert 'class="now" href="/workbooks/2026-11-05"' in html
    assert html.index("/workbooks/2026-11-05") < html.index("/workbooks/2026-09-01")


def test_what_a_teacher_wrote_is_recorded_and_said_so(page, fill, school):
    hand_in(page, fill({"D7": "5", "D8": "н"}))

    assert "Внесены 2 записи." in words(page)
    assert [value for *_, value in marks(school)] == ["5", "н"]


def test_a_cell_that_is_no_mark_is_told_with_its_place_and_how_to_fix_it(
    page, fill, school
):
    hand_in(page, fill({"D7": "5", "D8": "<b>6</b>"}))

    told = words(page)
    assert f"{SHEET}, D8:" in told
    assert "Не записано: исправьте эти ячейки" in told
    assert "&lt;b&gt;6&lt;/b&gt;" in told
    assert "<b>6</b>" not in told
    assert [value for *_, value in marks(school)] == ["5"]


def test_the_uploader_is_empty_again_and_the_same_file_changes_nothing(page, fill):
    content = fill({"D7": "5"})
    hand_in(page, content)
    assert not page.file_uploader[0].value

    hand_in(page, content)

    assert "ничего не изменилось" in words(page)


def test_an_emptied_cell_is_removed_only_when_the_teacher_confirms(page, fill, school):
    hand_in(page, fill({"D7": "5", "D8": "4"}))

    hand_in(page, fill({"D7": None}))
    assert "Пока ничего не изменено" in words(page)
    assert len(marks(school)) == 2

    page.button[0].click().run()

    assert not page.exception
    assert [value for *_, value in marks(school)] == ["4"]
    assert not page.button


def test_a_file_that_is_no_workbook_is_refused_in_one_sentence(page, school):
    hand_in(page, b"not a workbook at all")

    assert len(page.error) == 1
    assert not page.success
    assert marks(school) == []


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
