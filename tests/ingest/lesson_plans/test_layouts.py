"""Tables of topics in the layouts that teachers use, each read to its exact topics."""

from __future__ import annotations

from datetime import date

from ingest.lesson_plans.columns import proposed
from ingest.lesson_plans.reading import lessons_of, read_topics
from ingest.lesson_plans.tables import read_tables, with_header_at
from tests.ingest.crafted_formats import ods
from tests.ingest.lesson_plans.conftest import read, told, workbook
from tests.ingest.libreoffice import saved_as

TITLE = (
    "Календарно-тематическое планирование по алгебре, 8А класс, 2026/2027 уч. год, "
    "102 часа, учитель Крылова П. Р."
)


def left(reading):
    return [(one.row + 1, one.why) for one in reading.left_out]


def test_the_plain_table_with_title_sections_dates_and_total():
    found = read(
        workbook(
            [
                [TITLE],
                [],
                ["№ п/п", "Тема урока", "Кол-во часов", "Дата по плану",
                 "Дата по факту", "Домашнее задание", "Примечание", "Ресурсы"],
                ["Раздел 1. Рациональные дроби (4 ч)"],
                [1, "Рациональные выражения", 1, date(2026, 9, 1), None, "п. 1, № 4"],
                ["2-3", "Основное свойство дроби", 2, "03.09, 04.09", None, "п. 2"],
                [4, "Контрольная работа № 1", 1, 45909, None, None, "таблица"],
                [],
                ["Раздел 2. Квадратные корни (1 ч)"],
                [5, "Понятие корня", 1, None, None, "п. 5"],
                [None, "Итого: 5 ч"],
            ],
            ["A4:H4", "A9:H9", "A1:H1"],
        )
    )  # fmt: skip

    assert told(found) == [
        ("Рациональные выражения", 1),
        ("Основное свойство дроби", 2),
        ("Контрольная работа № 1", 1),
        ("Понятие корня", 1),
    ]
    assert [one.section for one in found.topics] == [
        "Раздел 1. Рациональные дроби (4 ч)",
        "Раздел 1. Рациональные дроби (4 ч)",
        "Раздел 1. Рациональные дроби (4 ч)",
        "Раздел 2. Квадратные корни (1 ч)",
    ]
    assert lessons_of(found.topics)[:3] == [
        ("Рациональные выражения", "п. 1, № 4"),
        ("Основное свойство дроби", "п. 2"),
        ("Основное свойство дроби", "п. 2"),
    ]
    assert left(found) == [
        (1, "above"),
        (4, "heading"),
        (9, "heading"),
        (11, "total"),
    ]
    assert (found.doubts, found.remarks) == ([], [])


def test_two_rows_of_headings_with_hours_divided_and_numbers_of_columns():
    found = read(
        workbook(
            [
                ["№ п/п", "Тема урока", "Количество часов", None, None, "Дата изучения",
                 "Электронные цифровые образовательные ресурсы"],
                [None, None, "Всего", "Контрольные работы", "Практические работы"],
                [1, 2, 3, 4, 5, 6, 7],
                [1, "Природа и человек", 1, 0, 0, None, "https://example.org/1"],
                [2, "Карта и план", 2, 0, 1],
                [3, "Контрольная работа", 1, 1, 0],
                ["ОБЩЕЕ КОЛИЧЕСТВО ЧАСОВ ПО ПРОГРАММЕ", None, 4, 1, 1],
            ],
            ["C1:E1", "A1:A2", "B1:B2", "F1:F2", "G1:G2", "A7:B7"],
        )
    )  # fmt: skip

    assert told(found) == [
        ("Природа и человек", 1),
        ("Карта и план", 2),
        ("Контрольная работа", 1),
    ]
    assert left(found) == [(3, "column_numbers"), (7, "total")]
    assert found.remarks == []


