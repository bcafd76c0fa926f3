"""Whatever is altered behind the program's back is named with its place (§2.10).

One school is lived through once; every case alters a copy of it straight in its
database or files, as somebody who owns the machine could. What can be altered in an
archive package belongs to the tests of packages.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.warehouse.integrity.living_school import EXPORT, live
from warehouse import canonical, signing
from warehouse.blocks import Header, block_digest
from warehouse.clock import SetClock
from warehouse.integrity import receipts, stored
from warehouse.integrity.report import verify_school
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.by_turns

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)
ENTRY = "(select min(entry_id) from journal.entries where field = 'mark')"
SHOWN = "(select max(entry_id) from journal.entries where field = 'mark')"


@pytest.fixture(scope="module")
def living(
    example_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, receipts.Receipt]:
    """The school's folder, and a receipt of its head that was kept elsewhere."""
    folder = tmp_path_factory.mktemp("living") / "school"
    shutil.copytree(example_folder, folder)
    clock = SetClock(NOW)
    with open_school(folder, clock) as school:
        live(school, clock)
        receipt = receipts.make(school)
        school.database.checkpoint()
    return folder, receipt


@pytest.fixture
def folder(living, tmp_path):
    copy = tmp_path / "school"
    shutil.copytree(living[0], copy)
    return copy


def alter(folder: Path, statement: str) -> None:
    with duckdb.connect(folder / "school.duckdb") as connection:
        connection.execute(statement)


def verified(folder: Path, at: datetime = TOMORROW) -> Any:
    with open_school(folder, SetClock(at), to_verify=True) as school:
        return verify_school(school)


def test_a_school_that_nobody_touched_is_whole(folder):
    report = verified(folder)

    assert report.differences == ()
    assert report.notices == ()
    assert report.count_blocks > 10
    assert report.count_entries > 5
    assert report.count_forms == 1
    assert report.count_unsigned == 0


def set_entry(change: str, entry: str = ENTRY) -> str:
    return f"update journal.entries set {change} where entry_id = {entry}"


