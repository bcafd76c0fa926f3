"""Class lists as schools keep them: columns found, students matched, one set."""

from __future__ import annotations

import io
import shutil
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from ingest.class_lists import memory
from ingest.class_lists.columns import is_complete, proposed
from ingest.class_lists.planning import Asked, apply_lists, plan_lists
from ingest.class_lists.sheets import read_lists
from ingest.setup.edits import whole_setup
from ingest.setup.school import create_school
from ingest.setup.seeds import example_tables
from warehouse.clock import SetClock
from warehouse.errors import VedomostError
from warehouse.school_folder import School, open_school

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def made_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the example school's folder, made once; copy it, do not write in it."""
    folder = tmp_path_factory.mktemp("made") / "school"
    create_school(folder, example_tables(), b"the first file", applied_by="С-01")
    return folder


@pytest.fixture
def school(made_folder: Path, tmp_path: Path) -> Iterator[School]:
    folder = tmp_path / "school"
    shutil.copytree(made_folder, folder)
    clock = SetClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    with open_school(folder, clock) as opened:
        yield opened


def workbook(rows, name="Лист1"):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet(name)
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
    return content.getvalue()


def csv_of(text, encoding="utf-8-sig"):
    lines = [line.strip().strip("|") for line in text.strip().splitlines()]
    rows = [";".join(cell.strip() for cell in line.split("|")) for line in lines]
    return "\n".join(rows).encode(encoding)


def asked(content, **options):
    sheets = {one.name: proposed(one.header) for one in read_lists(content)}
    return Asked(content, sheets, DAY, **options)


def plan(school, content, **options):
    with school.database.reading() as cursor:
        return plan_lists(cursor, asked(content, **options))


def test_usual_columns_are_found():
    headers = {
        "№ п/п": "ignored",
        "Фамилия, имя, отчество обучающегося": "full_name",
        "Класс": "class",
        "Дата рождения": "ignored",
        "Пол": "ignored",
        "№ личного дела": "personal_file",
        "Дата зачисления": "enrolled_on",
        "№ приказа о зачислении": "order_number",
        "ФИО матери": "ignored",
        "СНИЛС": "ignored",
        "Адрес проживания": "ignored",
        "Классный руководитель": "ignored",
    }

    assert proposed(list(headers)) == dict(enumerate(headers.values()))


def test_three_columns_of_a_name_and_a_class_in_two():
    found = proposed(["Фамилия", "Имя", "Отчество", "Параллель", "Литера"])

    assert list(found.values()) == [
        *("surname", "given_name", "patronymic", "grade", "letter")
    ]
    assert is_complete(found, "")


@pytest.mark.parametrize(
    ("headers", "class_id", "complete"),
    [
        (["ФИО"], "", False),
        (["ФИО"], "5А", True),
        (["Класс", "Фамилия"], "", False),
        (["ФИО", "Класс"], "", True),
    ],
)
def test_only_name_and_class_are_required(headers, class_id, complete):
    assert is_complete(proposed(headers), class_id) is complete


def test_new_moved_and_missing_students_are_told(school):
    found = plan(
        school,
        csv_of("""
            | № | ФИО                          | Класс | СНИЛС |
            | 1 | Антипов Максим Юрьевич       | 5 «А» | 000   |
            | 2 | Громова Дарья Олеговна       | 10а   | 000   |
            | 3 | Новикова Лидия Олеговна      | 5А    | 000   |
        """),
    )

    assert found.problems == []
    assert (found.new, found.moved) == (1, 1)
    new = next(one.after for one in found.planned.changes if one.kind == "added")
    assert (new["student_id"], new["class_id"]) == ("Л-0001", "5А")
    assert new["enrolled_on"] == DAY
    assert "Белова Софья, 5А" in found.missing
    assert "Исаев Григорий, 10А" in found.missing
    assert not any("1А" in name for name in found.missing)