def test_a_divided_date_without_merged_cells_and_headings_repeated_on_each_page():
    heads = ["№ урока", "Содержание урока", "Дата", None, "Д/з"]
    found = read(
        workbook(
            [
                heads,
                [None, None, "план", "факт"],
                ["1.", "Звуки и буквы", "01.09", None, "с. 5"],
                heads,
                [None, None, "план", "факт"],
                ["2.", "Слог и ударение", "02.09", None, "с. 7"],
            ]
        )
    )

    assert lessons_of(found.topics) == [
        ("Звуки и буквы", "с. 5"),
        ("Слог и ударение", "с. 7"),
    ]
    assert left(found) == [(4, "header"), (5, "header")]


def test_ranges_in_every_spelling_excel_makes_of_them():
    found = read(
        workbook(
            [
                ["№", "Тема"],
                [1, "Введение"],
                ["2, 3", "Строение клетки"],
                [4.5, "Ткани"],
                [date(2026, 8, 6), "Органы"],  # 6-8, as Excel took it
                ["9–10", "Системы органов"],
                ["№ 11", "Обобщение"],
                ["12/3", "Резервный урок"],
            ]
        )
    )

    assert told(found) == [
        ("Введение", 1),
        ("Строение клетки", 2),
        ("Ткани", 2),
        ("Органы", 3),
        ("Системы органов", 2),
        ("Обобщение", 1),
        ("Резервный урок", 1),
    ]
    assert found.remarks == []


def test_hours_alone_and_a_column_of_sections_merged_downwards():
    found = read(
        workbook(
            [
                ["Раздел", "Тема занятия", "Часы", "Вид контроля"],
                ["Древний мир", "Первобытные люди", "2 ч", "опрос"],
                [None, "Древний Египет", "1 час"],
                ["Средние века", "Франки", "1+1"],
                ["Всего", None, 5],
            ],
            ["A2:A3"],
        )
    )

    assert told(found) == [
        ("Первобытные люди", 2),
        ("Древний Египет", 1),
        ("Франки", 2),
    ]
    assert [one.section for one in found.topics] == [
        "Древний мир", "Древний мир", "Средние века",
    ]  # fmt: skip
    assert left(found) == [(5, "total")]


def test_one_topic_merged_over_several_numbered_rows():
    found = read(
        workbook(
            [
                ["№ п/п", "Тема урока", "Домашнее задание"],
                [1, "Глагол как часть речи", "упр. 1"],
                [2, None, "упр. 2"],
                [3, "Наречие", "упр. 3"],
                [None, "и его разряды", "упр. 4"],
            ],
            ["B2:B3"],
        )
    )

    assert told(found) == [
        ("Глагол как часть речи", 2),
        ("Наречие и его разряды", 1),
    ]
    assert found.topics[1].homework == "упр. 3 упр. 4"


def test_thematic_planning_with_numbers_of_sections():
    found = read(
        workbook(
            [
                ["№ п/п", "Наименование разделов и тем программы", "Количество часов"],
                ["Раздел 1. Числа"],
                [1.1, "Натуральные числа", 2],
                ["1.2", "Дроби", 1],
                ["Итого по разделу", None, 3],
                [2, "Величины", 2],
                ["2.1", "Длина", 1],
                ["2.2", "Площадь", 1],
            ]
        )
    )

    assert told(found) == [
        ("Натуральные числа", 2),
        ("Дроби", 1),
        ("Длина", 1),
        ("Площадь", 1),
    ]
    assert left(found) == [(2, "heading"), (5, "total"), (6, "heading")]


def test_headings_in_the_column_of_topics_with_the_hours_of_their_topics():
    found = read(
        workbook(
            [
                ["№", "Тема", "Часы"],
                [None, "Повторение 21ч +2К + 2Р.р"],
                [None, "Рациональные дроби", 3],
                [1, "Сокращение", 2],
                [2, "Сложение", 1],
                [None, "Корни", 5],  # and its topics have one hour
                [3, "Понятие корня", 1],
            ]
        )
    )

    assert told(found) == [("Сокращение", 2), ("Сложение", 1), ("Понятие корня", 1)]
    assert left(found) == [(2, "heading"), (3, "heading")]
    assert found.remarks == []
    assert [doubt.problem.cell for doubt in found.doubts] == ["B6"]


