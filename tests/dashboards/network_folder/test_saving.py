"""Saved is recorded: what a save in the folder does, and what lies there after it."""

from __future__ import annotations

from datetime import timedelta
from zipfile import ZipFile

import polars as pl
import pytest

from warehouse import ledger

pytestmark = pytest.mark.by_turns


def marked(program, desk, student, text):
    """Open the workbook in the folder, type one mark, save."""
    teacher = program.open()
    teacher.mark(desk.page, student, desk.lesson).value = text
    return program.put(program.workbook(), teacher.save())


def shown(program, desk, student):
    return program.open().mark(desk.page, student, desk.lesson).value


def uploads(desk):
    with desk.school.database.reading() as cursor:
        return cursor.execute(
            "select via, status from journal.uploads order by received_at"
        ).fetchall()


def count_workbooks(desk):
    with desk.school.database.reading() as cursor:
        return cursor.execute("select count(*) from journal.workbooks").fetchone()[0]


def entered_by_another(desk, student, mark):
    """Enter a mark as a colleague on the same page would."""
    blank = {"period_id": "", "sheet": "", "cell": "", "reason": ""}
    entry = {
        **blank, "page_id": desk.page, "lesson_id": desk.lesson, "student_id": student,
        "field": "mark", "value_text": mark, "value": mark, "mark_1": int(mark),
        "mark_2": None, "attendance": None,
    }  # fmt: skip
    with desk.school.database.writing() as cursor:
        ledger.append(
            cursor,
            pl.DataFrame([entry], schema=ledger.NEW_ENTRIES),
            ledger.Author(
                school_id=desk.school.school_id,
                year_id="2026",
                person_id=desk.stranger,
                received_at=desk.school.clock.now(),
                upload_id="u-colleague",
            ),
        )


def test_the_folder_shows_one_workbook_for_each_term_and_no_result_yet(program):
    names = program.names()

    assert len(names) == 4
    assert all(name.endswith(" четверть.xlsx") for name in names)


def test_a_mark_saved_in_the_folder_is_recorded_and_the_text_beside_says_so(
    program, desk
):
    assert marked(program, desk, desk.students[0], "5") == 204

    assert desk.values() == {desk.students[0]: "5"}
    assert uploads(desk) == [("dav", "recorded")]
    assert f"{program.workbook_name()}: записано." in program.result()
    assert program.workbook_name().replace(".xlsx", ".txt") in program.names()


def test_two_saves_in_a_row_are_both_recorded(program, desk):
    teacher = program.open()
    for student, text in zip(desk.students, ("5", "4"), strict=False):
        teacher.mark(desk.page, student, desk.lesson).value = text
        assert program.put(program.workbook(), teacher.save()) == 204

    assert desk.values() == dict(zip(desk.students, ("5", "4"), strict=False))


def test_what_was_saved_is_served_byte_for_byte_while_nothing_else_changed(
    program, desk
):
    teacher = program.open()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "5"
    saved = teacher.save()
    program.put(program.workbook(), saved)

    answer = program.ask("GET", program.workbook())

    assert answer.content == saved
    head = program.ask("HEAD", program.workbook())
    assert head.headers["etag"] == answer.headers["etag"]
    assert head.headers["content-length"] == str(len(saved))


def test_looking_makes_no_new_workbook_and_changes_no_tag(program, desk):
    before = program.ask("HEAD", program.workbook()).headers
    count = count_workbooks(desk)
    for _ in range(3):
        program.names()
        program.open()

    assert count_workbooks(desk) == count
    after = program.ask("HEAD", program.workbook()).headers
    assert (after["etag"], after["last-modified"]) == (
        before["etag"],
        before["last-modified"],
    )


def test_a_mark_entered_elsewhere_stands_in_the_workbook_at_once(program, desk):
    before = program.ask("HEAD", program.workbook()).headers["etag"]
    desk.enter(desk.students[1], "3")

    assert shown(program, desk, desk.students[1]) == "3"
    assert program.ask("HEAD", program.workbook()).headers["etag"] != before


