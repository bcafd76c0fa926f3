"""The tables of a page go along as they are seen, as text and numbers."""

from __future__ import annotations

from decimal import Decimal

from dashboards.forms.page_tables import page_tables
from dashboards.forms.table_form import FormTable
from dashboards.tables import bars, cell, heading, parts, row, table, upright

HEAD = row(heading("Ученик", "name"), upright("Мат.", "Математика"), heading("Средний"))


def test_a_table_of_a_page_is_a_table_of_a_form():
    body = [
        row(
            heading("Иванов & <b>", "name", scope="row"),
            cell("5"),
            cell("4,83", "number"),
        ),
        row(heading("=1+1", scope="row"), cell("н"), cell("12", "right bad")),
    ]

    (found,) = page_tables([table("Сводная", [HEAD], body)])

    assert found == FormTable(
        "Сводная",
        ("Ученик", "Математика", "Средний"),
        (("Иванов & <b>", "5", Decimal("4.83")), ("=1+1", "н", 12)),
    )


def test_a_column_of_links_stays_on_the_screen():
    head = row(heading("Класс"), heading("Пакет", "not-printed"))
    body = [row(cell("5А"), '<td class="not-printed"><a href="/x">Скачать</a></td>')]

    (found,) = page_tables([table("Т", [head], body)])

    assert (found.heads, found.rows) == (("Класс",), (("5А",),))


def test_the_row_of_totals_goes_along():
    foot = [row(heading("Всего", scope="row"), cell("", "number"), cell("1", "number"))]

    (found,) = page_tables([table("Т", [HEAD], [], foot)])

    assert found.rows == (("Всего", "", 1),)


def test_what_stands_on_lines_of_its_own_is_told_apart_and_a_bar_says_its_title():
    body = [
        row(parts(["5А История", "6Б История"]), bars([0.5], "от 3 до 5"), cell("—"))
    ]

    (found,) = page_tables([table("Т", [HEAD], body)])

    assert found.rows == (("5А История; 6Б История", "от 3 до 5", "—"),)


def test_several_tables_come_in_their_order_and_what_is_around_them_is_left():
    drawn = ["<p>почему</p>" + table("Один", [HEAD], []), table("Два", [HEAD], [])]

    assert [found.title for found in page_tables(drawn)] == ["Один", "Два"]


def test_a_heading_over_several_columns_leaves_the_columns_in_their_places():
    months = row(heading("", "name"), heading("ноябрь", span=2, scope="colgroup"))
    body = [row(heading("Ан", scope="row"), cell("5"), cell("4"))]

    (found,) = page_tables([table("Т", [months, HEAD], body)])

    assert found.heads == ("Ученик", "Математика", "Средний")
    assert found.rows == (("Ан", "5", "4"),)
