"""How programs save: empty files first, locks, temporary files, renaming, their own."""

from __future__ import annotations

import time
import unicodedata
from datetime import timedelta
from urllib.parse import quote

import pytest

from dashboards.network_folder import application
from dashboards.network_folder.scratch import sweep

pytestmark = pytest.mark.by_turns


def typed(program, desk, text="5"):
    teacher = program.open()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = text
    return teacher.save()


def count_uploads(desk):
    with desk.school.database.reading() as cursor:
        return cursor.execute("select count(*) from journal.uploads").fetchone()[0]


def test_windows_writes_nothing_then_locks_then_writes(program, desk):
    content, address = typed(program, desk), program.workbook()
    assert program.put(address, b"") == 204
    assert count_uploads(desk) == 0
    lock = program.lock(address)
    token = lock.headers["lock-token"]
    assert token.startswith("<opaquelocktoken:")

    assert program.put(address, content, **{"if": f"({token})"}) == 204
    times = (
        '<D:propertyupdate xmlns:D="DAV:" xmlns:Z="urn:schemas-microsoft-com:"><D:set>'
        "<D:prop><Z:Win32LastModifiedTime>Mon, 23 Nov 2026 10:30:00 GMT"
        "</Z:Win32LastModifiedTime></D:prop></D:set></D:propertyupdate>"
    )
    patched = program.ask(
        "PROPPATCH", address, content=times.encode(), headers={"if": f"({token})"}
    )
    assert "200 OK" in patched.text
    unlocked = program.ask("UNLOCK", address, headers={"lock-token": token})
    assert unlocked.status_code == 204
    assert desk.values() == {desk.students[0]: "5"}


def test_excel_saves_into_a_temporary_file_and_renames_it(program, desk):
    """The old file is renamed away, the new one into its place, the old one deleted."""
    content, address = typed(program, desk), program.workbook()
    assert program.put("/dav/~$own.xlsx", b"owner") == 201
    assert program.put("/dav/1A2B3C4D", b"") == 201
    assert program.put("/dav/1A2B3C4D", content) == 204
    assert count_uploads(desk) == 0
    assert program.move(address, "/dav/5E6F.tmp", overwrite="F") in (201, 204)
    assert program.move("/dav/1A2B3C4D", address, overwrite="F") in (201, 204)
    assert program.ask("DELETE", "/dav/5E6F.tmp").status_code == 204
    assert program.ask("DELETE", "/dav/~$own.xlsx").status_code == 204

    assert desk.values() == {desk.students[0]: "5"}
    assert count_uploads(desk) == 1
    assert len(program.names()) == 4 + 1  # and the text beside


def test_a_rename_onto_the_workbook_that_is_there_hands_in_too(program, desk):
    program.put("/dav/new.tmp", typed(program, desk))

    assert program.move("/dav/new.tmp", program.workbook()) in (201, 204)

    assert desk.values() == {desk.students[0]: "5"}
    assert "new.tmp" not in program.names()


def test_a_rename_that_may_not_overwrite_leaves_everything_as_it_is(program, desk):
    program.put("/dav/new.tmp", typed(program, desk))

    assert program.move("/dav/new.tmp", program.workbook(), overwrite="F") == 412

    assert desk.values() == {}
    assert "new.tmp" in program.names()


def test_a_save_taken_back_hands_nothing_in(program, desk):
    address = program.workbook()
    program.move(address, "/dav/old.tmp")
    assert program.move("/dav/old.tmp", address) in (201, 204)

    assert count_uploads(desk) == 0
    assert program.workbook() == address


def test_a_rename_of_something_unreadable_keeps_the_temporary_file(program, desk):
    program.put("/dav/new.tmp", b"PK half of a workbook")

    assert program.move("/dav/new.tmp", program.workbook()) == 422

    assert "new.tmp" in program.names()
    assert "не принято" in program.result()


@pytest.mark.parametrize(
    "name",
    ["~$journal.xlsx", ".~lock.journal.xlsx%23", "._journal.xlsx", ".DS_Store"],
)
def test_files_of_programs_for_themselves_are_kept_and_never_read(program, desk, name):
    content = typed(program, desk)

    assert program.put(f"/dav/{name}", content) == 201

    assert program.ask("GET", f"/dav/{name}").content == content
    assert count_uploads(desk) == 0
    assert program.ask("DELETE", f"/dav/{name}").status_code == 204


def test_macos_saves_through_a_folder_of_its_own(program, desk):
    folder = "/dav/.TemporaryItems"
    assert program.ask("MKCOL", folder).status_code == 201
    assert program.put(f"{folder}/book.xlsx", typed(program, desk)) == 201
    assert count_uploads(desk) == 0

    assert program.move(f"{folder}/book.xlsx", program.workbook()) in (201, 204)

    assert desk.values() == {desk.students[0]: "5"}