# In the database: alteration, how the place begins that is named.
STATEMENTS = {
    "a mark is changed": (set_entry("value = '5', mark_1 = 5"), "block 2, entry 1 ("),
    "a mark as written is changed": (set_entry("value_text = '5'"), "block 2, entry 1"),
    "a mark is moved to another student": (
        set_entry("student_id = 'К-9999'"),
        "block 2, entry 1 (",
    ),
    "a mark is moved to another lesson": (
        set_entry("lesson_id = lesson_id || 'x'"),
        "block 2, entry 1 (",
    ),
    "an author is changed": (set_entry("recorded_by = 'С-99'"), "block 2, entry 1"),
    "a time is changed": (
        set_entry("recorded_at = recorded_at - interval 1 day"),
        "block 2, entry 1",
    ),
    "an entry is said to be of an import": (
        set_entry("is_undetermined = true"),
        "block 2, entry 1",
    ),
    "the reason of a correction is changed": (
        set_entry(
            "reason = ''",
            "(select min(entry_id) from journal.entries where reason = 'correction')",
        ),
        "block 3, entry ",
    ),
    "an entry is inserted": (
        "insert into journal.entries select * replace (9001 as entry_id, '5' as value) "
        f"from journal.entries where entry_id = {ENTRY}",
        "block 2, entry 9001",
    ),
    "an entry is inserted outside of every block": (
        "insert into journal.entries select * replace (9001 as entry_id, 99 as "
        f"block_id) from journal.entries where entry_id = {ENTRY}",
        "entry 9001",
    ),
    "an entry is deleted": (
        f"delete from journal.entries where entry_id = {ENTRY}",
        "block 2, entry 1",
    ),
    "an entry is moved to another block": (
        set_entry("block_id = 3"),
        "block 2, entry 1",
    ),
    "two entries change places": (
        "update journal.entries set entry_id = 3 - entry_id where entry_id in (1, 2)",
        "block 2, entry ",
    ),
    "a block is removed": ("delete from journal.blocks where block_id = 3", "block 4"),
    "a block is removed with its entries": (
        "delete from journal.blocks where block_id = 3; "
        "delete from journal.entries where block_id = 3",
        "block 4",
    ),
    "two blocks change places": (
        "update journal.blocks set block_id = 7 - block_id where block_id in (3, 4)",
        "block 3",
    ),
    "a block is put in twice": (
        "insert into journal.blocks from journal.blocks where block_id = 3",
        "block 3",
    ),
    "a block's time is moved": (
        "update journal.blocks set sealed_at = sealed_at - interval 1 day "
        "where block_id = 3",
        "block 3",
    ),
    "a block is said to be of another upload": (
        "update journal.blocks set upload_id = 'x' where block_id = 3",
        "block 3",
    ),
    "a signature is swapped": (
        "update journal.blocks set signature = (select signature from journal.blocks "
        "where block_id = 4) where block_id = 3",
        "block 3",
    ),
    "a signature is removed": (
        "update journal.blocks set signature = null where block_id = 3",
        "block 3",
    ),
    "signatures are said to be older": (
        "update journal.blocks set format = null where block_id = 3",
        "block 3",
    ),
    "the ledger's key is removed": ("delete from journal.ledger_keys", "block 1"),
    "the ledger's key is replaced": (
        "update journal.ledger_keys set public_key = "
        "'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='",
        "block 1",
    ),
    "the help to find altered rows is altered": (
        "update journal.blocks set row_checks = '' where block_id = 3",
        "block 3",
    ),
    "a current value is changed": (
        f"update journal.current set value = '2' where entry_id = {SHOWN}",
        "current values, 2026:5А:ГЕО",
    ),
    "a current value is removed": (
        f"delete from journal.current where entry_id = {SHOWN}",
        "current values, 2026:5А:ГЕО",
    ),
    "a current value is added": (
        "insert into journal.current select * replace ('К-0002' as student_id, '5' as "
        f"value) from journal.current where entry_id = {SHOWN}",
        "current values, 2026:5А:ГЕО",
    ),
    "a sum of the summary is changed": (
        "update journal.summary set sum_marks = sum_marks + 1",
        "summary, 2026:5А:ГЕО",
    ),
    "an obligation is changed": (
        "update journal.obligations set entered = 'on_time'",
        "obligations, ",
    ),
    "a student is taken off a roster": (
        "delete from journal.roster where page_id = '2026:5А:ГЕО' and student_id = "
        "(select min(student_id) from journal.roster where page_id = '2026:5А:ГЕО')",
        "journal.roster, 2026:5А:ГЕО",
    ),
    "a lesson is moved": (
        "update journal.lessons set starts_at = starts_at + interval 1 hour "
        "where lesson_id = (select max(lesson_id) from journal.lessons)",
        "journal.lessons, 2026:",
    ),
    "a page's teacher is another": (
        "update journal.page_teachers set person_id = 'С-99' "
        "where page_id = '2026:5А:ГЕО'",
        "journal.page_teachers, 2026:5А:ГЕО",
    ),
    "a deadline of the set-up is changed": (
        "update setup.deadlines set amount = 30 where kind = 'written_mark'",
        "setup.deadlines, written_mark",
    ),
    "a person of the set-up gets a role": (
        "update setup.staff set roles = 'director' where person_id = 'С-02'",
        "setup.staff, С-02",
    ),
    "a row of the set-up is deleted": (
        "delete from setup.parameters where parameter_id = 'access_log_days'",
        "setup.parameters",
    ),
    "a change of the set-up is altered": (
        "update setup.setup_changes set applied_by = 'С-02' where change_id = 1",
        "block 1, setup.setup_changes, change_id 1",
    ),
    "a closing is removed": ("delete from journal.closings", "block "),
    "a closing is changed": (
        "update journal.closings set class_id = '5Б'",
        "block 7, journal.closings, event_id closing-1",
    ),
    "a void period is removed": ("delete from journal.void_events", "block 6"),
    "a void period is put in": (
        "insert into journal.void_events select * replace (2 as event_id, 'С-02' as "
        "person_id) from journal.void_events",
        "block 6, journal.void_events, event_id 2",
    ),
    "an explanation is changed": (
        "update journal.explanations set reason = 'other'",
        "block 8, journal.explanations, explanation_id explained-1",
    ),
    "an answer is changed": (
        "update journal.explanation_answers set is_accepted = false",
        "block 9, journal.explanation_answers, explanation_id explained-1",
    ),
    "a printed form is altered": (
        "update journal.printed_forms set key_figures = '[]'",
        "block 10, journal.printed_forms, code ",
    ),
    "a printed form is removed": ("delete from journal.printed_forms", "block 10"),
    "the register of filed files is altered": (
        "update journal.filed set sha256 = ''",
        "block 11, journal.filed, path exports/2026-11/5А.xlsx",
    ),
    "an upload names another file": (
        "update journal.uploads set file_sha256 = 'x' where block_id = 3",
        "block 3, upload ",
    ),
    "an upload is removed": (
        "delete from journal.uploads where block_id = 3",
        "block 3, upload ",
    ),
    "an upload is put in": (
        "insert into journal.uploads select * replace ('put-in' as upload_id) "
        "from journal.uploads where block_id = 3",
        "upload put-in",
    ),
    "a view shows what it likes": (
        "create or replace view staging.stg_current as "
        "select * replace ('5' as value) from journal.current",
        "view staging.stg_current",
    ),
    "the view of what counts is replaced": (
        "create or replace view journal.valid_entries as "
        "select * from journal.entries where entry_id <> 1",
        "view journal.valid_entries",
    ),
}