def test_a_saved_copy_that_lacks_a_newer_mark_gives_way_to_a_fresh_one(program, desk):
    marked(program, desk, desk.students[0], "5")
    desk.enter(desk.students[1], "3")

    assert shown(program, desk, desk.students[0]) == "5"
    assert shown(program, desk, desk.students[1]) == "3"


def test_a_copy_opened_before_another_entry_is_recorded_and_then_made_anew(
    program, desk
):
    opened = program.open()
    desk.enter(desk.students[1], "3")
    opened.mark(desk.page, desk.students[0], desk.lesson).value = "5"

    assert program.put(program.workbook(), opened.save()) == 204

    assert desk.values() == {desk.students[0]: "5", desk.students[1]: "3"}
    assert shown(program, desk, desk.students[1]) == "3"


def test_a_faulty_cell_is_saved_told_and_still_there(program, desk):
    assert marked(program, desk, desk.students[0], "5-") == 204

    assert desk.values() == {}
    assert "«5-»" in program.result()
    assert shown(program, desk, desk.students[0]) == "5-"


def test_a_faulty_cell_stands_in_the_fresh_workbook_too_until_it_is_mended(
    program, desk
):
    marked(program, desk, desk.students[0], "5-")
    entered_by_another(desk, desk.students[1], "3")

    fresh = program.open()
    assert fresh.mark(desk.page, desk.students[0], desk.lesson).value == "5-"
    assert fresh.mark(desk.page, desk.students[1], desk.lesson).value == "3"

    fresh.mark(desk.page, desk.students[0], desk.lesson).value = "5"
    assert program.put(program.workbook(), fresh.save()) == 204
    assert desk.values() == {desk.students[0]: "5", desk.students[1]: "3"}
    entered_by_another(desk, desk.students[2], "4")
    assert shown(program, desk, desk.students[0]) == "5"


def test_a_faulty_cell_saved_in_an_older_copy_is_there_after_it_is_closed(
    program, desk
):
    older = program.open()
    entered_by_another(desk, desk.students[1], "3")
    newer = program.open()  # made anew
    newer.mark(desk.page, desk.students[2], desk.lesson).value = "4"
    assert program.put(program.workbook(), newer.save()) == 204
    older.mark(desk.page, desk.students[0], desk.lesson).value = "5-"

    assert program.put(program.workbook(), older.save()) == 204

    assert "«5-»" in program.result()
    assert shown(program, desk, desk.students[0]) == "5-"
    assert shown(program, desk, desk.students[1]) == "3"
    assert shown(program, desk, desk.students[2]) == "4"


def test_in_a_conflict_the_journal_keeps_its_mark_and_the_text_says_where_to_decide(
    program, desk
):
    opened = program.open()
    desk.enter(desk.students[0], "3")
    opened.mark(desk.page, desk.students[0], desk.lesson).value = "5"

    assert program.put(program.workbook(), opened.save()) == 204

    assert desk.values() == {desk.students[0]: "3"}
    assert "«Мои журналы»" in program.result()


def test_an_emptied_cell_is_never_erased_by_a_save(program, desk):
    marked(program, desk, desk.students[0], "5")

    assert marked(program, desk, desk.students[0], None) == 204

    assert desk.values() == {desk.students[0]: "5"}


def test_an_unreadable_file_is_refused_kept_and_told_and_the_workbook_stays(
    program, desk
):
    marked(program, desk, desk.students[0], "5")
    before = program.ask("GET", program.workbook()).content

    assert program.put(program.workbook(), b"PK no workbook at all") == 422

    assert uploads(desk)[-1] == ("dav", "refused")
    assert "не принято" in program.result()
    assert program.ask("GET", program.workbook()).content == before
    assert desk.values() == {desk.students[0]: "5"}