def test_a_locked_workbook_is_not_overwritten_by_a_second_program(
    program, program_of, desk
):
    content, address = typed(program, desk), program.workbook()
    token = program.lock(address).headers["lock-token"]
    second = program_of("teacher")

    assert second.lock(address).status_code == 423
    assert second.put(address, content) == 423
    assert second.put(address, content, **{"if": "(<opaquelocktoken:0x1>)"}) == 412
    assert desk.values() == {}
    assert program.put(address, content, **{"if": f"({token})"}) == 204


def test_a_locked_workbook_is_deleted_only_by_the_program_that_locked_it(program):
    token = program.lock(program.workbook()).headers["lock-token"]

    def delete(**headers: str) -> int:
        answer = program.ask("DELETE", program.workbook(), headers=headers)
        return int(answer.status_code)

    assert delete() == 423
    assert program.workbook_name() in program.names()
    assert delete(**{"if": f"({token})"}) == 204


def test_two_programs_that_save_the_same_copy_in_turn_lose_nothing(
    program, program_of, desk
):
    first, second = program.open(), program_of("teacher").open()
    address = program.workbook()
    first.mark(desk.page, desk.students[0], desk.lesson).value = "5"
    second.mark(desk.page, desk.students[1], desk.lesson).value = "4"

    assert program.put(address, first.save()) == 204
    assert program.put(address, second.save()) == 204

    assert desk.values() == {desk.students[0]: "5", desk.students[1]: "4"}
    again = program.open()
    assert again.mark(desk.page, desk.students[0], desk.lesson).value == "5"


def test_a_program_that_asks_for_the_tag_it_knew_learns_that_it_changed(program, desk):
    address = program.workbook()
    tag = program.ask("HEAD", address).headers["etag"]
    content = typed(program, desk)
    desk.enter(desk.students[1], "3")

    assert program.put(address, content, **{"if-match": tag}) == 412


def test_the_lock_of_a_program_that_crashed_ends_by_itself(program, monkeypatch):
    monkeypatch.setattr(application, "_LONGEST_LOCK", 5.0)
    address = program.workbook()
    assert program.lock(address).status_code == 200
    assert program.lock(address).status_code == 423

    time.sleep(5.2)
    assert program.lock(address).status_code == 200


def test_libreoffice_that_forgets_its_own_lock_may_save_another_program_may_not(
    program, desk
):
    """LibreOffice 7.4 does, where a name has letters beyond ASCII."""
    content, address = typed(program, desk), program.workbook()
    agent = {"user-agent": "LibreOffice 7.4.7.2"}
    program.lock(address, owner="Excel")
    assert program.put(address, content, **agent) == 423
    token = program.lock(address).headers.get("lock-token", "")
    assert token == ""

    other = f"/dav/{quote(program.workbook_name().replace('2 ч', '1 ч'))}"
    program.lock(other, owner="LibreOffice - ")
    assert program.put(other, b"", **agent) == 204
    assert program.put(other, b"") == 423


def test_old_files_of_programs_are_swept_away_and_workbooks_stay(program, desk, clock):
    program.put("/dav/old.tmp", b"x")
    program.ask("MKCOL", "/dav/folder")
    clock.set(clock.now() + timedelta(days=4))
    program.put("/dav/new.tmp", b"x")

    sweep(desk.school.folder / "network_folder", clock.now())

    assert [name for name in program.names() if not name.endswith("xlsx")] == [
        "new.tmp"
    ]
    assert len(program.names()) == 5


def test_an_empty_folder_that_a_program_has_just_made_is_not_swept_away(
    program, desk, clock
):
    program.ask("MKCOL", "/dav/folder")
    program.ask("MKCOL", "/dav/folder/inner")
    program.ask(
        "COPY", "/dav/folder", headers={"destination": "http://testserver/dav/copied"}
    )

    sweep(desk.school.folder / "network_folder", clock.now())

    assert program.ask("PROPFIND", "/dav/folder/inner").status_code == 207
    assert program.ask("PROPFIND", "/dav/copied/inner").status_code == 207


def test_decomposed_letters_of_macos_name_the_same_file(program):
    composed = "Журнал Андреева, йод.tmp"
    decomposed = unicodedata.normalize("NFD", composed)
    assert decomposed != composed
    assert program.put(f"/dav/{quote(composed)}", b"x") == 201

    assert program.put(f"/dav/{quote(decomposed)}", b"y") == 204

    assert program.ask("GET", f"/dav/{quote(composed)}").content == b"y"
    assert program.names().count(composed) == 1
