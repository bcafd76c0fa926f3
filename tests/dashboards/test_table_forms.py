"""Pages of figures on paper and as a workbook: what stands there."""

from __future__ import annotations

import io
import json
import re

import openpyxl
import pytest

from dashboards.forms import table_form_pdf as pdf
from dashboards.forms.page_tables import page_tables
from dashboards.forms.table_form import Form, FormTable, Share
from dashboards.forms.table_form_pdf import table_form_pdf
from dashboards.forms.table_form_xlsx import table_form_xlsx
from dashboards.timeliness.words import share

TABLE = FormTable(
    "По учителям",
    ("Учитель", "Всего", "Доля вовремя", "Отставание, ч"),
    (
        ("Агафонова Юлия", 100, Share(94, 100), 1.5),
        ("Баранова Нина", 0, Share(0, 0), None),
    ),
    tab="Учителя",
    note="Доля = вовремя / все",
)


def form_of(*tables, language="ru"):
    return Form(
        "Своевременность",
        "Школа № 7",
        (("Класс", "5А"), ("Период", "II четверть")),
        tables,
        ("Домашнее задание — 90 минут (п. 2.7).",),
        "23.11.2026 13:30",
        "Директорова Анна Ивановна",
        language,
    )


def sheets_of(form):
    return openpyxl.load_workbook(io.BytesIO(table_form_xlsx(form)))


def test_the_workbook_says_first_what_was_asked_by_whom_and_when():
    about = sheets_of(form_of(TABLE)).worksheets[0]

    assert about.title == "О таблице"
    assert [
        tuple(cell.value for cell in row) for row in about.iter_rows(min_row=3)
    ] == [
        ("Школа", "Школа № 7"),
        ("Класс", "5А"),
        ("Период", "II четверть"),
        ("На момент", "23.11.2026 13:30"),
        ("Сформировал(а)", "Директорова Анна Ивановна"),
        ("Правила", "Домашнее задание — 90 минут (п. 2.7)."),
    ]


def test_figures_in_the_workbook_are_numbers_and_a_share_of_nothing_is_empty():
    sheet = sheets_of(form_of(TABLE))["Учителя"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]

    assert rows[:3] == [
        ["Учитель", "Всего", "Доля вовремя", "Отставание, ч"],
        ["Агафонова Юлия", 100, 0.94, 1.5],
        ["Баранова Нина", 0, None, None],
    ]
    assert sheet["C4"].number_format == "0.0%"


def test_a_figure_of_a_page_keeps_the_places_it_is_shown_with():
    drawn = (
        "<table><caption>Средние</caption><thead><tr><th>Ученик</th><th>Алгебра</th>"
        "<th>Доля</th></tr></thead><tbody><tr><td>Абрамов Лев</td>"
        '<td class="mark number">4,50</td><td class="number">44,3</td></tr></tbody>'
        "</table>"
    )
    (table,) = page_tables([drawn])
    form = form_of(table)

    (printed,) = json.loads(pdf.data_of(form))["tables"][0]["rows"]
    assert printed == ["Абрамов Лев", "4,50", "44,3"]
    row = sheets_of(form).worksheets[1][4]
    assert [(cell.value, cell.number_format) for cell in row[1:]] == [
        (4.5, "0.00"),
        (44.3, "0.0"),
    ]


def test_tables_with_one_name_get_sheets_of_their_own():
    long = TABLE._replace(tab="10А англ. 1 · Английский язык: [по урокам]")

    names = sheets_of(form_of(long, long, TABLE, TABLE)).sheetnames

    assert names == [
        "О таблице",
        "10А англ. 1 · Английский язык п",
        "10А англ. 1 · Английский язык 2",
        "Учителя",
        "Учителя 2",
    ]


def test_an_empty_table_says_so():
    empty = TABLE._replace(rows=())

    sheet = sheets_of(form_of(empty))["Учителя"]

    assert sheet["A4"].value == "Здесь ничего нет."


def test_paper_is_landscape_once_a_table_is_wide():
    wide = FormTable("", tuple("абвгдежз"), (tuple("абвгдежз"),))

    assert json.loads(pdf.data_of(form_of(TABLE)))["is_wide"] is False
    assert json.loads(pdf.data_of(form_of(TABLE, wide)))["is_wide"] is True


def test_figures_on_paper_are_written_as_people_write_them():
    told = json.loads(pdf.data_of(form_of(TABLE)))["tables"][0]

    assert told["rows"] == [
        ["Агафонова Юлия", "100", "94\N{NO-BREAK SPACE}%", "1,5"],
        ["Баранова Нина", "0", "—", "—"],
    ]
    assert told["are_numbers"] == [False, True, True, True]


@pytest.mark.parametrize(
    ("of", "out_of", "told"),
    [(1433, 3231, "44,3"), (26, 120, "21,6"), (1999, 2000, "99,9"), (7, 7, "100")],
)
def test_a_share_on_paper_and_in_the_workbook_is_the_one_of_the_page(of, out_of, told):
    form = form_of(TABLE._replace(rows=(("Все", out_of, Share(of, out_of), None),)))

    paper = json.loads(pdf.data_of(form))["tables"][0]["rows"][0][2]
    cell = sheets_of(form)["Учителя"]["C4"]

    assert paper == f"{told}\N{NO-BREAK SPACE}%" == share(of, out_of, "ru")
    assert f"{cell.value:.1%}" == f"{float(told.replace(',', '.')):.1f}%"


def test_a_long_table_goes_on_over_the_page_in_our_own_font():
    rows = tuple(
        (f"Учитель {number}", number, Share(1, 2), None) for number in range(90)
    )

    made = table_form_pdf(form_of(TABLE._replace(rows=rows)))

    assert made.startswith(b"%PDF")
    assert b"LibertinusSerif" in made
    assert count_pages(made) == 2


@pytest.mark.parametrize(
    "words",
    [
        '#panic("x")',
        "$x$",
        "*жирно*",
        "<метка>",
        "@ссылка",
        "= Заголовок",
        "\\",
        "а" * 300,
    ],
)
def test_text_on_paper_is_never_markup(words):
    table = FormTable(words, (words, "Всего"), ((words, 1),), note=words)
    form = form_of(table)._replace(
        title=words, school_name=words, filters=((words, words),), rules=(words,)
    )

    assert count_pages(table_form_pdf(form)) == 1


def count_pages(made):
    return int(re.search(rb"/Type/Pages/Count (\d+)", made)[1])