def test_a_new_day_opens_a_fresh_workbook_at_its_lessons(program, desk, clock):
    before = program.ask("HEAD", program.workbook()).headers["etag"]
    clock.set(clock.now() + timedelta(days=1))

    assert program.ask("HEAD", program.workbook()).headers["etag"] != before


def test_after_a_restart_the_same_copies_are_served(program, program_of, desk):
    marked(program, desk, desk.students[0], "5")
    before = program.ask("GET", program.workbook()).content
    count = count_workbooks(desk)

    again = program_of("teacher")  # the application is one; forget what it remembers
    for route in again.client._transport.app.routes:
        if route.path == "/dav":
            route.app._wsgi.app._provider._books._seen.clear()

    assert again.ask("GET", again.workbook()).content == before
    assert count_workbooks(desk) == count


def test_a_copy_damaged_on_the_disk_is_made_anew(program, desk):
    folder = desk.school.folder / "network_folder" / "current"
    program.names()
    for path in folder.glob("*/*.json"):
        path.write_text("{")
    desk.enter(desk.students[1], "3")

    assert shown(program, desk, desk.students[1]) == "3"


def test_a_workbook_from_elsewhere_under_any_name_is_handed_in(program, desk):
    teacher = desk.open_workbook()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "4"

    assert program.put("/dav/copy%20of%20mine.xlsx", teacher.save()) == 201

    assert desk.values() == {desk.students[0]: "4"}
    told = program.ask("GET", "/dav/copy%20of%20mine.txt").content.decode("utf-8-sig")
    assert "copy of mine.xlsx: записано." in told


def test_the_folder_serves_a_real_workbook(program, tmp_path):
    (tmp_path / "book.xlsx").write_bytes(program.ask("GET", program.workbook()).content)

    assert ZipFile(tmp_path / "book.xlsx").testzip() is None


def test_downloads_hand_ins_and_openings_stand_in_the_log_of_access(program, desk):
    marked(program, desk, desk.students[0], "5")
    program.names()

    with desk.school.database.reading() as cursor:
        lines = cursor.execute(
            "select action, person_id, place from access.log order by logged_at"
        ).fetchall()
    assert lines == [
        (action, desk.person, "/dav")
        for action in ("logged_in", "downloaded", "handed_in")
    ]


@pytest.mark.parametrize("way", ["DELETE", "MOVE"])
def test_a_deleted_or_renamed_workbook_comes_back_by_itself_and_loses_nothing(
    program, desk, clock, way
):
    marked(program, desk, desk.students[0], "5")
    address, name = program.workbook(), program.workbook_name()
    if way == "DELETE":
        assert program.ask("DELETE", address).status_code == 204
    else:
        assert program.move(address, "/dav/old.tmp") in (201, 204)
    assert name not in program.names()
    assert program.ask("GET", address).status_code == 404

    clock.set(clock.now() + timedelta(minutes=3))

    assert name in program.names()
    assert shown(program, desk, desk.students[0]) == "5"
    assert desk.values() == {desk.students[0]: "5"}


def test_a_faulty_cell_handed_in_elsewhere_stands_in_the_folders_copy(program, desk):
    first, second = desk.students[:2]
    marked(program, desk, second, "4")
    download = desk.open_workbook()
    download.mark(desk.page, first, desk.lesson).value = "5-"

    desk.hand_in(download)

    assert shown(program, desk, first) == "5-"
    assert shown(program, desk, second) == "4"


def test_a_save_while_the_server_stops_is_refused_and_can_be_repeated(
    program, desk, folder_site
):
    student = desk.students[0]
    before = shown(program, desk, student)
    folder_site.intake.close()
    teacher = program.open()
    teacher.mark(desk.page, student, desk.lesson).value = "5"

    answer = program.ask("PUT", program.workbook(), content=teacher.save())

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "30"
    assert shown(program, desk, student) == before
    assert uploads(desk) == []
