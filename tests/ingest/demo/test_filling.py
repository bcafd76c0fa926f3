"""Filling real template files: what is written is what the reader reads."""

from __future__ import annotations

from datetime import date

from expectations.marks import DEFAULT_SCALE
from ingest.demo.filling import FilledMessage, Template
from ingest.reading.child import read_workbook
from ingest.reading.reader import read_journal
from ingest.workbook import CellKey
from ingest.writing.writer import write_workbook
from tests.ingest.small_workbook import ENGLISH, MATHS, field, mark, small_plan


def read(content: bytes) -> dict[CellKey, str]:
    reading = read_journal(
        read_workbook(content), lambda: [small_plan()], DEFAULT_SCALE
    )
    return {
        CellKey(
            row["page_id"],
            row["lesson_id"],
            row["period_id"],
            row["student_id"],
            row["field"],
        ): row["value_text"]
        for row in reading.cells.iter_rows(named=True)
    }


def test_what_a_teacher_fills_in_is_what_the_reader_reads() -> None:
    template = Template(write_workbook(small_plan()))
    final = CellKey(MATHS, "", "2026-Q2", "К-0001", "final")
    written = {
        mark(MATHS, 16, 2, "Аникина Алёна"): "5",
        mark(MATHS, 18, 1, "Ершов Лев"): "4/3",
        mark(ENGLISH, 17, 4, "Волков Илья"): "н",
        field(MATHS, 16, 2, "homework"): "§ 4, № 12 <устно> & № 15",
        field(MATHS, 16, 2, "status"): "проведён",
        field(ENGLISH, 17, 4, "topic"): "Present Simple",
        final: "4",
    }

    cells = read(template.filled(written))

    assert {key: cells.get(key) for key in written} == written


def test_every_other_cell_stays_as_the_template_has_it() -> None:
    content = write_workbook(small_plan())

    untouched = read(Template(content).filled({}))
    filled = read(Template(content).filled({mark(MATHS, 16, 2, "Волков Илья"): "3"}))

    assert untouched == read(content)
    assert dict(filled.items() - untouched.items()) == {
        mark(MATHS, 16, 2, "Волков Илья"): "3"
    }


def test_a_later_save_starts_from_the_template_not_from_the_save_before() -> None:
    template = Template(write_workbook(small_plan()))
    key = mark(MATHS, 16, 2, "Гусева Анна")

    first = template.filled({key: "4"})
    second = template.filled({key: ""})

    assert read(first)[key] == "4"
    assert key not in read(second)


def test_a_number_is_stored_as_excel_stores_it() -> None:
    template = Template(write_workbook(small_plan()))
    minutes = field(MATHS, 16, 2, "minutes")
    became_a_date = mark(MATHS, 16, 2, "Дёмина Яна")

    cells = read(template.filled({minutes: 15.0, became_a_date: 46146.0}))

    assert cells[minutes] == "15"
    assert cells[became_a_date] == "46146"


def test_messages_land_in_the_first_free_rows() -> None:
    template = Template(write_workbook(small_plan()))
    messages = [
        FilledMessage(date(2026, 11, 17), "5А", "Принести циркуль."),
        FilledMessage(date(2026, 11, 18), "5А · Волков Илья", "Отличная работа!"),
    ]

    cells = read(template.filled({}, messages))

    found = {
        (key.page_id, key.student_id): text
        for key, text in cells.items()
        if key.field == "message"
    }
    assert found == {
        (MATHS, ""): "Принести циркуль.",
        (MATHS, "К-0003"): "Отличная работа!",
    }


def test_the_same_content_gives_the_same_bytes() -> None:
    content = write_workbook(small_plan())
    values = {mark(MATHS, 16, 2, "Волков Илья"): "5"}

    assert Template(content).filled(values) == Template(content).filled(values)
