"""What is written into a workbook and read from it again is the same."""

from __future__ import annotations

import io
import shutil
import subprocess
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.workbook import CellKey, message_key
from ingest.writing.writer import write_workbook
from tests.ingest.small_workbook import (
    ENGLISH,
    IDS,
    MATHS,
    by_key,
    field,
    handed_in,
    mark,
    open_workbook,
    read_back,
    small_plan,
)

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from ingest.workbook import WorkbookPlan

SLOTS = [(16, 2), (18, 1), (18, 2), (23, 3), (30, 2)]
MARKS = st.sampled_from(["5", "4", "3", "2", "4/5", "5 5", "н", "б", "5н", ".", "6"])
LINES = st.text(
    st.characters(exclude_categories=["C", "Zl", "Zp"], include_characters="\n"),
    min_size=1,
    max_size=60,
).filter(
    lambda text: text.strip(" \n\u00a0\u2000-\u200f\u3000\u202f\u205f\u1680") != ""
)
TRICKY = st.sampled_from(
    ["=1+1", "https://example.org", "_x0041_", "'5", "-5", "007", "<b>&amp;", "@ivan"]
)
TEXTS = LINES | TRICKY


@st.composite
def journals(draw: st.DrawFn) -> dict[CellKey, str]:
    """Draw what a journal may hold."""
    values: dict[CellKey, str] = {}
    for name in draw(st.sets(st.sampled_from(sorted(IDS)))):
        for slot in draw(st.sets(st.sampled_from(SLOTS))):
            values[mark(MATHS, *slot, name)] = draw(MARKS)
        if draw(st.booleans()):
            key = CellKey(MATHS, "", "2026-Q2", IDS[name], "final")
            values[key] = draw(st.sampled_from(["5", "3", "ОСВ", "Н/А"]))
    for slot in draw(st.sets(st.sampled_from(SLOTS))):
        values[field(MATHS, *slot, "topic")] = draw(TEXTS)
        values[field(MATHS, *slot, "homework")] = draw(TEXTS)
        values[field(MATHS, *slot, "status")] = "проведён"
        values[field(MATHS, *slot, "work_type")] = "Контрольная работа"
    return values


def written(values: dict[CellKey, str], plan: WorkbookPlan) -> dict[CellKey, str]:
    """What stands in the workbook: the values, and topics from the lesson plan."""
    planned = {
        CellKey(page.page_id, one.lesson_id, "", "", "topic"): one.planned_topic
        for page in plan.pages
        for one in page.lessons
    }
    return planned | values


@settings(max_examples=25, deadline=None)
@given(values=journals())
def test_a_workbook_read_back_holds_what_was_written(
    values: dict[CellKey, str],
) -> None:
    plan = small_plan(values)

    reading = read_back(write_workbook(plan))

    assert by_key(reading, "value_text") == written(values, plan)


def test_a_second_writing_of_what_was_read_changes_no_digest() -> None:
    values = {mark(MATHS, 16, 2, "Волков Илья"): "4/5"}
    first = read_back(write_workbook(small_plan(values)))
    again = small_plan(by_key(first, "value_text"), today=small_plan().ends_on)

    second = read_back(write_workbook(again))

    assert second.scopes == first.scopes


def test_the_digest_follows_the_content_and_not_the_file() -> None:
    plan = small_plan({mark(MATHS, 16, 2, "Волков Илья"): "5"})
    book = open_workbook(plan)
    before = read_back(write_workbook(plan)).scopes
    book.move_sheet("Уроки", 3)
    book["5А Математика"].title = "моя"
    moved = read_back(handed_in(book)).scopes
    book["моя"]["D7"] = "4"
    changed = read_back(handed_in(book)).scopes

    assert moved[MATHS].digest == before[MATHS].digest
    assert changed[MATHS].digest != before[MATHS].digest
    assert changed[ENGLISH].digest == before[ENGLISH].digest


def test_messages_come_back_with_date_addressee_and_key(today: date) -> None:
    key = CellKey(
        ENGLISH, "", message_key(today, "wb-0-07"), IDS["Волков Илья"], "message"
    )
    to_class = CellKey(MATHS, "", message_key(None, "wb-0-08"), "", "message")
    values = {key: "Принести словарь\nи тетрадь", to_class: "Собрание в 18:00"}

    reading = read_back(write_workbook(small_plan(values)))

    cells = reading.cells.filter(field="message")
    assert cells.get_column("label").to_list() == [
        "5А",
        "5А англ. 1 · Волков Илья",
    ]
    assert {k: v for k, v in by_key(reading).items() if k.field == "message"} == values


@pytest.fixture
def today() -> date:
    """The day of the small plan."""
    return small_plan().today


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_saves_the_same_journal_and_counts_the_same_averages(
    tmp_path: Path,
) -> None:
    values = {
        mark(MATHS, 16, 2, "Аникина Алёна"): "4/5",
        mark(MATHS, 18, 1, "Аникина Алёна"): "н",
        mark(MATHS, 18, 2, "Аникина Алёна"): "5н",
        mark(MATHS, 16, 2, "Ершов Лев"): "б",
        field(MATHS, 16, 2, "topic"): "=Степени",
        field(MATHS, 16, 2, "homework"): "§ 5\n№ 12",
        field(MATHS, 16, 2, "status"): "проведён",
        CellKey(MATHS, "", "2026-Q2", IDS["Ершов Лев"], "final"): "Н/А",
    }
    before = read_back(write_workbook(small_plan(values)))
    # openpyxl drops what was calculated, so LibreOffice must calculate it.
    source = tmp_path / "journal.xlsx"
    source.write_bytes(handed_in(open_workbook(small_plan(values))))
    saved = tmp_path / "saved"

    subprocess.run(
        [
            "soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
            "--convert-to", "xlsx", "--outdir", str(saved), str(source),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )  # fmt: skip

    content = (saved / "journal.xlsx").read_bytes()
    assert read_back(content).scopes == before.scopes
    sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["5А Математика"]
    assert [sheet["I7"].value, sheet["J7"].value] == [4.67, 2]
    assert [sheet["I12"].value, sheet["J12"].value] == ["–", 1]