def test_the_class_may_stand_in_the_sheets_name_or_above_the_header(school):
    rows = [["ФИО ученика"], ["Новикова Лидия Олеговна"]]
    (by_name,) = read_lists(workbook(rows, "5А"))
    (above,) = read_lists(workbook([["Список учеников 5 «А» класса"], *rows]))

    assert by_name.class_id == above.class_id == "5А"
    assert above.first_row == 2


def test_names_without_patronymic_find_the_student(school):
    found = plan(school, csv_of("|ФИО|Класс|\n|Антипов Максим|5А|"))

    assert found.planned.changes == []


def test_the_second_time_nobody_is_new(school):
    content = csv_of("|ФИО|Класс|\n|Новикова Лидия Олеговна|5А|")

    assert apply_lists(school, asked(content), "С-03") == 1
    assert apply_lists(school, asked(content), "С-03") == 0


def test_a_number_that_somebody_had_is_never_made_again(school):
    first = csv_of("|ФИО|Класс|\n|Новикова Лидия Олеговна|5А|")
    second = csv_of("|ФИО|Класс|\n|Орлов Егор Ильич|5А|")
    apply_lists(school, asked(first), "С-03")
    with school.database.writing() as cursor:  # taken out of the set-up altogether
        cursor.execute(
            "update setup.students set valid_to = ? where student_id = 'Л-0001'", [DAY]
        )

    apply_lists(school, asked(second), "С-03")

    with school.database.reading() as cursor:
        codes = {row["student_id"] for row in whole_setup(cursor, DAY)["students"]}
    assert "Л-0002" in codes


def test_who_is_missing_leaves_only_when_asked(school):
    content = csv_of("|ФИО|Класс|\n|Антипов Максим Юрьевич|5А|")

    assert plan(school, content).planned.changes == []
    ended = plan(school, content, ends_missing=True).planned.changes
    assert {change.after["left_on"] for change in ended} == {date(2026, 11, 22)}
    assert len(ended) == 5


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ("|ФИО|Класс|\n|Новикова|5А|", "list_name"),
        ("|ФИО|Класс|\n|Новикова Лидия||", "list_class"),
        ("|ФИО|Класс|\n|Новикова Лидия|5Щ|", "list_class_known"),
        ("|ФИО|Класс|Зачислен|\n|Новикова Лидия|5А|вчера|", "list_date"),
        ("|ФИО|Класс|\n|Новикова Лидия|5А|\n|Новикова Лидия|5А|", "list_twice"),
        ("|ФИО|Класс|Личное дело|\n|Орлов Егор|5А|К-0201|", "list_file_taken"),
    ],
)
def test_a_fault_is_told_with_its_cell_and_nothing_changes(school, rows, rule):
    content = csv_of(rows.replace("Зачислен", "Дата зачисления"))
    found = plan(school, content)

    assert rule in {one.rule for one in found.problems}
    assert all(one.cell for one in found.problems)
    with pytest.raises(VedomostError, match="must be mended"):
        apply_lists(school, asked(content), "С-03")


def test_namesakes_are_asked_about(school):
    twins = "|ФИО|Класс|Личное дело|\n|Антипов Максим Юрьевич|10А|К-0999|"
    apply_lists(school, asked(csv_of(twins)), "С-03")

    found = plan(school, csv_of("|ФИО|Класс|\n|Антипов Максим Юрьевич|1А|"))

    assert [one.rule for one in found.problems] == ["list_namesakes"]


def test_what_somebody_said_of_a_header_is_remembered(school):
    headers = ("Кто", "Где")
    assert memory.mapping_for(school, headers) == {0: "ignored", 1: "ignored"}

    memory.remember(school, headers, {0: "full_name", 1: "class"})

    assert memory.mapping_for(school, ("КТО ", "где")) == {0: "full_name", 1: "class"}
    assert memory.mapping_for(school, ("ФИО", "Класс")) == {0: "full_name", 1: "class"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_csv_in_usual_encodings(encoding):
    (one,) = read_lists(csv_of("|ФИО|Класс|\n|Орлов Егор|5А|", encoding))

    assert one.header == ("ФИО", "Класс")


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", "просто текст".encode()])
def test_what_is_no_list_is_refused(content):
    with pytest.raises(VedomostError):
        read_lists(content)
