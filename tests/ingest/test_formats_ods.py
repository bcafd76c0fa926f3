"""An .ods keeps its errors, dates, line breaks, merges and hidden sheets."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from ingest.reading import guard as guard_module
from ingest.reading.child import read_workbook
from ingest.reading.package import DAMAGED, FORBIDDEN_MARKUP
from ingest.reading.sheets import CellError, UncachedFormula, UnreadableWorkbookError
from tests.ingest.crafted_formats import ods, ods_sheet, ods_text
from tests.ingest.libreoffice import saved_as

if TYPE_CHECKING:
    from pathlib import Path

MOMENT = datetime(2026, 5, 4, 8, 30)  # noqa: DTZ001 - as cells hold it
CELLS: dict[str, tuple[str, Any]] = {
    "a text": ('office:value-type="string"><text:p>4/5</text:p>', "4/5"),
    "a text that stands as an attribute too": (
        'office:value-type="string" office:string-value="a  b&#10;c">'
        "<text:p>a b</text:p><text:p>c</text:p>",
        "a  b\nc",
    ),
    "two paragraphs": (
        'office:value-type="string"><text:p>§ 5</text:p><text:p>№ 3</text:p>',
        "§ 5\n№ 3",
    ),
    "a line break, blanks and a tab": (
        'office:value-type="string"><text:p>§<text:s text:c="2"/>5<text:line-break/>'
        "№<text:tab/>3<text:s/></text:p>",
        "§  5\n№\t3 ",
    ),
    "rich text and a link": (
        'office:value-type="string"><text:p><text:span>4</text:span>/'
        "<text:a>5</text:a></text:p>",
        "4/5",
    ),
    "blanks in a text of many lines, as LibreOffice writes them": (
        'office:value-type="string"><text:p>§ 5,  № 1</text:p><text:p/>'
        "<text:p>x</text:p>",
        "§ 5,  № 1\n\nx",
    ),
    "a comment beside the text": (
        'office:value-type="string"><office:annotation><text:p>not this</text:p>'
        "</office:annotation><text:p>5<office:annotation><text:p>nor this</text:p>"
        "</office:annotation></text:p>",
        "5",
    ),
    "a drawing over the cell": (
        'office:value-type="string"><draw:frame><draw:text-box><text:p>not this'
        "</text:p></draw:text-box></draw:frame><text:p>5</text:p>",
        "5",
    ),
    "a text without its type": ("><text:p>5</text:p>", "5"),
    "a number": ('office:value-type="float" office:value="5">', 5.0),
    "a share": ('office:value-type="percentage" office:value="0.05">', 0.05),
    "a number of another program": (
        'office:value-type="float" office:value="5" calcext:value-type="float">'
        "<text:p>5,00</text:p>",
        5.0,
    ),
    "a truth": ('office:value-type="boolean" office:boolean-value="true">', True),
    "a truth that LibreOffice saved as the mark 1": (
        'office:value-type="float" office:value="1"><text:p>ИСТИНА</text:p>',
        True,
    ),
    "a day": (
        'office:value-type="date" office:date-value="2026-05-04">',
        date(2026, 5, 4),
    ),
    "a day at midnight": (
        'office:value-type="date" office:date-value="2026-05-04T00:00:00">',
        date(2026, 5, 4),
    ),
    "a moment": (
        'office:value-type="date" office:date-value="2026-05-04T08:30:00.000">',
        MOMENT,
    ),
    "a day that there is not": (
        'office:value-type="date" office:date-value="2026-02-30"><text:p>30.02',
        "2026-02-30",
    ),
    "a time": ('office:value-type="time" office:time-value="PT04H05M00S">', time(4, 5)),
    "a time of Excel": (
        'office:value-type="time" office:time-value="PT4H5M0.5S">',
        time(4, 5),
    ),
    "a time as a moment of the first day": (
        'office:value-type="date" office:date-value="1899-12-30T04:05:00">',
        time(4, 5),
    ),
    "a span": (
        'office:value-type="time" office:time-value="PT25H00M00S">',
        timedelta(hours=25),
    ),
    "an error of LibreOffice": (
        'table:formula="of:=1/0" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#ДЕЛ/0!</text:p>',
        CellError("#ДЕЛ/0!"),
    ),
    "an error of Excel": (
        'table:formula="of:=1/0" office:value-type="float" office:value="0">'
        "<text:p>#DIV/0!</text:p>",
        CellError("#DIV/0!"),
    ),
    "an error with a number": (
        'table:formula="of:=x" office:value-type="string"><text:p>Ошибка:508</text:p>',
        CellError("Ошибка:508"),
    ),
    "a formula without a result": ('table:formula="of:=2+3">', UncachedFormula()),
    "a formula with a result": (
        'table:formula="of:=2+3" office:value-type="float" office:value="5">'
        "<text:p>5</text:p>",
        5.0,
    ),
    "a formula with an empty result": (
        'table:formula="of:=&quot;&quot;"><text:p/>',
        None,
    ),
    "a word that begins like an error": (
        'office:value-type="string"><text:p>#хэштег</text:p>',
        "#хэштег",
    ),
}


@pytest.mark.parametrize("what", CELLS)
def test_a_cell_is_read_as_it_was_saved(what: str) -> None:
    markup, value = CELLS[what]
    is_open = markup.count("<text:p>") > markup.count("</text:p>")
    cell = f"<table:table-cell {markup}{'</text:p>' * is_open}</table:table-cell>"

    sheet = read_workbook(ods(ods_sheet(ods_text("5А") + cell))).sheets[0]

    assert [*sheet.rows[0], None][:2] == ["5А", value]


def test_cells_and_rows_that_are_written_once_stand_in_their_places() -> None:
    five = ods_text("5").replace(" ", ' table:number-columns-repeated="2" ', 1)
    body = (
        '<table:table table:name="5А">'
        '<table:table-header-rows><table:table-row table:number-rows-repeated="2">'
        '<table:table-cell table:number-columns-repeated="3"/></table:table-row>'
        "</table:table-header-rows>"
        '<table:table-row-group><table:table-row table:number-rows-repeated="2">'
        f"<table:table-cell/>{five}"
        '<table:table-cell table:number-columns-repeated="16381"/></table:table-row>'
        "</table:table-row-group>"
        '<table:table-row table:number-rows-repeated="1048572">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        "</table:table>"
    )

    sheet = read_workbook(ods(body)).sheets[0]

    assert sheet.rows == [
        [None, None, None],
        [None, None, None],
        [None, "5", "5"],
        [None, "5", "5"],
    ]


def test_merged_cells_keep_what_they_cover() -> None:
    body = ods_sheet(
        '<table:table-cell table:number-columns-spanned="2" '
        'table:number-rows-spanned="1" office:value-type="string"><text:p>5</text:p>'
        '</table:table-cell><table:covered-table-cell office:value-type="string">'
        "<text:p>4</text:p></table:covered-table-cell>"
    )

    sheet = read_workbook(ods(body)).sheets[0]

    assert sheet.rows == [["5", "4"]]
    assert sheet.merged == [(0, 0, 0, 1)]


def test_old_versions_and_copies_of_other_files_are_no_sheets() -> None:
    other = ods_sheet(ods_text("не отсюда"), "'file:///K:/old.ods'#Лист1")
    body = (
        "<table:tracked-changes><table:cell-content-change><table:previous>"
        '<table:change-track-table-cell office:value-type="string"><text:p>2</text:p>'
        f"</table:change-track-table-cell></table:previous>{ods_sheet(ods_text('2'))}"
        "</table:cell-content-change></table:tracked-changes>"
        + ods_sheet(ods_text("5"))
        + other.replace("<table:table-row>", "<table:table-source/><table:table-row>")
        + f"<table:dde-links><table:dde-link>{other}</table:dde-link></table:dde-links>"
    )

    raw = read_workbook(ods(body))

    assert [(sheet.name, sheet.rows) for sheet in raw.sheets] == [("5А", [["5"]])]


REFUSED: dict[str, tuple[str, str]] = {
    "a cell far to the right": (
        '<table:table-cell table:number-columns-repeated="16383"/>' + ods_text("5"),
        guard_module.TOO_FAR,
    ),
    "one cell written a million times": (
        '<table:table-cell table:number-columns-repeated="1000000" '
        'office:value-type="string"><text:p>5</text:p></table:table-cell>',
        guard_module.TOO_FAR,
    ),
    "a count that is no number": (
        '<table:table-cell table:number-columns-repeated="all"/>',
        DAMAGED,
    ),
    "a number that is none": (
        '<table:table-cell office:value-type="float" office:value="five"/>',
        DAMAGED,
    ),
    "a long text written thousands of times": (
        ods_text("я" * 60_000).replace(" ", ' table:number-columns-repeated="700" ', 1),
        guard_module.TOO_MUCH_INSIDE,
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_table_that_no_journal_has_is_refused(what: str) -> None:
    cells, sentence = REFUSED[what]

    with pytest.raises(UnreadableWorkbookError) as refusal:
        read_workbook(ods(ods_sheet(cells)))

    assert refusal.value.sentence == sentence


def test_a_row_written_a_million_times_is_refused_unless_it_is_empty() -> None:
    body = ods_sheet(ods_text("5")).replace(
        "<table:table-row>", '<table:table-row table:number-rows-repeated="1000000">'
    )

    with pytest.raises(UnreadableWorkbookError) as refusal:
        read_workbook(ods(body))

    assert refusal.value.sentence == guard_module.TOO_FAR
    assert refusal.value.facts["sheet"] == "5А"


def test_entities_are_refused_before_they_unfold() -> None:
    document = '<!DOCTYPE x [<!ENTITY a "5">]><office:document-content/>'

    with pytest.raises(UnreadableWorkbookError) as refusal:
        read_workbook(ods("", **{"content.xml": document}))

    assert refusal.value.sentence == FORBIDDEN_MARKUP


def test_ten_thousand_sheets_are_refused() -> None:
    with pytest.raises(UnreadableWorkbookError) as refusal:
        read_workbook(ods(ods_sheet(ods_text("5")) * 10_000))

    assert refusal.value.sentence == guard_module.TOO_MUCH_INSIDE


@pytest.mark.browser
@pytest.mark.parametrize("ending", ["ods", "xls", "xlsx"])
def test_what_libreoffice_saves_is_read_with_its_errors_and_hidden_sheets(
    ending: str, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "5А"
    for cells in (
        ["5", 4.5, date(2026, 5, 4), time(4, 5), "=1/0", "=NA()", '="4/5"', '=""'],
        ["а  б", "строка\nвторая  строка 😀", "x\ty", None, None, "=2+3", MOMENT],
    ):
        sheet.append(cells)
    sheet.merge_cells("A3:B4")
    sheet["A3"] = "вместе"
    hidden, secret = book.create_sheet("скрытый"), book.create_sheet("_meta")
    hidden.sheet_state, secret.sheet_state = "hidden", "veryHidden"
    hidden["A1"] = secret["A1"] = "ключ"
    path = tmp_path / "book.xlsx"
    book.save(path)

    raw = read_workbook(saved_as(path.read_bytes(), ending, tmp_path))

    rows = [[*cells, *[None] * 8][:8] for cells in raw.sheets[0].rows]
    assert rows == [
        [
            "5", 4.5, date(2026, 5, 4), time(4, 5), CellError("#DIV/0!"),
            CellError("#N/A"), "4/5", None,
        ],
        ["а  б", "строка\nвторая  строка 😀", "x\ty", None, None, 5.0, MOMENT, None],
        ["вместе", *[None] * 7],
    ][: len(rows)]  # fmt: skip
    assert raw.sheets[0].merged == [(2, 0, 3, 1)]
    states = [(one.name, one.visibility, one.rows) for one in raw.sheets[1:]]
    assert states == [
        ("скрытый", "hidden", [["ключ"]]),
        ("_meta", "hidden", [["ключ"]]),
    ]
