"""`POST /api/workbooks`: what a program is told, in the caller's language."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ingest.reading.formats import LARGEST_MIB
from tests.dashboards.handing_in import marks
from warehouse.access import tokens
from warehouse.access.accounts import account_for_login

DOOR = "/api/workbooks"


@pytest.fixture
def program(browser, school, clock):
    """Hand in with a token, as curl does; no cookie, no Origin."""
    del browser.client.headers["origin"]
    account, _ = account_for_login(school.database, "teacher")
    token = tokens.make_token(
        school.database,
        account.account_id,
        "проверка",
        "upload",
        at=clock.now(),
        valid_for=timedelta(days=1),
    )

    def ask(content, query="", **headers):
        named = {"authorization": f"Bearer {token}", "x-file-name": "j.xlsx", **headers}
        return browser.ask("POST", DOOR + query, content=content, headers=named)

    return ask


def test_the_answer_tells_it_in_plain_lines_cell_by_cell_and_where_the_copy_is(
    program, fill
):
    answer = program(fill({"D7": "5", "D8": "77"})).json()

    assert answer["status"] == "recorded"
    assert answer["text"][0] == "j.xlsx: записано."
    assert any("D8" in line and "«77»" in line for line in answer["text"])
    outcomes = {(one["cell"], one["kind"]) for one in answer["outcomes"]}
    assert outcomes == {("D7", "new"), ("D8", "faulty")}
    assert answer["returned"] == f"/returned/{answer['upload_id']}"
    total = answer["count_recorded"] + answer["count_unchanged"]
    total += answer["count_quarantined"] + answer["count_conflicts"]
    assert total == answer["count_cells"]


def test_a_program_chooses_the_language(program, fill):
    content = fill({"D7": "5"})

    assert program(content).json()["text"][0] == "j.xlsx: записано."
    told = program(content, **{"accept-language": "en-GB,en"}).json()["text"][0]
    assert told == "j.xlsx: nothing new to record."


def test_emptied_cells_are_removed_only_when_the_caller_says_so(program, fill, school):
    program(fill({"D7": "5"}))
    emptied = fill({"D7": None})

    waiting = program(emptied).json()
    assert waiting["count_removals"] == 0
    assert [one["kind"] for one in waiting["proposals"]] == ["removal"]
    assert len(marks(school)) == 1

    removed = program(emptied, "?confirm_removals=1").json()

    assert removed["count_removals"] == 1
    assert marks(school) == []


@pytest.mark.parametrize("word", ["yes", "true", "2", "1&confirm_removals=x"])
def test_an_unclear_word_about_removals_is_refused_and_nothing_is_taken(
    program, fill, school, word
):
    answer = program(fill({"D7": "5"}), f"?confirm_removals={word}")

    assert answer.status_code == 400
    assert "пишите 1 или 0" in answer.json()["error"]
    assert marks(school) == []


def test_every_refusal_is_json_with_one_sentence(program, browser):
    too_large = program(b"PK" + bytes(LARGEST_MIB << 20))
    refused = program(b"not a workbook")
    answers = {
        413: too_large,
        400: program(b""),
        422: refused,
        401: browser.ask("POST", DOOR, content=b"PK"),
    }

    for status, answer in answers.items():
        assert answer.status_code == status
        assert isinstance(answer.json()["error"], str)
    assert "МБ" in too_large.json()["error"]
    assert refused.json()["returned"] is None
    assert refused.json()["text"][0] == "j.xlsx: не принято."
    wrong = program(b"PK", authorization="Bearer vdm_wrong")
    assert (wrong.status_code, list(wrong.json())) == (401, ["error"])
