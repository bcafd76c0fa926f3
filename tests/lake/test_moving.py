"""A school moves into the lake and back: the same rows, the same files, verified."""

from __future__ import annotations

import contextlib
import itertools
import shutil
import signal
import subprocess
import sys
import threading
import time

import pytest
from click.testing import CliRunner

from tests.ingest.desk import desk_in
from tests.lake.conftest import SECRET
from vedomost import main
from warehouse.errors import VedomostError
from warehouse.installation.connections import connect
from warehouse.installation.registry import Registry
from warehouse.installation.settings import Installation
from warehouse.integrity.report import verify_school
from warehouse.moving import moving
from warehouse.moving.moving import LEFT_FILE, into_file, into_lake, verified
from warehouse.school_folder import open_school, read_settings, write_settings
from warehouse.storage.lake_place import lake_place_of

_KILLED_AFTER = (0.5, 1.5, 2.5, 3.5)  # seconds after the program began to move


@pytest.fixture
def embedded(example_folder, tmp_path, clock, monkeypatch):
    """The example school in its file, with a hand-in."""
    monkeypatch.setenv("VEDOMOST_INSTALLATION_SECRET", SECRET)
    folder = tmp_path / "school"
    shutil.copytree(example_folder, folder)
    with open_school(folder, clock) as school:
        desk = desk_in(school)
        desk.enter(desk.students[0], "5")
    return folder


@pytest.fixture
def data(bucket):
    return f"s3://{bucket}/schools"


def content(folder, clock):
    """Return what a school holds: its last block, its received files, its settings."""
    with open_school(folder, clock) as school:
        report = verify_school(school)
        assert report.differences == ()
        received = sorted(school.files.names("received"))
    settings = read_settings(folder)
    for line in ("warehouse", "data"):
        settings.pop(line, None)
    return report.head_digest, report.count_entries, received, settings


def test_there_and_back_it_is_the_same_school(embedded, catalogue, data, clock):
    before = content(embedded, clock)
    there = into_lake(embedded, catalogue, data)
    assert there.count_rows > 0
    assert (embedded / LEFT_FILE).exists()
    assert not (embedded / "school.duckdb").exists()
    assert content(embedded, clock) == before
    back = into_file(embedded)
    assert back.count_tables == there.count_tables
    assert content(embedded, clock) == before
    with contextlib.closing(Registry(Installation(catalogue, data))) as registry:
        assert registry.schools() == []


def test_a_moved_school_goes_on_where_it_is(embedded, catalogue, data, clock):
    into_lake(embedded, catalogue, data)
    with open_school(embedded, clock) as school:
        desk = desk_in(school)
        desk.enter(desk.students[1], "4")
    into_file(embedded)
    with open_school(embedded, clock) as school:
        desk = desk_in(school)
        desk.enter(desk.students[2], "3")
    assert verified(embedded) == ()


def test_it_moves_again_after_it_came_back(embedded, catalogue, data, clock):
    into_lake(embedded, catalogue, data)
    into_file(embedded)
    (embedded / LEFT_FILE).unlink()
    before = content(embedded, clock)
    into_lake(embedded, catalogue, data)
    assert content(embedded, clock) == before


def test_another_node_opens_it_from_the_registry_alone(
    embedded, catalogue, data, clock, tmp_path
):
    before = content(embedded, clock)
    into_lake(embedded, catalogue, data)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(embedded / "vedomost.toml", elsewhere)
    assert content(elsewhere, clock) == before


def test_where_another_school_of_its_id_is_it_does_not_go(
    embedded, catalogue, data, clock, tmp_path
):
    other = tmp_path / "other"
    shutil.copytree(embedded, other)
    into_lake(embedded, catalogue, data)
    with open_school(other, clock) as school:
        desk = desk_in(school)
        desk.enter(desk.students[3], "2")
    before = content(other, clock)
    with pytest.raises(VedomostError, match="other rows"):
        into_lake(other, catalogue, data)
    assert content(other, clock) == before


def test_a_school_in_use_is_not_moved(embedded, catalogue, data, clock):
    moving = [sys.executable, "-m", "vedomost", "move", str(embedded)]
    with open_school(embedded, clock):
        tried = subprocess.run(
            [*moving, "--to-lake", catalogue, "--data", data],
            capture_output=True,
            timeout=120,
            check=False,
        )
    assert tried.returncode == 2
    assert content(embedded, clock)


def test_without_the_secret_nothing_is_moved_or_registered(
    embedded, catalogue, data, clock, monkeypatch
):
    monkeypatch.delenv("VEDOMOST_INSTALLATION_SECRET")
    with pytest.raises(VedomostError, match="secret"):
        into_lake(embedded, catalogue, data)
    assert "warehouse" not in read_settings(embedded)
    assert content(embedded, clock)
    with contextlib.closing(Registry(Installation(catalogue, data))) as registry:
        assert registry.schools() == []


