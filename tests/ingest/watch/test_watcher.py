"""A watched folder: what comes to rest there is handed in, once, and told about."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.watch import files
from ingest.watch.watcher import Answer, Watcher

WORKBOOK = "журнал 5А.xlsx"
RESULT = "журнал 5А.xlsx.результат.txt"


_NO_LINKS = pytest.mark.skipif(
    sys.platform == "win32", reason="links need rights there, pipes are no files"
)


class School:
    """Takes workbooks in as the real one does, and remembers them."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.answer = Answer("Записано.")

    def hand_in(self, content: bytes, name: str) -> Answer:
        if self.answer.is_final:
            self.taken.append((name, content))
        return self.answer


@pytest.fixture
def school() -> School:
    return School()


def watcher(folder: Path, school: School, retry_after: float = 0.0) -> Watcher:
    moment = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)
    return Watcher(
        folder, school.hand_in, "ru", lambda: moment, retry_after=retry_after
    )


def look(watching: Watcher, times: int = 2) -> list[str]:
    return [told.name for _ in range(times) for told in watching.look()]


def save(path: Path, content: bytes, age: float = 60.0) -> None:
    """Save a file as of some seconds ago: what is fresh is read once more."""
    path.write_bytes(content)
    moment = path.stat().st_mtime - age
    os.utime(path, (moment, moment))


def test_a_workbook_that_rests_is_handed_in_once_and_the_result_lies_beside_it(
    tmp_path: Path, school: School
):
    save(tmp_path / WORKBOOK, b"PK 1")

    assert look(watcher(tmp_path, school), times=5) == [WORKBOOK]

    assert school.taken == [(WORKBOOK, b"PK 1")]
    told = (tmp_path / RESULT).read_bytes()
    assert told == "\ufeff23.11.2026 13:30\r\nЗаписано.\r\n".encode()
    # Whoever reads it may be another user of the share.
    assert (tmp_path / RESULT).stat().st_mode & 0o444 == 0o444


def test_a_file_that_still_grows_is_not_touched(tmp_path: Path, school: School):
    watching = watcher(tmp_path, school)
    for size in range(1, 6):  # another program copies it piece by piece
        (tmp_path / WORKBOOK).write_bytes(b"PK" * size)
        assert look(watching, times=1) == []

    assert look(watching, times=1) == [WORKBOOK]
    assert school.taken == [(WORKBOOK, b"PK" * 5)]


def test_a_copy_that_stalled_half_way_is_handed_in_again_when_it_is_whole(
    tmp_path: Path, school: School
):
    watching = watcher(tmp_path, school)
    save(tmp_path / WORKBOOK, b"PK half")
    look(watching)

    save(tmp_path / WORKBOOK, b"PK half and half")
    look(watching)

    assert [content for _, content in school.taken] == [b"PK half", b"PK half and half"]


def test_a_changed_workbook_is_handed_in_again_and_a_touched_one_is_not(
    tmp_path: Path, school: School
):
    watching = watcher(tmp_path, school)
    save(tmp_path / WORKBOOK, b"PK 1")
    look(watching)
    os.utime(tmp_path / WORKBOOK, (1, 1))
    look(watching, times=3)
    assert len(school.taken) == 1

    save(tmp_path / WORKBOOK, b"PK 2")
    look(watching)

    assert [content for _, content in school.taken] == [b"PK 1", b"PK 2"]


def test_a_second_save_within_the_clocks_step_is_not_overlooked(
    tmp_path: Path, school: School
):
    """FAT counts in two seconds: size and time may be those of the first save."""
    watching = watcher(tmp_path, school)
    path = tmp_path / WORKBOOK
    path.write_bytes(b"PK 1")
    moment = path.stat().st_mtime_ns
    look(watching)

    path.write_bytes(b"PK 2")
    os.utime(path, ns=(moment, moment))
    look(watching)

    assert [content for _, content in school.taken] == [b"PK 1", b"PK 2"]


