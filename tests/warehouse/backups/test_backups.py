"""Backups: whole, made while people work, cheap the second time, restored as they were.

The school is the filled one with a received file of its own, keys and an export.
"""

from __future__ import annotations

import contextlib
import shutil
import stat
import subprocess
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from warehouse import filing, ledger
from warehouse.backups import backing_up, restoring
from warehouse.backups import shelf as shelf_room
from warehouse.backups.manifest import (
    Manifest,
    manifest_text,
    read_manifest,
    whole_manifest,
)
from warehouse.backups.record import last_good_at
from warehouse.backups.settings import Kept, backup_settings, key_place
from warehouse.backups.shelf import backups_in, kept, prune
from warehouse.encryption.secret import SecretPlace
from warehouse.errors import VedomostError, disk_error
from warehouse.integrity.report import verify_school
from warehouse.school_folder import open_school, read_settings, write_settings

pytestmark = pytest.mark.by_turns

MOSCOW = ZoneInfo("Europe/Moscow")
SECRET = "a secret of the backups"
NO_SECRET = SecretPlace("VEDOMOST_BACKUP_KEY")


@pytest.fixture
def school(filled_school):
    filled_school.keep(b"PK a workbook")
    filled_school.keep(b"PK another workbook")
    for path in ("keys/a.key", "exports/2026-11/5.pdf", "server.json", "a.part"):
        place = filled_school.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"content of {path}", encoding="utf-8")
    return filled_school


@pytest.fixture
def shelf(tmp_path):
    """A folder for backups on a disk of its own, as it were."""
    (tmp_path / "shelf").mkdir()
    return tmp_path / "shelf"