def test_the_registry_follows_the_name_in_the_settings(
    embedded, catalogue, data, clock
):
    into_lake(embedded, catalogue, data)
    settings = read_settings(embedded)
    with contextlib.closing(Registry(Installation(catalogue, data))) as registry:
        (school,) = registry.schools()
        assert school.host_name == ""
        write_settings(embedded, {**settings, "host": "s17.example.org"})
        with open_school(embedded, clock):
            pass
        assert registry.school_of_host("s17.example.org") is not None

        registry.add("another", "", "", clock.now(), "s18.example.org")
        write_settings(embedded, {**settings, "host": "s18.example.org"})
        with (
            pytest.raises(VedomostError, match=r"s18\.example\.org"),
            open_school(embedded, clock),
        ):
            pass
        assert registry.school_of_host("s17.example.org") is not None


def test_a_school_whose_node_does_not_let_go_stays_where_it_is(
    embedded, catalogue, data, clock, monkeypatch
):
    write_settings(embedded, {**read_settings(embedded), "host": "s17.example.org"})
    into_lake(embedded, catalogue, data)
    before = content(embedded, clock)
    monkeypatch.setattr(moving, "_NODES_LET_GO", 0.1)
    duty = lake_place_of(read_settings(embedded)).duty
    with connect(catalogue) as node:
        node.execute("select pg_advisory_lock(hashtextextended(%s, 0))", [duty])
        with pytest.raises(VedomostError, match="still serves"):
            into_file(embedded)
    assert content(embedded, clock) == before
    with contextlib.closing(Registry(Installation(catalogue, data))) as registry:
        assert registry.school_of_host("s17.example.org") is not None


def test_what_is_handed_in_while_it_moves_back_is_refused_or_there(
    embedded, catalogue, data, clock, tmp_path
):
    into_lake(embedded, catalogue, data)
    elsewhere = tmp_path / "elsewhere"  # a node that has it open all the time
    elsewhere.mkdir()
    shutil.copy(embedded / "vedomost.toml", elsewhere)
    acknowledged, refused = [], []
    is_over = threading.Event()

    def hand_in(desk):
        for number, student in enumerate(itertools.cycle(desk.students)):
            mark = "2345"[number % 4]
            try:
                desk.enter(student, mark)
                acknowledged.append((student, mark))
            except VedomostError as error:
                refused.append(error)
            if is_over.is_set():
                return

    with open_school(elsewhere, clock) as school:
        desk = desk_in(school)
        thread = threading.Thread(target=hand_in, args=[desk])
        thread.start()
        while len(acknowledged) < 3:
            time.sleep(0.01)
        into_file(embedded)
        is_over.set()
        thread.join(60)
    with open_school(embedded, clock) as school, school.database.reading() as cursor:
        entered = cursor.execute(
            "select student_id, value from journal.entries order by entry_id"
        ).fetchall()
    assert refused
    assert [one for one in acknowledged if one not in entered] == []


@pytest.mark.by_turns
@pytest.mark.parametrize("seconds", _KILLED_AFTER)
def test_killed_at_any_moment_it_is_moved_by_the_same_command(
    embedded, catalogue, data, clock, seconds
):
    before = content(embedded, clock)
    command = ["move", str(embedded), "--to-lake", catalogue, "--data", data]
    program = subprocess.Popen(
        [sys.executable, "-m", "vedomost", *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with contextlib.suppress(subprocess.TimeoutExpired):
        program.wait(seconds)
    program.send_signal(signal.SIGKILL)
    program.wait()
    assert content(embedded, clock) == before  # wherever it is
    if "warehouse" not in read_settings(embedded):
        done = CliRunner().invoke(main, command)
        assert done.exit_code == 0, done.output
    assert content(embedded, clock) == before


def test_the_command_tells_what_it_did(embedded, catalogue, data):
    command = ["--language", "en", "move", str(embedded)]
    done = CliRunner().invoke(main, [*command, "--to-lake", catalogue, "--data", data])
    assert done.exit_code == 0, done.output
    assert "Differences: 0." in done.output
    assert "No node serves it yet" in done.output
    assert str(embedded / "vedomost.toml") in done.output
    again = CliRunner().invoke(main, [*command, "--to-lake", catalogue, "--data", data])
    assert again.exit_code == 2
    assert "in a lake" in again.output
    nowhere = CliRunner().invoke(main, command)
    assert nowhere.exit_code == 2
    back = CliRunner().invoke(main, [*command, "--to-file"])
    assert back.exit_code == 0, back.output
