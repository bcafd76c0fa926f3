"""Files of a school in a lake: written at one node, read at another (decision 0042)."""

from __future__ import annotations

import contextlib
import hashlib
import stat
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.lake.conftest import SCHOOL, SECRET
from warehouse.errors import VedomostError
from warehouse.installation.contents import (
    DamagedContentError,
    MissingContentError,
)
from warehouse.installation.registry import Registry

WORKBOOK = b"PK a workbook"
DIGEST = hashlib.sha256(WORKBOOK).hexdigest()
RECEIVED = f"received/{DIGEST[:2]}/{DIGEST}.xlsx"


def test_a_received_file_is_in_s3_and_is_read_at_another_node(node, s3):
    first, second = node("first"), node("second")

    first.write(RECEIVED, WORKBOOK)

    assert s3.objects() == {DIGEST}
    assert s3.content(DIGEST) == WORKBOOK
    assert not (second.folder / RECEIVED).exists(), "it comes when it is read"
    assert second.has(RECEIVED)
    assert second.read(RECEIVED) == WORKBOOK
    assert (second.folder / RECEIVED).read_bytes() == WORKBOOK


def test_a_file_that_nobody_wrote_is_told_as_of_an_embedded_school(node):
    first = node("first")

    assert not first.has(RECEIVED)
    with pytest.raises(FileNotFoundError):
        first.read(RECEIVED)


def test_other_files_come_as_soon_as_the_change_is_heard(node):
    first, second = node("first"), node("second")

    first.write("forms/Ведомость.xlsx", b"a form")
    first.write("layouts/own_1.toml", b"a layout")
    first.write("exports/2026-11/act.pdf", b"an act")
    second.look_again()

    assert (second.folder / "forms" / "Ведомость.xlsx").read_bytes() == b"a form"
    assert (second.folder / "layouts" / "own_1.toml").read_bytes() == b"a layout"
    assert not (second.folder / "exports").exists(), "filed files come when read"
    assert second.here("exports/2026-11/act.pdf").read_bytes() == b"an act"


def test_another_content_replaces_the_one_before_at_every_node(node):
    first, second = node("first"), node("second")
    first.write("forms/a.xlsx", b"one")
    second.bring_changes()

    second.write("forms/a.xlsx", b"two")
    first.bring_changes()

    assert (first.folder / "forms" / "a.xlsx").read_bytes() == b"two"


def test_a_removed_file_goes_from_every_node(node):
    first, second = node("first"), node("second")
    first.write("layouts/own_1.toml", b"a layout")
    first.write("exports/2026-11/act.pdf", b"an act")
    second.bring_changes()
    second.here("exports/2026-11/act.pdf")

    first.remove("layouts/own_1.toml")
    first.remove("exports/2026-11")
    second.bring_changes()

    assert not (second.folder / "layouts" / "own_1.toml").exists()
    assert not (second.folder / "exports" / "2026-11" / "act.pdf").exists()
    assert second.names("exports") == []
    assert not first.has("layouts/own_1.toml")


def test_a_removed_file_stays_away_though_a_node_forgot_what_it_saw(node):
    first, second = node("first"), node("second")
    first.write("layouts/own_1.toml", b"a layout")
    second.bring_changes()
    first.remove("layouts/own_1.toml")
    second.close()
    (second.folder / "node.json").write_text("{", encoding="utf-8")

    again = node("second")

    assert not (again.folder / "layouts" / "own_1.toml").exists()
    assert not first.has("layouts/own_1.toml")


def test_looking_for_changes_asks_at_most_once_a_second(node):
    first, second = node("first"), node("second")
    second.look_again()
    first.write("forms/a.xlsx", b"a form")

    second.look_again()

    assert not (second.folder / "forms" / "a.xlsx").exists()