def content(folder):
    """Return the bytes of every file but the database, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("school.duckdb")
    }


def tables(school):
    with school.database.reading() as cursor:
        names = cursor.execute(
            "select concat(schema_name, '.', table_name) from duckdb_tables() "
            "where database_name = current_database() and table_name <> 'backups'"
        ).fetchall()
        return {
            name: cursor.execute(f"select * from {name}").fetchall()
            for (name,) in sorted(names)
        }


def with_settings(school, **section):
    write_settings(school.folder, {**read_settings(school.folder), "backup": section})


@pytest.mark.embedded
def test_a_backup_holds_the_school_and_says_so_at_the_end(school, shelf):
    made = backing_up.back_up(school, "command", shelf).made

    assert made.manifest == read_manifest(made.folder)
    assert set(made.manifest.by_path) == {
        "school.duckdb",
        "vedomost.toml",
        "keys/a.key",
        "keys/ledger.key",
        "keys/ledger.pub",
        "exports/2026-11/5.pdf",
        *(path for path in content(school.folder) if path.startswith("received/")),
    }
    with school.database.reading() as cursor:
        block = ledger.last_block(cursor)
        assert last_good_at(cursor) == made.manifest.made_at
    assert (made.manifest.block_id, made.manifest.block_digest) == (
        block.block_id,
        block.digest,
    )
    assert stat.S_IMODE(made.folder.stat().st_mode) == 0o700
    assert [path.name for path in shelf.iterdir()] == [made.manifest.name]
    subprocess.run(["sha256sum", "--check", "SHA256SUMS"], cwd=made.folder, check=True)


@pytest.mark.embedded
def test_a_restored_school_is_the_one_that_was_backed_up(school, shelf, tmp_path):
    before = tables(school)
    made = backing_up.back_up(school, "command", shelf).made

    restoring.restore(
        made.folder, tmp_path / "back", NO_SECRET, takes_over=True, clock=school.clock
    )

    assert content(tmp_path / "back") == {
        path: file
        for path, file in content(school.folder).items()
        if path not in ("server.json", "a.part")
    }
    assert stat.S_IMODE((tmp_path / "back" / "keys").stat().st_mode) == 0o700
    key = tmp_path / "back" / "keys" / "a.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    with open_school(tmp_path / "back", school.clock) as restored:
        assert tables(restored) == before
        with restored.database.reading() as cursor:
            assert ledger.replay(cursor) == []
            rows = cursor.execute(
                "select kind, outcome, backup_name from journal.backups"
            ).fetchall()
        assert rows == [("restored", "good", made.manifest.name)]
        assert restored.copy_of == ""


def test_what_is_filed_while_a_backup_is_made_is_left_to_the_next_one(
    school, shelf, tmp_path
):
    early, late = "exports/receipts/1.json", "exports/receipts/2.json"
    filing.file_away(school, early, b"{}", "receipt", "")

    def file_late():
        with contextlib.suppress(VedomostError):  # asked for every file
            filing.file_away(school, late, b"{}", "receipt", "")
        return False

    made = backing_up.back_up(school, "command", shelf, file_late).made

    again = backing_up.back_up(school, "command", shelf).made
    assert early in made.manifest.by_path
    assert late not in made.manifest.by_path
    assert late in again.manifest.by_path
    restoring.restore(made.folder, tmp_path / "back", NO_SECRET, takes_over=True)
    with open_school(tmp_path / "back", school.clock) as restored:
        told = [one.place for one in verify_school(restored).differences]
    assert not [place for place in told if place.startswith("exports/receipts")]


def test_a_restored_school_is_a_copy_until_it_takes_over(school, shelf, tmp_path):
    made = backing_up.back_up(school, "command", shelf).made

    restoring.restore(
        made.folder, tmp_path / "drill", NO_SECRET, takes_over=False, clock=school.clock
    )
    again = tmp_path / "again"
    with open_school(tmp_path / "drill", school.clock) as drill:
        assert drill.copy_of == made.manifest.name
        copied = backing_up.back_up(drill, "command", shelf).made
    restoring.restore(
        copied.folder, again, NO_SECRET, takes_over=True, clock=school.clock
    )

    with open_school(again, school.clock) as taken:
        assert taken.copy_of == ""


def test_the_second_backup_shares_what_has_not_changed(school, shelf, clock):
    first = backing_up.back_up(school, "command", shelf).made
    clock.set(clock.now() + timedelta(days=1))
    school.keep(b"PK a third workbook")

    second = backing_up.back_up(school, "command", shelf).made

    new = {
        file.path
        for file in second.manifest.files
        if not _is_same_file(first.folder, second.folder, file.path)
    }
    assert second.count_new_files == len(new) == 2
    assert "school.duckdb" in new
    shutil.rmtree(first.folder)
    subprocess.run(
        ["sha256sum", "--check", "SHA256SUMS"], cwd=second.folder, check=True
    )


def _is_same_file(first, second, path):
    one, other = first / "school" / path, second / "school" / path
    return one.exists() and one.samefile(other)


def test_what_went_bad_in_the_last_backup_is_copied_anew(school, shelf, clock):
    first = backing_up.back_up(school, "command", shelf).made
    received = next(
        file for file in first.manifest.files if file.path.startswith("received/")
    )
    bad = first.folder / "school" / received.path
    bad.write_bytes(b"x" * received.size)
    for _ in range(7):  # each file is read again once in seven days
        clock.set(clock.now() + timedelta(days=1))
        last = backing_up.back_up(school, "command", shelf).made

    assert (last.folder / "school" / received.path).read_bytes().startswith(b"PK")


def test_people_go_on_working_while_a_backup_is_made(school, shelf, tmp_path):
    """Two rows a commit: the backup has both or neither, and the ledger of its head."""
    with school.database.writing() as cursor:
        cursor.execute("create table journal.pairs (n integer, side varchar)")
    stop = threading.Event()
    written = []

    def write():
        while not stop.is_set():
            with school.database.writing() as cursor:
                cursor.execute(
                    "insert into journal.pairs values ($n, 'a'), ($n, 'b')",
                    {"n": len(written)},
                )
            written.append(None)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        folders = [backing_up.back_up(school, "command", shelf).made for _ in range(3)]
    finally:
        stop.set()
        writer.join()

    counts = []
    for number, made in enumerate(folders):
        place = tmp_path / f"back-{number}"
        restoring.restore(
            made.folder, place, NO_SECRET, takes_over=True, clock=school.clock
        )
        with open_school(place, school.clock) as back, back.database.reading() as look:
            sides = dict(
                look.execute(
                    "select side, count(*) from journal.pairs group by side"
                ).fetchall()
            )
            counts.append(sides.get("a", 0))
            assert sides.get("a", 0) == sides.get("b", 0)
    assert counts == sorted(counts)
    assert len(written) > counts[-1] > counts[0]


def test_an_encrypted_backup_shows_nothing_and_opens_with_its_key_alone(
    school, shelf, tmp_path, monkeypatch
):
    monkeypatch.setenv("VEDOMOST_BACKUP_KEY", SECRET)
    first = backing_up.back_up(school, "command", shelf).made
    made = backing_up.back_up(school, "command", shelf).made

    assert made.count_new_files == 1  # the database
    for path in made.folder.rglob("*"):
        if path.is_file():
            assert b"a workbook" not in path.read_bytes()
            assert b"content of" not in path.read_bytes()
    subprocess.run(["sha256sum", "--check", "SHA256SUMS"], cwd=made.folder, check=True)
    shutil.rmtree(first.folder)
    restoring.restore(
        made.folder, tmp_path / "back", NO_SECRET, takes_over=True, clock=school.clock
    )
    assert (tmp_path / "back/keys/a.key").read_text() == ("content of keys/a.key")

    monkeypatch.setenv("VEDOMOST_BACKUP_KEY", "another secret than it")
    with pytest.raises(VedomostError, match="made with another one"):
        restoring.restore(made.folder, tmp_path / "no", NO_SECRET, takes_over=True)
    monkeypatch.delenv("VEDOMOST_BACKUP_KEY")
    with pytest.raises(VedomostError, match="is encrypted"):
        restoring.restore(made.folder, tmp_path / "no", NO_SECRET, takes_over=True)
    assert not (tmp_path / "no").exists()
    assert not list(tmp_path.glob(".no*"))


def _changed(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _cut(path):
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize("damage", [_changed, _cut, Path.unlink])
@pytest.mark.parametrize("secret", ["", SECRET], ids=["plain", "encrypted"])
@pytest.mark.parametrize("kind", ["school.duckdb", "received", "keys/a.key"])
def test_a_damaged_backup_is_refused_and_the_file_named(
    shelves, kind, secret, damage, tmp_path, monkeypatch
):
    monkeypatch.setenv("VEDOMOST_BACKUP_KEY", secret or "not needed here")
    backup = tmp_path / "backup"
    shutil.copytree(shelves[bool(secret)], backup)
    path = next(
        path
        for path in sorted((backup / "school").rglob("*"))
        if path.is_file()
        and path.relative_to(backup / "school").as_posix().startswith(kind)
    )
    damage(path)

    with pytest.raises(VedomostError, match="is damaged") as refused:
        restoring.restore(backup, tmp_path / "to", NO_SECRET, takes_over=True)

    named = path.relative_to(backup / "school").as_posix().removesuffix(".sealed")
    assert refused.value.facts["file"] == named
    assert not (tmp_path / "to").exists()


@pytest.fixture(scope="module")
def shelves(filled_folder, tmp_path_factory):
    """A plain backup and an encrypted one; copy them."""
    made = {}
    for is_sealed in (False, True):
        root = tmp_path_factory.mktemp("made")
        shutil.copytree(filled_folder, root / "school")
        with open_school(root / "school") as school, pytest.MonkeyPatch.context() as at:
            school.keep(b"PK a workbook")
            (school.folder / "keys").mkdir(exist_ok=True)
            (school.folder / "keys" / "a.key").write_text("content")
            if is_sealed:
                at.setenv("VEDOMOST_BACKUP_KEY", SECRET)
            else:
                at.delenv("VEDOMOST_BACKUP_KEY", raising=False)
            made[is_sealed] = backing_up.back_up(
                school, "command", root / "shelf"
            ).made.folder
    return made


@pytest.mark.parametrize("secret", ["", SECRET], ids=["plain", "encrypted"])
def test_a_folder_without_a_sound_manifest_is_no_backup(
    shelves, secret, tmp_path, monkeypatch
):
    monkeypatch.setenv("VEDOMOST_BACKUP_KEY", secret or "not needed here")
    good = shelves[bool(secret)] / "manifest.json"
    backup = tmp_path / "backup"
    shutil.copytree(good.parent, backup)
    text = good.read_text(encoding="utf-8")
    for altered in (
        "",
        text[:-20],
        text.replace('"block_id": ', '"block_id": 1'),
        text.replace('"path": "vedomost.toml"', '"path": "../vedomost.toml"'),
    ):
        (backup / "manifest.json").write_text(altered, encoding="utf-8")
        with pytest.raises(VedomostError, match="is no whole backup"):
            restoring.restore(backup, tmp_path / "to", NO_SECRET, takes_over=True)
    assert not (tmp_path / "to").exists()
    assert backups_in(tmp_path) == []


def test_nothing_is_restored_over_something(shelves, tmp_path):
    (tmp_path / "to").mkdir()
    (tmp_path / "to" / "notes.txt").write_text("mine")

    with pytest.raises(VedomostError, match="is not empty"):
        restoring.restore(shelves[False], tmp_path / "to", NO_SECRET, takes_over=True)
    assert [path.name for path in (tmp_path / "to").iterdir()] == ["notes.txt"]


def test_a_failed_backup_is_told_and_leaves_nothing(school, shelf, tmp_path):
    with_settings(school, folder=str(tmp_path / "unplugged" / "disk"))
    with pytest.raises(VedomostError, match="disk or share"):
        backing_up.back_up(school, "schedule")
    with_settings(school, folder=str(shelf), key_file=str(tmp_path / "lost.key"))
    with pytest.raises(VedomostError, match="cannot be read"):
        backing_up.back_up(school, "schedule")

    assert list(shelf.iterdir()) == []
    assert not (tmp_path / "unplugged").exists()
    with school.database.reading() as cursor:
        told = cursor.execute(
            "select outcome, reason, reason_facts from journal.backups"
        ).fetchall()
        assert last_good_at(cursor) is None
    assert [outcome for outcome, _, _ in told] == ["failed", "failed"]
    assert "{folder}" in told[0][1]
    assert str(tmp_path / "unplugged") in told[0][2]


def test_a_disk_that_takes_no_row_either_does_not_hide_why_there_is_no_backup(
    school, tmp_path
):
    def full(_cursor):
        raise disk_error("No space left on device")

    with_settings(school, folder=str(tmp_path / "unplugged" / "disk"))
    school.database.before_commit = full

    with pytest.raises(VedomostError, match="disk or share"):
        backing_up.back_up(school, "schedule")


def test_what_a_killed_backup_left_goes_with_the_next_one(school, shelf):
    left = shelf / f".{school.school_id}-2026-11-01T000000Z.part"
    (left / "school").mkdir(parents=True)
    other = shelf / ".school-18-2026-11-01T000000Z.part"
    other.mkdir()
    (school.folder / "database-for-backup.part").write_text("half")

    made = backing_up.back_up(school, "command", shelf).made

    assert sorted(path.name for path in shelf.iterdir()) == [
        other.name,
        made.manifest.name,
    ]
    assert not (school.folder / "database-for-backup.part").exists()


def shelved(shelf, moments, school_id="school-17"):
    """Put backups of nothing on the shelf, made at these moments."""
    for moment in moments:
        manifest = Manifest(
            name=f"{school_id}-{moment:%Y-%m-%dT%H%M%SZ}",
            school_id=school_id,
            school_name="",
            made_at=moment,
            program="",
            schema="",
            block_id=0,
            block_digest="",
            count_entries=0,
            files=(),
        )
        folder = shelf / manifest.name
        folder.mkdir()
        text = manifest_text(manifest, None)
        (folder / "manifest.json").write_text(text, encoding="utf-8")
    return backups_in(shelf, school_id)


START = datetime(2026, 11, 23, tzinfo=UTC)
LATER = START + timedelta(days=365)


def test_backups_past_their_term_go_and_only_this_schools(shelf):
    shelved(shelf, [START + timedelta(days=3 * day) for day in range(20)])
    shelved(shelf, [START], "school-18")
    (shelf / "notes").mkdir()

    gone = prune(shelf, "school-17", Kept(2, 2, 2), MOSCOW, LATER)

    left = [f"{one.manifest.made_at:%m-%d}" for one in backups_in(shelf, "school-17")]
    # Two days; of two weeks the Tuesday and the Saturday; of two months the last.
    assert left == ["01-19", "01-16", "12-29"]
    assert len(gone) == 17
    assert len(backups_in(shelf, "school-18")) == 1
    assert (shelf / "notes").is_dir()
    assert not list(shelf.glob(".*"))


def test_the_newest_of_each_day_week_and_month_is_kept(shelf):
    hours = (0, 1, 24, 24 * 7, 24 * 40)
    made = shelved(shelf, [START + timedelta(hours=hour) for hour in hours])

    assert len(kept(made, Kept(10, 0, 0), MOSCOW, LATER)) == 4
    assert kept(made, Kept(1, 0, 0), MOSCOW, LATER) == made[:1]
    assert kept(made, Kept(1, 0, 3), MOSCOW, LATER) == [made[0], made[1]]


def test_a_clock_that_was_a_year_fast_costs_no_backup_once_it_is_right_again(
    school, shelf, clock
):
    with_settings(school, folder=str(shelf), daily=3, weekly=0, monthly=0)
    right = clock.now()
    before = [backing_up.back_up(school, "schedule").made]
    for day in range(4):
        clock.set(right + timedelta(days=365 + day))
        fast = [backing_up.back_up(school, "schedule").made]
    clock.set(right + timedelta(days=1))

    made = backing_up.back_up(school, "schedule")

    left = {one.folder for one in backups_in(shelf)}
    assert made.made.folder in left
    assert made.removed == ()
    assert fast[-1].folder in left
    with school.database.reading() as cursor:
        assert last_good_at(cursor) == made.made.manifest.made_at
    clock.set(right + timedelta(days=400))
    assert backing_up.back_up(school, "schedule").removed != ()
    assert len(backups_in(shelf)) == 3
    assert before[0].folder not in left  # its term was over while the clock was fast


def test_what_cannot_be_removed_costs_no_backup(school, shelf, monkeypatch, caplog):
    (old,) = shelved(shelf, [START - timedelta(days=9)])
    (shelf / ".school-17-left.part").mkdir()
    with_settings(school, folder=str(shelf), daily=1, weekly=0, monthly=0)
    real = Path.rename

    def busy(path, to):
        if path == old.folder:
            raise OSError(16, "Device or resource busy")
        return real(path, to)

    def no_tree(_path, *, ignore_errors=False):
        if not ignore_errors:
            raise OSError(16, "Device or resource busy")

    monkeypatch.setattr(Path, "rename", busy)
    monkeypatch.setattr(shelf_room.shutil, "rmtree", no_tree)

    done = backing_up.back_up(school, "schedule")

    assert done.removed == ()
    assert {one.folder for one in backups_in(shelf)} == {old.folder, done.made.folder}
    assert f"{old.folder} was not removed" in caplog.text


def test_only_the_folder_of_the_settings_is_tidied(school, shelf):
    old = shelved(shelf, [START - timedelta(days=days) for days in (0, 1, 2)])
    with_settings(school, folder=str(shelf), daily=1, weekly=0, monthly=0)

    given = backing_up.back_up(school, "command", shelf)
    by_settings = backing_up.back_up(school, "schedule")

    assert given.removed == ()
    assert len(by_settings.removed) == len(old) + 1
    assert backups_in(shelf)[0].manifest == by_settings.made.manifest


@pytest.mark.parametrize(
    "section",
    [{"daily": 0}, {"weekly": -1}, {"monthly": "12"}, {"folders": "x"}],
)
def test_settings_without_sense_are_refused(school, section):
    with_settings(school, **section)

    with pytest.raises(VedomostError, match="section \\[backup\\]"):
        backup_settings(school.folder)


def test_backups_lie_in_the_school_unless_told_otherwise(school):
    done = backing_up.back_up(school, "command")

    assert done.made.folder.parent == school.folder / "backups"
    assert done.is_on_the_schools_disk
    again = backing_up.back_up(school, "command").made
    assert not [path for path in again.manifest.by_path if path.startswith("backups")]


def test_a_short_key_is_refused(tmp_path):
    (tmp_path / "key").write_text("short\n")

    with pytest.raises(VedomostError, match="shorter than 12"):
        key_place(str(tmp_path / "key")).read()


def test_whole_manifest_refuses_another_folder(tmp_path):
    with pytest.raises(VedomostError, match="no whole backup"):
        whole_manifest(tmp_path)
    assert list(tmp_path.iterdir()) == []