@pytest.mark.parametrize(
    "name",
    [
        "~$журнал.xlsx",
        ".~lock.журнал.xlsx#",
        ".~журнал.xlsx",
        "журнал.xlsx.part",
        "журнал.xlsx.crdownload",
        "журнал.tmp",
        "~WRL0001.tmp",
        RESULT,
        "письмо.docx",
        "Thumbs.db",
        ".vedomost-watch.json",
    ],
)
def test_locks_halves_results_and_strangers_are_ignored(
    tmp_path: Path, school: School, name: str
):
    save(tmp_path / name, b"PK 1")

    assert look(watcher(tmp_path, school), times=3) == []


@pytest.mark.parametrize("name", ["Ж.XLSX", "ж.ods", "ж.xls", "ж.xlsb", "ж.xlsm"])
def test_every_kind_of_workbook_is_taken(tmp_path: Path, school: School, name: str):
    save(tmp_path / name, b"PK 1")

    assert look(watcher(tmp_path, school)) == [name]


@_NO_LINKS
def test_links_folders_and_empty_files_are_left_alone(tmp_path: Path, school: School):
    secret = tmp_path / "elsewhere"
    save(secret, b"PK secret")
    folder = tmp_path / "watched"
    folder.mkdir()
    (folder / "link.xlsx").symlink_to(secret)
    (folder / "folder.xlsx").mkdir()
    (folder / "empty.xlsx").touch()
    os.mkfifo(folder / "pipe.xlsx")

    assert look(watcher(folder, school), times=3) == []
    assert not list(folder.glob("*.txt"))


@_NO_LINKS
@_NO_LINKS
@pytest.mark.parametrize(
    ("name", "told"),
    [
        (b"\xa6\xe3\xe0.xlsx", "\ufffd\ufffd\ufffd.xlsx"),  # of an old archive
        (b"a\nb\x1b[2J.xlsx", "a\ufffdb\ufffd[2J.xlsx"),
    ],
)
def test_a_name_that_is_no_text_keeps_no_workbook_waiting(
    tmp_path: Path, school: School, name: bytes, told: str
):
    save(tmp_path / os.fsdecode(name), b"PK 1")
    save(tmp_path / WORKBOOK, b"PK 2")

    assert sorted(look(watcher(tmp_path, school))) == sorted([told, WORKBOOK])

    assert sorted(school.taken) == sorted([(told, b"PK 1"), (WORKBOOK, b"PK 2")])
    told_once = look(watcher(tmp_path, school))  # the memory holds such a name too
    assert told_once == []


def test_a_name_that_fills_the_disks_limit_has_a_result_as_well(
    tmp_path: Path, school: School
):
    save(tmp_path / f"{'ж' * 124}.xlsx", b"PK 1")

    look(watcher(tmp_path, school))

    [result] = tmp_path.glob("*.txt")
    assert result.name.startswith("ж" * 100)
    assert result.name.endswith(".результат.txt")


def test_a_result_never_goes_where_a_link_points(tmp_path: Path, school: School):
    victim = tmp_path / "victim"
    victim.write_text("as it was")
    folder = tmp_path / "watched"
    folder.mkdir()
    (folder / RESULT).symlink_to(victim)
    (folder / ".vedomost-watch.json").symlink_to(victim)
    save(folder / WORKBOOK, b"PK 1")

    look(watcher(folder, school))

    assert victim.read_text() == "as it was"
    assert "Записано" in (folder / RESULT).read_text("utf-8-sig")


def test_after_a_restart_nothing_is_handed_in_again(tmp_path: Path, school: School):
    save(tmp_path / WORKBOOK, b"PK 1")
    look(watcher(tmp_path, school))

    assert look(watcher(tmp_path, school), times=3) == []

    save(tmp_path / WORKBOOK, b"PK 2")
    assert look(watcher(tmp_path, school)) == [WORKBOOK]


