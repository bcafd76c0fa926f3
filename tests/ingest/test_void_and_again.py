"""What is entered after a report does not count, and is entered again (§4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.load import finish_interrupted
from ingest.narrate import receipt_lines
from ingest.pending import receive
from tests.ingest.breached import Breached, breached
from tests.ingest.desk import ALL_EMPTIED

if TYPE_CHECKING:
    from tests.ingest.desk import Desk

pytestmark = pytest.mark.by_turns


@pytest.fixture
def school(desk: Desk) -> Breached:
    return breached(desk)


def test_what_was_changed_after_the_report_becomes_what_it_was_before(school: Breached):
    honest = school.desk.open_workbook()
    for place, mark in enumerate(("3", "4", "5")):
        school.set_mark(honest, place, mark)
    school.desk.hand_in(honest)
    reported_at = school.pass_time(hours=1)
    attack = school.desk.open_workbook()
    school.pass_time(minutes=1)
    for place, mark in enumerate(("5", None, "2", "2")):
        school.set_mark(attack, place, mark)
    school.desk.hand_in(attack, decisions=ALL_EMPTIED)
    assert school.marks() == {0: "5", 2: "2", 3: "2"}
    school.pass_time(hours=1)

    school.register(reported_at)

    assert school.marks() == {0: "3", 1: "4", 2: "5"}
    assert school.replayed() == []


def test_honest_entries_after_the_report_are_recorded_when_handed_in_again(
    school: Breached,
):
    own = school.desk.open_workbook()
    school.set_mark(own, 0, "3")
    school.desk.hand_in(own)
    reported_at = school.pass_time(hours=1)
    school.set_mark(own, 0, "4")  # a correction
    school.set_mark(own, 1, "5")  # a new mark
    school.desk.hand_in(own)
    school.pass_time(hours=1)
    school.register(reported_at)
    assert school.marks() == {0: "3"}
    school.pass_time(hours=1)
    school.issue_credentials()

    receipt = school.desk.hand_in(own)

    assert (receipt.count_recorded, receipt.proposals) == (2, ())
    assert school.marks() == {0: "4", 1: "5"}
    assert school.desk.hand_in(own).status == "unchanged"
    assert school.replayed() == []


def test_a_copy_that_holds_void_values_does_not_bring_them_back(school: Breached):
    own = school.desk.open_workbook()
    school.set_mark(own, 0, "3")
    school.desk.hand_in(own)
    reported_at = school.pass_time(hours=1)
    attack = school.desk.open_workbook()
    school.set_mark(attack, 0, "5")
    school.set_mark(attack, 1, "5")
    school.desk.hand_in(attack)
    downloaded_meanwhile = school.desk.open_workbook()
    school.pass_time(hours=1)
    school.register(reported_at)
    school.issue_credentials()
    school.set_mark(downloaded_meanwhile, 2, "4")

    receipt = school.desk.hand_in(downloaded_meanwhile)

    assert receipt.count_recorded == 1
    assert school.marks() == {0: "3", 2: "4"}


def test_a_colleague_who_saw_void_values_keeps_the_own_entries_only(school: Breached):
    reported_at = school.pass_time(hours=1)
    before = school.open_colleagues()
    attack = school.desk.open_workbook()
    school.set_mark(attack, 0, "2")
    school.set_mark(attack, 1, "2")
    school.desk.hand_in(attack)
    after = school.open_colleagues()
    school.set_mark(after, 2, "5")
    school.hand_in_colleagues(after)
    school.set_mark(before, 0, "2")  # typed by the colleague, by chance the same
    assert school.hand_in_colleagues(before).count_recorded == 0
    school.pass_time(hours=1)
    school.register(reported_at)
    assert school.marks() == {2: "5"}

    school.hand_in_colleagues(after)
    assert school.marks() == {2: "5"}, "what the colleague only saw is nobody's entry"
    school.hand_in_colleagues(before)
    assert school.marks() == {0: "2", 2: "5"}, "what the colleague typed counts"
    assert school.replayed() == []


def test_a_hand_in_during_the_void_period_is_kept_recorded_and_void(school: Breached):
    own = school.desk.open_workbook()
    school.set_mark(own, 0, "4")
    school.set_mark(own, 1, "6")
    reported_at = school.pass_time(hours=1)
    school.register(reported_at)
    school.pass_time(hours=1)

    receipt = school.desk.hand_in(own)

    assert (receipt.status, receipt.is_void, receipt.is_clean) == (
        "recorded",
        True,
        False,
    )
    assert any("недействительно" in line for line in receipt_lines(receipt, "ru"))
    assert school.desk.school.kept_path(receipt.file_sha256).exists()
    assert school.desk.counts()["entries"] == receipt.count_recorded > 0
    assert school.marks() == {}
    assert _open(school, "findings") == 0
    school.pass_time(minutes=1)
    school.issue_credentials()
    again = school.desk.hand_in(own)
    assert (again.is_void, again.count_recorded) == (False, receipt.count_recorded)
    assert school.marks() == {0: "4"}
    assert _open(school, "findings") > 0
    assert school.replayed() == []


@pytest.mark.embedded
def test_an_upload_received_in_the_void_period_and_finished_later_is_void(
    school: Breached,
):
    own = school.desk.open_workbook()
    school.set_mark(own, 0, "4")
    school.register(school.pass_time(hours=1))
    school.pass_time(hours=1)
    receive(school.desk.school, own.save(), "j.xlsx", school.desk.person, "api")
    school.pass_time(hours=1)
    school.issue_credentials()

    (receipt,) = finish_interrupted(school.desk.school)

    assert receipt.is_void
    assert school.marks() == {}


def test_a_void_hand_in_asks_and_reports_nothing_any_more(school: Breached):
    own = school.desk.open_workbook()
    school.set_mark(own, 0, "4")
    school.desk.hand_in(own)
    reported_at = school.pass_time(hours=1)
    attack = school.desk.open_workbook()
    school.set_mark(attack, 0, None)
    school.set_mark(attack, 1, "6")
    school.desk.hand_in(attack)
    assert _open(school, "findings") > 0
    assert _open(school, "proposals") == 1

    school.register(reported_at)

    assert (_open(school, "findings"), _open(school, "proposals")) == (0, 0)


def test_an_open_question_of_a_colleague_shows_no_void_value(school: Breached):
    reported_at = school.pass_time(hours=1)
    stale = school.open_colleagues()
    attack = school.desk.open_workbook()
    school.set_mark(attack, 0, "2")
    school.desk.hand_in(attack)
    school.set_mark(stale, 0, "5")
    assert school.hand_in_colleagues(stale).count_conflicts == 1

    school.register(reported_at)

    with school.desk.school.database.reading() as cursor:
        asked = cursor.execute(
            "select file_value, current_value from journal.proposals where is_open"
        ).fetchall()
    assert asked == [("5", None)]
    assert school.hand_in_colleagues(stale).proposals == ()
    assert school.marks() == {0: "5"}


def test_a_removal_under_the_account_is_void_too(school: Breached):
    school.desk.enter(school.desk.students[0], "5")
    reported_at = school.pass_time(hours=1)
    attack = school.desk.open_workbook()
    school.set_mark(attack, 0, None)
    school.desk.hand_in(attack, decisions=ALL_EMPTIED)
    assert school.marks() == {}

    school.register(reported_at)

    assert school.marks() == {0: "5"}


def _open(school: Breached, table: str) -> int:
    with school.desk.school.database.reading() as cursor:
        return cursor.execute(
            f"select count(*) from journal.{table} where is_open"
        ).fetchall()[0][0]