@pytest.mark.parametrize(("statement", "place"), STATEMENTS.values(), ids=STATEMENTS)
def test_an_alteration_in_the_database_is_named_with_its_place(
    folder, statement, place
):
    alter(folder, statement)

    found = verified(folder).differences

    assert any(one.place.startswith(place) for one in found), found


def received(folder: Path) -> Path:
    return min((folder / "received").rglob("*.xlsx"))


def write_over(path: Path) -> str:
    path.write_bytes(path.read_bytes() + b" ")
    return path.name


def swap_received(folder: Path) -> str:
    write_over(received(folder))
    return "received/"


def remove_received(folder: Path) -> str:
    path = received(folder)
    path.unlink()
    return f"received/{path.parent.name}/{path.name}"


def put_a_file_in(folder: Path) -> str:
    (received(folder).parent / "other.xlsx").write_bytes(b"other")
    return f"received/{received(folder).parent.name}/other.xlsx"


def alter_filed(folder: Path) -> str:
    write_over(folder / EXPORT)
    return EXPORT


def remove_filed(folder: Path) -> str:
    (folder / EXPORT).unlink()
    return EXPORT


def put_an_export_in(folder: Path) -> str:
    (folder / "exports" / "other.xlsx").write_bytes(b"other")
    return "exports/other.xlsx"


def alter_receipt(folder: Path) -> str:
    write_over(folder / "exports" / "receipts" / "2026-11-23.json")
    return "exports/receipts/2026-11-23.json"


def remove_key(folder: Path) -> str:
    (folder / signing.KEY_FILE).unlink()
    return signing.KEY_FILE


def replace_public_key(folder: Path) -> str:
    (folder / signing.PUBLIC_FILE).write_text("0123456789abcdef AAAA\n")
    return signing.PUBLIC_FILE


@pytest.mark.parametrize(
    "altered",
    [
        swap_received,
        remove_received,
        put_a_file_in,
        alter_filed,
        remove_filed,
        put_an_export_in,
        alter_receipt,
        remove_key,
        replace_public_key,
    ],
    ids=lambda function: function.__name__,
)
def test_an_altered_file_is_named(folder, altered: Callable[[Path], str]):
    place = altered(folder)

    found = verified(folder).differences

    assert any(one.place.startswith(place) for one in found), found


