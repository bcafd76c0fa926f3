"""What is not understood is told with its cell, and nothing is lost silently."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.foreign.layout import layout_of
from ingest.foreign.reading import UnknownLayoutError, read_foreign
from tests.foreign.paper import Paper, as_csv, as_xlsx
from warehouse.errors import VedomostError

JOURNAL = {
    (0, 0): "8А класс, 2024/2025",
    (1, 0): "ФИО",
    (1, 1): "Сентябрь",
    (2, 1): "02",
    (2, 2): 3,
    (3, 0): "Ли Глеб",
    (3, 1): 5,
}
REPORT = {
    (0, 0): "Отчёт об успеваемости и посещаемости ученика",
    (1, 0): "Учебный год: 2024/2025",
    (2, 0): "Ученик: Ли Глеб",
    (3, 0): "Предмет",
    (3, 1): "Сентябрь",
    (4, 1): 2,
    (3, 2): "Средняя оценка",
    (5, 0): "ИЗО",
    (5, 1): 5,
    (5, 2): 5,
}


def read(cells, changes=None, name="Алгебра", file_name="журнал.xlsx", **how):
    paper = Paper(name)
    for place, value in {**cells, **(changes or {})}.items():
        paper.put(*place, value)
    (journal,) = read_foreign(as_xlsx([paper]), file_name, **how)
    return journal


def told(journal):
    return [(p.rule, p.cell, p.value) for p in journal.problems]


def values(journal):
    return dict(journal.facts.select("cell", "value").iter_rows())


def test_a_plain_journal_has_nothing_to_tell():
    journal = read(JOURNAL)
    assert told(journal) == []
    assert values(journal) == {"B4": "5"}


def test_a_strange_code_stays_as_written_and_is_told():
    journal = read(JOURNAL, {(3, 2): "ъ5"})
    assert told(journal) == [("foreign_code", "C4", "ъ5")]
    assert values(journal) == {"B4": "5", "C4": None}


def test_a_double_mark_that_became_a_day_is_asked_not_guessed():
    journal = read(JOURNAL, {(3, 2): date(2024, 4, 5)})
    (problem,) = journal.problems
    assert problem.facts["hint"] == "5/4"
    assert values(journal)["C4"] is None


def test_a_day_that_no_month_has_is_told_with_how_many_cells_it_costs():
    journal = read(JOURNAL, {(2, 2): 31, (3, 2): 4})
    assert told(journal) == [("foreign_date", "C3", "31")]
    assert journal.problems[0].facts["count"] == 1
    assert values(journal) == {"B4": "5"}


def test_a_column_without_a_heading_is_told_and_one_of_notes_is_not():
    assert told(read(JOURNAL, {(3, 3): 5})) == [("foreign_column", "D3", "")]
    assert told(read(JOURNAL, {(2, 3): "Примечание", (3, 3): "болел"})) == []


def test_marks_of_nobody_are_told():
    assert told(read(JOURNAL, {(4, 1): 4})) == [("foreign_row", "A5", "")]
    below = {(5, 0): "н – не был", (7, 0): "Цой Анна", (7, 1): 4}
    assert told(read(JOURNAL, below)) == [("foreign_row", "A8", "Цой Анна")]


def test_a_file_without_a_school_year_is_asked_for_it():
    nameless = {**JOURNAL, (0, 0): "8А класс"}
    journal = read(nameless)
    assert [problem.rule for problem in journal.problems] == ["foreign_date"]
    assert "which year" in journal.problems[0].sentence
    journal = read(nameless, school_year=2022)
    assert journal.facts["lesson_on"].to_list() == [date(2022, 9, 2)]
    journal = read(nameless, file_name="8А 2023-2024.xlsx")
    assert journal.facts["lesson_on"].to_list() == [date(2023, 9, 2)]


@pytest.mark.parametrize(
    ("title", "sheet", "file_name", "class_name"),
    [
        ("Журнал 8 «А» класса 2024/2025", "Алгебра", "x.xlsx", "8А"),
        ("2024/2025", "8А Алгебра", "x.xlsx", "8А"),
        ("2024/2025", "Алгебра", "Журнал 10Б.xlsx", "10Б"),
        ("Класс: 5-в", "Алгебра", "2024-2025.xlsx", "5-в"),
        ("8а класс", "Алгебра", "2024-2025.xlsx", "8а"),
        ("1 сентября 2024", "Алгебра", "10Б 2024-2025.xlsx", "10Б"),
        ("2024/2025", "Алгебра", "x.xlsx", ""),
    ],
)
def test_the_class_is_taken_where_it_is_named(title, sheet, file_name, class_name):
    journal = read(JOURNAL, {(0, 0): title}, name=sheet, file_name=file_name)
    names = journal.facts.select("class_name", "subject_name").unique().rows()
    assert names == [(class_name, "Алгебра")]


def test_a_tick_under_not_attested_is_that_final_mark():
    heads = {(1, 3): "1 четв", (1, 4): "Н/А", (3, 4): "+", (4, 0): "Ли Ян", (4, 4): 2}
    journal = read(JOURNAL, heads)
    finals = journal.facts.filter(field="final").select("cell", "period_name", "value")
    assert finals.rows() == [("E4", "1 четв", "not_attested")]
    assert told(journal) == [("foreign_code", "E5", "2")]


def test_a_sheet_that_no_layout_knows_is_told():
    known, other, cover = Paper("Алгебра"), Paper("Питание"), Paper("Титул")
    for place, value in JOURNAL.items():
        known.put(*place, value)
    other.put(0, 0, "Завтрак")
    cover.put(0, 0, "Школа")
    (journal,) = read_foreign(as_xlsx([cover, other, known]), "x.xlsx")
    assert told(journal) == [("foreign_sheet", "A1", "Питание")]


def test_a_file_that_no_layout_knows_is_refused_with_its_own_error():
    paper = Paper("Лист1")
    paper.put(0, 0, "Меню")
    with pytest.raises(UnknownLayoutError):
        read_foreign(as_xlsx([paper]), "x.xlsx")
    with pytest.raises(UnknownLayoutError):
        read_foreign(as_csv(paper, "utf-8", ";"), "x.csv")


def test_a_table_without_a_student_is_left_out_and_told():
    cells = {place: value for place, value in REPORT.items() if place != (2, 0)}
    journal = read(cells)
    assert told(journal) == [("foreign_student", "A4", "")]
    assert journal.facts.is_empty()


def test_a_row_below_a_blank_one_is_told():
    journal = read(REPORT, {(7, 0): "Музыка", (7, 1): 4})
    assert told(journal) == [("foreign_row", "A8", "Музыка")]


def test_a_day_outside_the_period_is_told():
    journal = read(REPORT, {(1, 3): "Период: с 05.09.2024 по 27.10.2024"})
    assert ("foreign_date", "B5", "02.09.2024") in told(journal)


def test_a_layout_that_somebody_pointed_out_reads_where_it_says():
    cells = {
        (0, 0): "Список 2024/2025",
        (2, 2): "дети",
        (1, 3): "Сентябрь",
        (2, 3): 2,
        (4, 2): "Ли Глеб",
        (4, 3): "отс",
        (5, 2): "Цой Анна",
        (5, 3): 4,
    }
    layout = layout_of(
        {
            "id": "mine",
            "title": "Мой журнал",
            "form": "grid",
            "codes": {"aliases": {"отс": "н"}},
            "places": {
                "month_row": 2,
                "day_row": 3,
                "student_column": "C",
                "first_student_row": 5,
            },
        }
    )
    with pytest.raises(UnknownLayoutError):
        read(cells)
    journal = read(cells, layout=layout)
    assert values(journal) == {"D5": "н", "D6": "4"}
    assert journal.facts["student_name"].to_list() == ["Ли Глеб", "Цой Анна"]


def test_a_table_that_names_no_student_of_its_own_is_not_the_one_before():
    below = {
        (7, 0): "Учиник: Цой Анна",
        (8, 0): "Предмет",
        (8, 1): "Сентябрь",
        (9, 1): 3,
        (10, 0): "ИЗО",
        (10, 1): 2,
    }
    journal = read(REPORT, below)
    assert told(journal) == [("foreign_student", "A9", "")]
    assert set(journal.facts["student_name"]) == {"Ли Глеб"}


def test_the_year_and_class_of_a_report_hold_for_all_its_students():
    below = {
        (0, 5): "Класс: 8А",
        (7, 0): "Ученик: Цой Анна",
        (8, 0): "Предмет",
        (8, 1): "Январь",
        (9, 1): 9,
        (10, 0): "ИЗО",
        (10, 1): 2,
    }
    journal = read(REPORT, below)
    assert told(journal) == []
    named = journal.facts.filter(field="mark").select(
        "class_name", "student_name", "lesson_on"
    )
    assert named.rows() == [
        ("8А", "Ли Глеб", date(2024, 9, 2)),
        ("8А", "Цой Анна", date(2025, 1, 9)),
    ]


def test_namesakes_of_one_sheet_are_told_once():
    journal = read(JOURNAL, {(3, 2): 4, (4, 0): "Ли Глеб", (4, 1): 5, (4, 2): 3})
    assert told(journal) == [("foreign_twice", "B5", "Ли Глеб")]
    assert journal.problems[0].facts["count"] == 2
    assert journal.problems[0].facts["first"] == "B4"


def test_two_topics_of_one_lesson_are_told():
    lessons = {
        (6, 0): "Дата",
        (6, 1): "Тема",
        (7, 0): "02.09",
        (7, 1): "Дроби",
    }
    assert told(read(JOURNAL, lessons)) == []
    paper, topics = Paper("Алгебра"), Paper("ТЕМЫ")
    for place, value in {**JOURNAL, **lessons}.items():
        paper.put(*place, value)
    for place, value in lessons.items():
        topics.put(*place, "Степени" if value == "Дроби" else value)
    (journal,) = read_foreign(as_xlsx([paper, topics]), "x.xlsx")
    assert told(journal) == [("foreign_twice", "B8", "Степени")]


def test_lessons_under_an_unknown_title_are_nobodys():
    paper, topics = Paper("Алгебра"), Paper("ТЕМЫ")
    for place, value in JOURNAL.items():
        paper.put(*place, value)
    for row, title in ((0, "Алгебра"), (5, "Геометрия")):
        topics.put(row, 0, title)
        topics.put(row + 1, 0, "Дата")
        topics.put(row + 1, 1, "Тема")
        topics.put(row + 2, 0, "02.09")
        topics.put(row + 2, 1, f"{title}, урок 1")
    (journal,) = read_foreign(as_xlsx([paper, topics]), "x.xlsx")
    assert told(journal) == [("foreign_subject", "A7", "")]
    texts = journal.facts.filter(field="topic")["value"].to_list()
    assert texts == ["Алгебра, урок 1"]


def test_first_names_may_have_a_column_of_their_own():
    rows = "Фамилия;Имя;Предмет;Дата;Оценка\nЛи;Глеб;ИЗО;02.09.2024;5\n"
    (journal,) = read_foreign(rows.encode(), "x.csv")
    assert journal.facts["student_name"].to_list() == ["Ли Глеб"]
    assert told(journal) == []


def test_four_and_a_half_in_a_long_table_is_not_two_marks():
    rows = "ФИО;Предмет;Дата;Оценка\nЛи Глеб;ИЗО;02.09.2024;4,5\n"
    (journal,) = read_foreign(rows.encode("cp1251"), "x.csv")
    assert told(journal) == [("foreign_code", "D2", "4,5")]
    assert journal.facts["value"].to_list() == [None]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"%PDF-1.7", "document"),
        (b"MIME-Version: 1.0\n\n<html><table>", "web page"),
        (b"", "empty"),
        (b"\x00\x01\x02\x03" * 50, "neither a workbook nor a CSV"),
        (b"PK\x03\x04 and no more", "damaged"),
    ],
)
def test_what_is_no_table_is_refused_by_what_it_is(content, told):
    with pytest.raises(VedomostError, match=told):
        read_foreign(content, "x.xls")


def test_a_layout_of_places_and_words_leaves_other_files_alone():
    said = {
        "id": "mine",
        "title": "Мой журнал",
        "form": "grid",
        "recognised": {"headings": [["дети"]]},
        "places": {"month_row": 2, "day_row": 3, "first_student_row": 4},
    }
    with pytest.raises(UnknownLayoutError):
        read(JOURNAL, layouts=[layout_of(said)])
    journal = read(JOURNAL, {(1, 0): "Дети"}, layouts=[layout_of(said)])
    assert values(journal) == {"B4": "5"}
