"""`/returned/…`: one's own checked copies, and nobody else's."""

from __future__ import annotations

import io
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from dashboards.door.guard import COOKIE
from dashboards.returned_copies import checked_name
from expectations.language import say
from ingest import preview
from ingest.load import hand_in

FAULTY = {"D7": "77", "D8": "5"}


@pytest.fixture
def ask(browser, token_of):
    """Ask for a copy as one of the school's people."""

    def asked(upload_id, login="teacher"):
        browser.client.headers["cookie"] = f"{COOKIE}={token_of(login)}"
        return browser.get(f"/returned/{upload_id}")

    return asked


def noted(school):
    with school.database.reading() as cursor:
        return cursor.execute(
            "select action, person_id, place, scope from access.log "
            "where action = 'downloaded'"
        ).fetchall()


def test_a_teacher_gets_the_own_workbook_marked_and_the_log_says_so(ask, school, fill):
    receipt = hand_in(school, fill(FAULTY), "Мой журнал.xlsx", "P-05", "page")

    answer = ask(receipt.upload_id)

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    name = unquote(answer.headers["content-disposition"])
    assert name.endswith("''Мой журнал (проверено).xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    assert "«77»" in book["5А Математика"]["D7"].comment.text
    place = "/returned/{upload_id}"
    assert noted(school) == [("downloaded", "P-05", place, receipt.upload_id)]


def test_a_waiting_preview_can_be_fetched_too(ask, school, fill):
    seen = preview.take(school, fill(FAULTY), "журнал.xlsx", "P-05")
    assert seen.status == "waiting"

    assert ask(seen.upload_id).status_code == 200


@pytest.mark.parametrize("login", ["homeroom", "director", "deputy", "administrator"])
def test_nobody_elses_copy_is_given_out(ask, school, fill, login):
    recorded = hand_in(school, fill(FAULTY), "журнал.xlsx", "P-05", "page")
    waiting = preview.take(school, fill({"D9": "78"}), "журнал.xlsx", "P-05")

    for upload_id in (recorded.upload_id, waiting.upload_id):
        answer = ask(upload_id, login)
        assert answer.status_code in (403, 404)
        assert "журнал" not in answer.text
    assert noted(school) == []


def test_what_has_no_copy_is_told_in_one_sentence(ask, school):
    refused = hand_in(school, b"nothing", "письмо.xlsx", "P-05", "page")

    answer = ask(refused.upload_id)

    assert answer.status_code == 409
    assert answer.text == say(refused.refusal, "ru", **refused.refusal_facts)
    assert ask("no-such-upload").status_code == 404
    assert noted(school) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("журнал.xlsx", "журнал (проверено).xlsx"),
        ("журнал", "журнал (проверено).xlsx"),
        ("7А.математика.XLSX", "7А.математика (проверено).xlsx"),
        ("журнал.xlsm", "журнал (проверено).xlsm"),
        ('a"b\r\n|c.xlsx', "abc (проверено).xlsx"),
    ],
)
def test_the_copys_name_is_safe_on_every_system(name, shown):
    assert checked_name(name, "ru") == shown


def test_the_log_of_access_can_be_read_after_a_copy_was_fetched(
    ask, school, fill, looking_as
):
    receipt = hand_in(school, fill(FAULTY), "журнал.xlsx", "P-05", "page")
    ask(receipt.upload_id)

    app = looking_as("director", "app_pages/access_log.py").run()

    assert not app.exception
    assert "проверенная копия" in " ".join(one.value for one in app.html)