def rewrite(folder: Path, statement: str, *, signed_by: signing.Signer | None) -> None:
    """Alter something, and compute every digest anew so that the chain agrees.

    With a key every block is signed anew too: all that the machine's owner can do.
    """
    alter(folder, statement)
    with duckdb.connect(folder / "school.duckdb") as connection:
        cursor = connection.cursor()
        blocks, inside = stored.blocks(cursor), stored.sealed_rows(cursor)
        of_entries = dict(stored.entries(cursor))
        previous = ""
        for block in blocks:
            rows = inside.get(block.block_id, {})
            if block.block_id in of_entries:
                rows["journal.entries"] = of_entries[block.block_id]
            lines = [
                line
                for table in sorted(rows)
                for line in canonical.lines(table, rows[table])
            ]
            header = Header(*block.header[:-1], previous)
            previous = block_digest(header, lines)
            cursor.execute(
                "update journal.blocks set previous_digest = ?, digest = ?, "
                "row_checks = ? where block_id = ?",
                [
                    header.previous_digest,
                    previous,
                    canonical.checks(lines),
                    block.block_id,
                ],
            )
            if signed_by is not None:
                message = signing.block_message(
                    block.school_id, block.block_id, previous
                )
                cursor.execute(
                    "update journal.blocks set key_id = ?, signature = ? "
                    "where block_id = ?",
                    [signed_by.public.key_id, signed_by.sign(message), block.block_id],
                )
        if signed_by is not None:
            cursor.execute("delete from journal.ledger_keys")
            cursor.execute(
                "insert into journal.ledger_keys values (?, ?)", list(signed_by.public)
            )


FORGED = (
    set_entry("value_text = '5', value = '5', mark_1 = 5", SHOWN)
    + "; update journal.current set value_text = '5', value = '5', mark_1 = 5 "
    f"where entry_id = {SHOWN}; update journal.summary set sum_marks = 5 "
    "where sum_marks = 4"
)


def against(folder: Path, receipt: receipts.Receipt) -> list[str]:
    with (
        open_school(folder, SetClock(TOMORROW), to_verify=True) as school,
        school.database.reading() as cursor,
    ):
        return [
            one.sentence for one in receipts.check(cursor, school.school_id, receipt)
        ]


def test_a_block_with_a_new_digest_but_its_old_signature_is_named(folder):
    rewrite(folder, FORGED, signed_by=None)

    found = verified(folder).differences

    assert found[0].what == "Its signature is wrong."
    assert found[0].place.startswith("block ")


def test_a_ledger_signed_anew_by_another_key_is_named_by_the_key_beside_it(
    folder, living
):
    other = signing.Signer(Ed25519PrivateKey.generate())
    rewrite(folder, FORGED, signed_by=other)

    assert verified(folder).differences[0].place == signing.KEY_FILE
    assert any("other" in one or "key" in one for one in against(folder, living[1]))


def test_a_ledger_rewritten_by_whoever_has_the_key_is_caught_by_a_receipt(
    folder, living
):
    rewrite(folder, FORGED, signed_by=signing.load(folder))

    assert against(folder, living[1]) == [
        "The block is another one now: the ledger was rewritten."
    ]


def test_a_removed_last_block_is_caught_by_a_receipt(folder, living):
    alter(
        folder,
        "delete from journal.entries where block_id = "
        "(select max(block_id) from journal.blocks); delete from journal.blocks "
        "where block_id = (select max(block_id) from journal.blocks)",
    )

    assert against(folder, living[1]) == ["The ledger has no such block any more."]


def test_the_receipt_itself_holds_and_cannot_be_altered(folder, living):
    receipt = receipts.read(receipts.as_text(living[1]))

    assert against(folder, receipt) == []
    assert against(folder, receipt._replace(block_id=1)) == [
        "The receipt itself was altered: its signature is wrong."
    ]


def test_a_clock_that_was_moved_is_told(folder):
    report = verified(folder, NOW - timedelta(days=2))

    assert report.differences == ()
    assert report.notices
    assert "lies in the future" in report.notices[0].sentence