def test_a_folder_that_is_moved_in_is_whole_at_another_node(node):
    first, second = node("first"), node("second")
    place = first.folder / "archive" / "2026" / "пакет-001"
    for name in ("bagit.txt", "data/a.pdf", "data/b.pdf"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(name, encoding="utf-8")

    first.moved_in("archive/2026/пакет-001")

    assert second.names("archive") == [
        "archive/2026/пакет-001/bagit.txt",
        "archive/2026/пакет-001/data/a.pdf",
        "archive/2026/пакет-001/data/b.pdf",
    ]
    folder = second.here("archive/2026/пакет-001")
    assert (folder / "data" / "b.pdf").read_text(encoding="utf-8") == "data/b.pdf"


def test_a_folder_gives_way_to_one_that_is_moved_into_its_place(node):
    first, second = node("first"), node("second")
    first.write("exports/2026-11/1/old.pdf", b"of a killed export")
    aside = second.folder / "exports.part"
    aside.mkdir()
    (aside / "new.pdf").write_bytes(b"the export")

    second.will_move_in(aside, "exports/2026-11/1")

    assert first.names("exports") == ["exports/2026-11/1/new.pdf"]


def test_a_node_that_lost_its_folder_gets_everything_again(node, tmp_path):
    first = node("first")
    first.write("keys/access.key", b"a key", is_private=True)
    first.write("forms/a.xlsx", b"a form")
    first.write("vedomost.toml", f'school_id = "{SCHOOL}"\nname = "N"\n'.encode())
    first.close()
    for path in ("keys/access.key", "forms/a.xlsx", "vedomost.toml"):
        (tmp_path / "first" / path).unlink()

    again = node("first")

    assert (again.folder / "keys" / "access.key").read_bytes() == b"a key"
    assert (again.folder / "forms" / "a.xlsx").read_bytes() == b"a form"
    assert b"school_id" in (again.folder / "vedomost.toml").read_bytes()


def test_what_somebody_put_into_a_folder_of_people_is_shared(node, tmp_path):
    (tmp_path / "first" / "forms").mkdir(parents=True)
    (tmp_path / "first" / "forms" / "own.xlsx").write_bytes(b"put by hand")

    node("first")

    assert node("second").read("forms/own.xlsx") == b"put by hand"


def test_a_damaged_object_is_told_and_never_read_as_a_file(node, s3):
    first, second = node("first"), node("second")
    first.write(RECEIVED, WORKBOOK)
    s3.damage(DIGEST)

    with pytest.raises(DamagedContentError, match="damaged"):
        second.read(RECEIVED)
    assert not (second.folder / RECEIVED).exists()
    assert first.read(RECEIVED) == WORKBOOK, "the first node has it still"


def test_a_lost_object_is_told(node, s3):
    first, second = node("first"), node("second")
    first.write(RECEIVED, WORKBOOK)
    s3.lose(DIGEST)

    with pytest.raises(MissingContentError, match="missing"):
        second.read(RECEIVED)


def test_a_copy_that_a_power_cut_spoiled_is_fetched_anew(node):
    first = node("first")
    first.write(RECEIVED, WORKBOOK)
    (first.folder / RECEIVED).write_bytes(b"")

    assert first.read(RECEIVED) == WORKBOOK
    assert (first.folder / RECEIVED).read_bytes() == WORKBOOK


def test_a_lost_form_does_not_keep_the_school_closed(node, s3, caplog):
    node("first").write("forms/a.xlsx", b"a form")
    s3.lose(hashlib.sha256(b"a form").hexdigest())

    second = node("second")

    assert not (second.folder / "forms" / "a.xlsx").exists()
    assert "forms/a.xlsx was not brought here" in caplog.text


def test_a_school_that_the_registry_does_not_know_is_told(node, installation):
    with contextlib.closing(Registry(installation)) as registry:
        registry.remove(SCHOOL)

    with pytest.raises(VedomostError, match="vedomost move"):
        node("first")


def test_keys_lie_in_s3_only_sealed(node, s3):
    first, second = node("first"), node("second")
    first.write("keys/ledger.key", b"-----BEGIN PRIVATE KEY-----", is_private=True)
    second.bring_changes()

    (name,) = s3.objects()
    assert b"PRIVATE" not in s3.content(name)
    key = second.folder / "keys" / "ledger.key"
    assert key.read_bytes() == b"-----BEGIN PRIVATE KEY-----"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_keys_do_not_open_with_another_secret(node, monkeypatch):
    node("first").write("keys/ledger.key", b"a key", is_private=True)
    monkeypatch.setenv("VEDOMOST_INSTALLATION_SECRET", "00" * 32)

    with pytest.raises(VedomostError, match="does not open with the secret"):
        node("second")


def test_keys_are_sealed_anew_when_the_secret_is_changed(node, s3, monkeypatch):
    first = node("first")
    first.write("keys/ledger.key", b"a key", is_private=True)
    before = s3.objects()
    monkeypatch.setenv("VEDOMOST_INSTALLATION_SECRET_FORMER", SECRET)
    monkeypatch.setenv("VEDOMOST_INSTALLATION_SECRET", "00" * 32)

    node("second")
    monkeypatch.delenv("VEDOMOST_INSTALLATION_SECRET_FORMER")

    assert len(s3.objects() - before) == 1
    assert (node("third").folder / "keys" / "ledger.key").read_bytes() == b"a key"


@pytest.mark.parametrize("secret", ["", "5e", "not hexadecimal", "5e" * 33])
def test_keys_are_refused_without_the_installations_secret(
    node, s3, monkeypatch, secret
):
    first = node("first")
    monkeypatch.setenv("VEDOMOST_INSTALLATION_SECRET", secret)

    with pytest.raises(VedomostError, match="64 hexadecimal digits"):
        first.write("keys/ledger.key", b"a key", is_private=True)
    assert s3.objects() == set()


def test_the_secret_may_lie_in_a_file(node, monkeypatch, tmp_path):
    monkeypatch.delenv("VEDOMOST_INSTALLATION_SECRET")
    monkeypatch.setenv("VEDOMOST_INSTALLATION_SECRET_FILE", str(tmp_path / "secret"))
    with pytest.raises(VedomostError, match="cannot be read"):
        node("first").write("keys/ledger.key", b"a key", is_private=True)
    (tmp_path / "secret").write_text(f"{SECRET}\n", encoding="utf-8")

    node("first").write("keys/ledger.key", b"a key", is_private=True)
    monkeypatch.delenv("VEDOMOST_INSTALLATION_SECRET_FILE")
    monkeypatch.setenv("VEDOMOST_INSTALLATION_SECRET", SECRET)

    assert node("second").read("keys/ledger.key") == b"a key"


def test_of_two_nodes_that_make_a_key_at_once_one_wins(node):
    nodes = [node(f"node {number}") for number in range(4)]
    ready = threading.Barrier(len(nodes))

    def make(number):
        ready.wait()
        nodes[number].made_once("keys/access.key", lambda: b"key %d" % number)
        return (nodes[number].folder / "keys" / "access.key").read_bytes()

    with ThreadPoolExecutor(len(nodes)) as threads:
        made = set(threads.map(make, range(len(nodes))))

    assert len(made) == 1


def test_changes_of_many_nodes_at_once_are_all_heard(node):
    nodes = [node(f"node {number}") for number in range(3)]
    listening = node("listening")

    def write(number):
        for turn in range(10):
            nodes[number].write(
                f"forms/{number}-{turn}.xlsx", b"%d %d" % (number, turn)
            )
            if number == 0:
                listening.bring_changes()

    with ThreadPoolExecutor(len(nodes)) as threads:
        list(threads.map(write, range(len(nodes))))
    listening.bring_changes()

    names = {f"{number}-{turn}.xlsx" for number in range(3) for turn in range(10)}
    assert {path.name for path in (listening.folder / "forms").iterdir()} == names


def test_settings_edited_at_one_node_become_those_of_all(node, installation):
    first, second = node("first"), node("second")
    first.write("vedomost.toml", b'name = "One"\n')
    first.bring_changes()
    second.bring_changes()
    first.close()
    (first.folder / "vedomost.toml").write_bytes(b'name = "Two"\n')

    node("first")
    second.bring_changes()

    assert (second.folder / "vedomost.toml").read_bytes() == b'name = "Two"\n'
    with contextlib.closing(Registry(installation)) as registry:
        assert registry.school(SCHOOL).name == "Two"
        assert registry.school(SCHOOL).settings == 'name = "Two"\n'


def test_a_new_node_is_not_led_to_where_the_installation_was_before(node, tmp_path):
    lines = 'warehouse = "{}"\ndata = "/data"\nname = "{}"\n'
    first = node("first")
    first.write("vedomost.toml", lines.format("before", "Old").encode())
    (tmp_path / "second").mkdir()
    moved = lines.format("after", "Old")
    (tmp_path / "second" / "vedomost.toml").write_text(moved, encoding="utf-8")

    second = node("second")
    first.bring_changes()

    for one in (first, second):
        assert (one.folder / "vedomost.toml").read_text(encoding="utf-8") == moved


def test_settings_that_are_lost_in_the_storage_are_those_of_the_next_edit(node, s3):
    first = node("first")
    first.write("vedomost.toml", b'name = "One"\n')
    first.close()
    s3.lose(hashlib.sha256(b'name = "One"\n').hexdigest())
    (first.folder / "vedomost.toml").write_bytes(b'name = "Two"\n')

    node("first")

    assert node("second").read("vedomost.toml") == b'name = "Two"\n'


def test_settings_edited_at_two_nodes_are_kept_both(node, caplog):
    first, second = node("first"), node("second")
    first.write("vedomost.toml", b'name = "One"\n')
    first.bring_changes()
    second.bring_changes()
    first.close()
    second.write("vedomost.toml", b'name = "Other"\n')
    (first.folder / "vedomost.toml").write_bytes(b'name = "Edited"\n')

    again = node("first")

    assert (again.folder / "vedomost.toml").read_bytes() == b'name = "Other"\n'
    edited = again.folder / "vedomost.toml.edited"
    assert edited.read_bytes() == b'name = "Edited"\n'
    assert "vedomost.toml.edited" in caplog.text


def test_a_shared_folder_serves_as_well_as_s3(node, catalogue, tmp_path, monkeypatch):
    monkeypatch.setenv("VEDOMOST_INSTALLATION_SECRET", SECRET)
    from warehouse.installation.contents import contents_of
    from warehouse.installation.settings import Installation

    contents = contents_of(Installation(catalogue, str(tmp_path / "data")), SCHOOL)

    assert contents.put(WORKBOOK) == contents.put(WORKBOOK) == DIGEST
    assert contents.get(DIGEST) == WORKBOOK
    (tmp_path / "data" / SCHOOL / "files" / DIGEST).write_bytes(b"other")
    with pytest.raises(DamagedContentError):
        contents.get(DIGEST)
    with pytest.raises(MissingContentError):
        contents.get("0" * 64)


def test_a_storage_that_does_not_answer_is_told_in_a_sentence(
    node, monkeypatch, tmp_path
):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setattr("warehouse.installation.contents._TRIES", 0)
    first = node("first")

    with pytest.raises(VedomostError, match="does not answer as it should"):
        first.write(RECEIVED, WORKBOOK)
    assert not (first.folder / RECEIVED).exists()
    assert not first.has(RECEIVED)


def test_a_commit_does_not_fail_because_others_files_cannot_be_looked_at(
    node, installation, caplog
):
    first = node("first")
    with contextlib.closing(Registry(installation)) as registry:
        registry.remove(SCHOOL)

    first.heard(7)

    assert "other nodes' files were not looked at" in caplog.text


def test_what_a_killed_node_had_begun_to_write_is_swept_when_it_opens_the_school(
    node, tmp_path
):
    (tmp_path / "first" / "received" / "ab").mkdir(parents=True)
    begun = tmp_path / "first" / "received" / "ab" / "abcd.xlsx.1.part"
    begun.write_bytes(b"half")
    (tmp_path / "first" / "stored.x1.part" / "keys").mkdir(parents=True)

    first = node("first")
    begun_now = first.folder / "received" / "ab" / "ef.xlsx.2.part"
    begun_now.write_bytes(b"another thread writes")
    first.sweep_asides()

    assert not begun.exists()
    assert not (first.folder / "stored.x1.part").exists()
    assert begun_now.exists(), "who takes over is at work already"
