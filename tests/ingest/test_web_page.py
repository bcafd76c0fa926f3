"""Web pages under a workbook's name: read for imports only, within limits."""

from __future__ import annotations

import pytest

from ingest.reading.child import (
    MEMORY_BYTES,
    WEB_PAGE_REQUEST,
    Reader,
    read_web_page,
    read_workbook,
)
from ingest.reading.sheets import UnreadableWorkbookError
from ingest.reading.web_page import read_tables_of_page


def rows(page, encoding="utf-8"):
    (sheet,) = read_tables_of_page(page.encode(encoding))
    return sheet.rows


def test_lines_and_tables_stand_under_each_other():
    page = "<h1>Отчёт</h1><p>Ученик: <b>Ли</b> Глеб<table><tr><td>5<td>4</table>конец"
    read = [["Отчёт", None], ["Ученик: Ли Глеб", None], ["5", "4"], ["конец", None]]
    assert rows(page) == read


def test_cells_go_on_over_rows_and_columns():
    (sheet,) = read_tables_of_page(
        "<table><tr><td rowspan=2>П</td><td colspan=2>Сентябрь</td><td>С</td></tr>"
        "<tr><td>2</td><td>3</td><td>4</td></tr></table>".encode()
    )
    assert sheet.rows == [["П", "Сентябрь", None, "С"], [None, "2", "3", "4"]]
    assert sheet.merged == [(0, 0, 1, 0), (0, 1, 0, 2)]


def test_what_a_page_does_not_show_is_no_text():
    page = (
        "<html><head><title>Т</title><meta charset=utf-8><style>x</style></head><body>"
        "<script>document.write('<table><tr><td>2</td></tr></table>')</script>"
        "<!-- <td>3</td> --><table><tr><td>&nbsp;5&amp;&#1040;</td></tr></table>"
    )
    assert rows(page) == [["5&А"]]


def test_a_table_within_a_cell_has_rows_of_its_own():
    page = "<table><tr><td>а<table><tr><td>1<td>2</table></td></tr></table>"
    assert rows(page) == [["а", None], ["1", "2"]]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-16"])
def test_pages_of_usual_encodings(encoding):
    page = "<table><tr><td>Ёлкина</td></tr></table>"
    assert rows(page, encoding) == [["Ёлкина"]]


def test_the_entities_of_a_document_type_are_not_followed():
    page = (
        '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">'
        '<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        "<table><tr><td>&b;&f;</td></tr></table>"
    )
    assert "root:" not in str(rows(page))
    assert "aaaaaaaaaaaaaaaaaaaa" not in str(rows(page))


@pytest.mark.parametrize(
    "page",
    [
        "<table><tr>" + "<td rowspan=9999 colspan=700>x</td>" * 3,
        "<table>" + "<tr><td>x</td></tr>" * 10_001,
        "<table><tr>" + "<td>x</td>" * 703,
        "<table><tr><td>" + "x" * 40_000,
        "<p>ни одной таблицы</p>",
    ],
)
def test_pages_beyond_all_limits_are_refused(page):
    with pytest.raises(UnreadableWorkbookError):
        read_web_page(page.encode())


@pytest.mark.parametrize("span", ["-1", "0", "x", "", "99999999999999999999", "²"])
def test_nonsense_spans_are_one_cell(span):
    assert rows(f"<table><tr><td colspan='{span}'>5</td><td>4</td></tr></table>") == [
        ["5", "4"]
    ]


def test_a_journal_handed_in_as_a_web_page_is_still_refused():
    page = b"<html><table><tr><td>5</td></tr></table></html>"
    with pytest.raises(UnreadableWorkbookError, match="web page"):
        read_workbook(page)
    assert read_web_page(page).sheets[0].rows == [["5"]]


def test_deep_nesting_and_open_tags_end_well():
    page = "<table><tr><td>" * 3000 + "5"
    assert rows(page)[-1][0] == "5"
    assert rows("<table><tr><td>5<td <tr <<< &#xFFFFFFFF; &#0;")[0][0].startswith("5")


def test_a_page_that_keeps_the_parser_busy_ends_with_its_time():
    reader = Reader(1.0, MEMORY_BYTES)
    try:
        with pytest.raises(UnreadableWorkbookError, match="within 1 seconds"):
            page = b"<table><tr><td>" + b"<!DOCTYPE [<" * 200_000
            reader.read(page, WEB_PAGE_REQUEST)
        reader._seconds = 30  # for the next child to start, too
        read = reader.read(b"<table><tr><td>5", WEB_PAGE_REQUEST)
        assert read.sheets[0].rows == [["5"]]
    finally:
        reader.close()