@pytest.mark.parametrize("memory", [b"", b"not json", b"[]", b'{"a": 1}', b"\xff"])
def test_a_broken_memory_costs_a_second_hand_in_and_nothing_else(
    tmp_path: Path, school: School, memory: bytes
):
    save(tmp_path / WORKBOOK, b"PK 1")
    look(watcher(tmp_path, school))
    (tmp_path / ".vedomost-watch.json").write_bytes(memory)

    assert look(watcher(tmp_path, school), times=3) == [WORKBOOK]


def test_while_nobody_answers_nothing_is_lost_and_it_is_told_once(
    tmp_path: Path, school: School
):
    school.answer = Answer("Пока не сдано.", is_final=False, is_reached=False)
    watching = watcher(tmp_path, school)
    save(tmp_path / WORKBOOK, b"PK 1")
    assert look(watching, times=4) == [WORKBOOK]
    assert "Пока не сдано" in (tmp_path / RESULT).read_text("utf-8-sig")

    school.answer = Answer("Записано.")

    assert look(watching) == [WORKBOOK]
    assert school.taken == [(WORKBOOK, b"PK 1")]
    assert "Записано" in (tmp_path / RESULT).read_text("utf-8-sig")


def test_a_silent_server_is_not_asked_for_every_file(tmp_path: Path, school: School):
    asked = []
    for number in range(5):
        save(tmp_path / f"{number}.xlsx", b"PK")

    def silent(_content: bytes, name: str) -> Answer:
        asked.append(name)
        return Answer("Пока не сдано.", is_final=False, is_reached=False)

    moment = datetime(2026, 11, 23, tzinfo=UTC)
    watching = Watcher(tmp_path, silent, "ru", lambda: moment, retry_after=3600)
    look(watching, times=5)

    assert asked == ["0.xlsx"]


def test_a_killed_program_hands_in_again_what_it_could_not_note(
    tmp_path: Path, school: School, monkeypatch: pytest.MonkeyPatch
):
    class KilledError(BaseException):
        pass

    def killed(*_: object) -> None:
        raise KilledError

    save(tmp_path / WORKBOOK, b"PK 1")
    watching = watcher(tmp_path, school)
    look(watching, times=1)
    with monkeypatch.context() as context:
        context.setattr(files.os, "fsync", killed)
        with pytest.raises(KilledError):
            look(watching, times=1)

    assert list(tmp_path.iterdir()) == [tmp_path / WORKBOOK]
    assert look(watcher(tmp_path, school)) == [WORKBOOK]
    assert [content for _, content in school.taken] == [b"PK 1", b"PK 1"]


def test_a_result_that_somebody_has_open_is_written_later(
    tmp_path: Path, school: School, monkeypatch: pytest.MonkeyPatch
):
    """Windows does not let a file be replaced that Notepad or Excel holds."""

    def held(_self: Path, target: Path) -> Path:
        raise PermissionError(13, "held", str(target))

    watching = watcher(tmp_path, school)
    save(tmp_path / WORKBOOK, b"PK 1")
    with monkeypatch.context() as context:
        context.setattr(Path, "replace", held)
        assert look(watching) == [WORKBOOK]
        assert list(tmp_path.iterdir()) == [tmp_path / WORKBOOK]

    look(watching, times=1)

    assert "Записано" in (tmp_path / RESULT).read_text("utf-8-sig")
    assert len(school.taken) == 1
    assert look(watcher(tmp_path, school), times=3) == []


def test_a_file_larger_than_the_server_takes_is_refused_unread(
    tmp_path: Path, school: School
):
    with (tmp_path / WORKBOOK).open("wb") as file:
        file.truncate((10 << 20) + 1)

    look(watcher(tmp_path, school), times=3)

    assert school.taken == []
    assert "10 МБ" in (tmp_path / RESULT).read_text("utf-8-sig")


def test_a_folder_that_is_away_is_an_error_for_whoever_looks(
    tmp_path: Path, school: School
):
    with pytest.raises(OSError, match="nowhere"):
        look(watcher(tmp_path / "nowhere", school))