def test_topics_that_are_numbered_in_words_are_no_headings():
    found = read(
        workbook(
            [
                ["Тема", "Часы"],
                ["Тема 1. Введение", 1],
                ["Тема 2. Клетка", 2],
                ["Экскурсия", 1],
            ]
        )
    )

    assert told(found) == [
        ("Тема 1. Введение", 1), ("Тема 2. Клетка", 2), ("Экскурсия", 1),
    ]  # fmt: skip


def test_a_list_of_topics_alone_as_csv_of_windows():
    text = "Темы уроков\nГлава 1. Механика\nДвижение\nСила\n"

    found = read(text.encode("cp1251"))

    assert told(found) == [("Движение", 1), ("Сила", 1)]
    assert left(found) == [(2, "heading")]


def test_a_sheet_for_each_quarter_or_class_with_an_empty_numbered_tail():
    quarter = [
        ["№ урока", "Тема урока"], [28, "Сложение"], [29, "Вычитание"], [30], [31],
    ]  # fmt: skip
    notes = [["Пояснительная записка"], ["Программа составлена на основе примерной."]]
    first, second, third = read_tables(
        workbook(quarter, name="5Б", others={"записка": notes, "6 А": quarter})
    )

    assert (first.classes, second.classes) == (("5Б",), ("6А",))
    assert (third.name, third.is_found) == ("записка", False)
    found = read_topics(first, proposed(first.header), {})
    assert found.first_number == 28
    assert told(found) == [("Сложение", 1), ("Вычитание", 1)]
    assert left(found) == [(4, "empty_number"), (5, "empty_number")]


def test_headings_nobody_would_guess_are_said_by_row_and_column():
    (table,) = read_tables(
        workbook([["План кружка"], ["Что", "Сколько"], ["Лепка", 2], ["Роспись", 1]])
    )
    assert not table.is_found

    said = with_header_at(table, 1)
    assert said.header == ("Что", "Сколько")
    found = read_topics(said, {0: "topic", 1: "hours"}, {})

    assert told(found) == [("Лепка", 2), ("Роспись", 1)]


def cell(text, columns=1):
    covered = "<table:covered-table-cell/>" * (columns - 1)
    across = f' table:number-columns-spanned="{columns}"' if columns > 1 else ""
    return (
        f'<table:table-cell office:value-type="string"{across}>'
        f"<text:p>{text}</text:p></table:table-cell>{covered}"
    )


def test_open_document_with_merged_sections():
    rows = [
        [cell("№"), cell("Тема урока"), cell("Часов")],
        [cell("Повторение", 3)],
        [cell("1"), cell("Степень"), cell("1")],
        [cell("2"), cell("Многочлены"), cell("2")],
    ]
    body = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows)

    found = read(ods(f'<table:table table:name="Лист1">{body}</table:table>'))

    assert told(found) == [("Степень", 1), ("Многочлены", 2)]
    assert [one.section for one in found.topics] == ["Повторение", "Повторение"]


def test_the_old_format_of_excel(tmp_path):
    content = workbook(
        [
            ["№", "Тема урока", "Кол-во часов", "Дата"],
            ["I четверть"],
            ["1-2", "Вводный курс", 2, date(2026, 9, 1)],
            [3, "Моя семья", 1, date(2026, 9, 8)],
        ],
        ["A2:D2"],
    )

    found = read(saved_as(content, "xls", tmp_path))

    assert told(found) == [("Вводный курс", 2), ("Моя семья", 1)]
    assert left(found) == [(2, "heading")]
