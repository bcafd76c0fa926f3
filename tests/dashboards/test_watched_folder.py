"""The school's watched folder: one subfolder per login, looked at by the server."""

from __future__ import annotations

import os
import sys

import pytest

from dashboards.watched_folder import WatchedFolder, watched_folder_of
from tests.dashboards.handing_in import marks
from warehouse.school_folder import SETTINGS_FILE

RESULT = "журнал.xlsx.результат.txt"


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "общая папка"
    folder.mkdir()
    return folder


@pytest.fixture
def look(site, root):
    watched = WatchedFolder(site, root)

    def twice():
        watched.look()
        watched.look()

    return twice


def save(path, content):
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    moment = path.stat().st_mtime - 60
    os.utime(path, (moment, moment))


def result(folder):
    return (folder / RESULT).read_text("utf-8-sig")


def uploads(school):
    with school.database.reading() as cursor:
        return cursor.execute(
            "select received_by, via, status from journal.uploads"
        ).fetchall()


def test_what_a_teacher_saves_in_the_own_subfolder_is_handed_in(
    look, root, school, fill
):
    save(root / "teacher" / "журнал.xlsx", fill({"D7": "5"}))

    look()
    look()

    assert uploads(school) == [("P-05", "folder", "recorded")]
    assert [value for *_, value in marks(school)] == ["5"]
    assert "журнал.xlsx: записано." in result(root / "teacher")
    assert result(root / "teacher").startswith("23.11.2026 12:00\n")
    with school.database.reading() as cursor:
        (line,) = cursor.execute(
            "select person_id, place from access.log where action = 'handed_in'"
        ).fetchall()
    assert line == ("P-05", "watched_folder")


def test_a_refusal_lies_beside_the_file_too(look, root, school):
    save(root / "teacher" / "журнал.xlsx", b"nothing of the kind")

    look()

    assert uploads(school) == [("P-05", "folder", "refused")]
    assert "журнал.xlsx: не принято." in result(root / "teacher")


@pytest.mark.parametrize(
    "login",
    ["director", "administrator", "student", "parent", "nobody", "чужой", "P-05"],
)
def test_whoever_does_not_teach_here_hands_nothing_in_and_reads_why(
    look, root, school, fill, login
):
    save(root / login / "журнал.xlsx", fill({"D7": "5"}))

    look()

    assert uploads(school) == []
    assert f"с логином «{login}» здесь нет" in result(root / login)


def test_a_frozen_teacher_hands_nothing_in_until_the_account_is_open_again(
    look, root, school, fill, monkeypatch
):
    monkeypatch.setattr("dashboards.watched_folder.RETRY_AFTER", 0.0)
    freeze = "update access.accounts set state = ? where login = 'teacher'"
    with school.database.writing() as cursor:
        cursor.execute(freeze, ["frozen"])
    save(root / "teacher" / "журнал.xlsx", fill({"D7": "5"}))
    look()
    assert uploads(school) == []
    assert "учётная запись «teacher» заморожена" in result(root / "teacher")

    with school.database.writing() as cursor:
        cursor.execute(freeze, ["active"])
    look()

    assert uploads(school) == [("P-05", "folder", "recorded")]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_out_of_the_folder_are_not_followed(look, root, school, fill, tmp_path):
    save(tmp_path / "elsewhere" / "журнал.xlsx", fill({"D7": "5"}))
    (root / "teacher").symlink_to(tmp_path / "elsewhere")
    (root / "homeroom").mkdir()
    (root / "homeroom" / "журнал.xlsx").symlink_to(tmp_path / "elsewhere/журнал.xlsx")

    look()

    assert uploads(school) == []
    assert not list(root.rglob("*.txt"))
    assert not list((tmp_path / "elsewhere").glob("*.txt"))


def test_one_subfolder_that_cannot_be_read_does_not_stop_the_others(
    look, root, school, fill, monkeypatch
):
    save(root / "homeroom" / "журнал.xlsx", b"x")
    save(root / "teacher" / "журнал.xlsx", fill({"D7": "5"}))
    scan = os.scandir

    def locked(path):
        if str(path).endswith("homeroom"):
            raise PermissionError(13, "no", str(path))
        return scan(path)

    monkeypatch.setattr("ingest.watch.files.os.scandir", locked)

    look()

    assert uploads(school) == [("P-05", "folder", "recorded")]


def test_a_failure_in_one_subfolder_keeps_no_other_teacher_waiting(
    site, root, school, fill
):
    save(root / "a" / "журнал.xlsx", b"x")
    save(root / "teacher" / "журнал.xlsx", fill({"D7": "5"}))
    watched = WatchedFolder(site, root)
    watched.look()

    def failing(content, name):
        raise ZeroDivisionError

    watched._watchers["a"]._hand_in = failing

    with pytest.raises(ZeroDivisionError):
        watched.look()

    assert uploads(school) == [("P-05", "folder", "recorded")]


@pytest.mark.skipif(sys.platform == "win32", reason="names are text there")
def test_names_that_are_no_text_stop_nobody(look, root, school, fill):
    save(root / os.fsdecode(b"\xff") / "журнал.xlsx", b"x")
    save(root / "teacher" / os.fsdecode(b"\xa6.xlsx"), fill({"D7": "5"}))

    look()

    assert uploads(school) == [("P-05", "folder", "recorded")]


def test_the_settings_name_the_folder_beside_the_school_or_by_its_full_path(
    school, tmp_path
):
    assert watched_folder_of(school) is None
    settings = school.folder / SETTINGS_FILE
    before = settings.read_text(encoding="utf-8")

    settings.write_text(before + 'watched_folder = "сдать"\n', encoding="utf-8")
    assert watched_folder_of(school) == school.folder / "сдать"

    named = f'watched_folder = "{(tmp_path / "share").as_posix()}"\n'
    settings.write_text(before + named, encoding="utf-8")
    assert watched_folder_of(school) == tmp_path / "share"
