"""Official forms as PDF/A and XLSX: valid, whole, with totals that recalculate."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import openpyxl
import pytest
from pdf_oxide import PdfDocument

from dashboards.forms.paper import (
    Certifier,
    Column,
    Formula,
    Paper,
    Row,
    Table,
    Tagged,
)
from dashboards.forms.paper_pdf import data_of, paper_pdf, sheet_of
from dashboards.forms.paper_xlsx import paper_xlsx
from dashboards.forms.seal import Seal
from dashboards.forms.typeset import pdf_of
from dashboards.printing import attendance_sheet, summary_form
from dashboards.printing.attendance_sheet import Days
from dashboards.printing.sealing import Draft, sealed
from dashboards.printing.summary_form import Asked
from tests.dashboards.printing.conftest import FORMS, MATHS
from tests.ingest.libreoffice import all_saved_as
from warehouse.printed_forms import Scope, verify
from warehouse.queries import printing
from warehouse.queries.sheet import class_sheet

pytestmark = pytest.mark.by_turns

SEAL = Seal("K7XA-93PM-EH2C-TTB4", "https://school.example/verify_form?code=K", 12)
LONG_NAMES = (
    "Габдрәхмәтова-Мөхәммәтҗанова Гөлҗиһан",
    "Ширинская-Шихматова Александра-Виктория",
    "Җиһаншина Һөмаүшан",
    "Ан Э",
)
SUBJECTS = (
    "Русский язык",
    "Родной (татарский) язык и литературное чтение",
    "Основы духовно-нравственной культуры народов России",
    "Физическая культура",
)


def paper_of(*tables, **more):
    return Paper(
        "Сводная ведомость",
        "Школа № 7",
        (("Класс", "5А"),),
        tables,
        "23.11.2026 13:30",
        "Директорова Анна Ивановна",
        "ru",
        certifier=Certifier("Директор", "Директорова А. И."),
        seal=SEAL,
        **more,
    )


def big_sheet():
    """40 students × 22 subjects with long Tatar and double-barrelled names."""
    names = [LONG_NAMES[n % 4] + (f" {n}" if n > 3 else "") for n in range(40)]
    subjects = [f"{SUBJECTS[n % 4]} {n}" for n in range(22)]
    marks = (5, 4, 3, 2, "Н/А", "ОСВ", None)
    rows = [
        Row((n + 1, name, *(marks[(n + m) % 7] for m in range(22))))
        for n, name in enumerate(names)
    ]
    fives = [
        Formula(
            "COUNTIF({col}{first}:{col}{last},5)",
            sum(row.cells[m + 2] == 5 for row in rows),
        )
        for m in range(22)
    ]
    columns = (
        Column("№", 7),
        Column("Ученик", 60, "left"),
        *(Column(one, 7.4, is_upright=True, is_data=True) for one in subjects),
    )
    total = Row((None, "Отметок «5»", *fives), "total", "n5")
    return Table("", columns, (*rows, total)), names


def valid(content):
    """Return what the validator holds against PDF/A-2b; the intent counts, too."""
    told = PdfDocument.from_bytes(content).validate_pdf_a("2b")
    return told["errors"] + [one for one in told["warnings"] if "WARN-003" in one]


def text_of(content):
    document = PdfDocument.from_bytes(content)
    return "\n".join(
        document.extract_text(page) for page in range(document.page_count())
    )


@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_a_valid_archival_pdf(papers_of, name):
    assert valid(paper_pdf(papers_of(name))) == []


def test_the_validator_finds_fault_with_an_ordinary_pdf(tmp_path):
    import typst

    (tmp_path / "plain.typ").write_text("Привет", encoding="utf-8")

    assert valid(typst.compile(tmp_path / "plain.typ")) != []


@pytest.mark.parametrize(
    ("name", "language"), [*((name, "ru") for name in FORMS), ("level_report", "en")]
)
def test_every_page_has_its_number_the_code_and_the_block(papers_of, name, language):
    papers = papers_of(name, language=language)

    document = PdfDocument.from_bytes(paper_pdf(papers[:1]))

    count = document.page_count()
    for page in range(count):
        text = " ".join(document.extract_text(page).split())
        of = f"стр. {page + 1} из {count}"
        number = of if language == "ru" else f"page {page + 1} of {count}"
        assert number in text
        assert papers[0].seal.code in text
        assert str(papers[0].seal.block_id) in text


@pytest.mark.parametrize(
    ("rule", "shown"), [("half_up", "4,13"), ("half_even", "4,12")]
)
def test_a_tie_is_rounded_by_the_schools_rule_on_paper_and_in_the_register(
    desk_of, filled_school, rule, shown
):
    with filled_school.database.writing() as cursor:
        cursor.execute(
            "insert into setup.about (setting, value) values ('rounding', ?)", [rule]
        )
    desk = desk_of("p-dir")
    column, tie = Column("x", 20), 33 / 8
    table = Table("", (column, column), (Row((tie, Formula("33/8", tie, 2))),))
    paper = Paper("x", "x", (), (table,), "x", "x", "ru")
    draft = Draft(paper, Scope("x", ()), (("x", desk.figure(tie, 2)),))

    (sealed_paper,) = sealed(desk, lambda: [draft])

    rows = data_of(sealed_paper)["tables"][0]["rows"]
    form = verify(filled_school.database, sealed_paper.seal.code).form
    assert rows[0]["cells"] == [shown, shown]
    assert form.key_figures == (("x", shown.replace(",", ".")),)


def test_each_of_several_forms_counts_its_own_pages(papers_of):
    papers = papers_of("student_report")[:3]

    assert len({paper.seal.code for paper in papers}) == 3
    assert text_of(paper_pdf(papers)).count("стр. 1 из 1") == 3


def test_a_big_class_with_long_names_stands_whole_on_paper():
    table, names = big_sheet()

    content = paper_pdf([paper_of(table)])

    squeezed = re.sub(r"[\s\u00ad\u200b-]", "", text_of(content))
    for name in names:
        assert re.sub(r"[\s-]", "", name) in squeezed, name
    assert valid(content) == []


def test_a_sheet_takes_the_smallest_paper_that_holds_it():
    def wide(count):
        columns = tuple(Column("1", 7.4) for _ in range(count))
        return paper_of(Table("", (Column("Имя", 60, "left"), *columns), ()))

    found = [sheet_of(wide(count))[:2] for count in (10, 22, 40)]

    assert found == [("a4", False), ("a4", True), ("a3", True)]


def test_a_form_is_certified_by_whom_it_was_asked_for(papers_of):
    (paper,) = papers_of("summary_sheet")

    text = text_of(paper_pdf([paper]))

    for words in ("Верно", "Директор", "должность", "подпись", "М. П."):
        assert words in text


def test_text_that_could_be_a_formula_stays_text():
    row = Row(("=1+1", "+7", "@SUM(A1)", '-2+"x"'))
    columns = tuple(Column(f"={n}", 20) for n in range(4))

    book = openpyxl.load_workbook(
        io.BytesIO(paper_xlsx([paper_of(Table("=T", columns, (row,)))]))
    )

    cells = [cell for line in book.worksheets[0].iter_rows() for cell in line]
    assert {cell.data_type for cell in cells if cell.value is not None} <= {"s"}
    assert {cell.value for cell in cells} >= {"=1+1", "+7", "@SUM(A1)", '-2+"x"', "=0"}


def test_names_of_sheets_are_what_every_program_opens():
    names = ["=1+1", "[x]:*?/\\", "'a'", "И\x07И", "А" * 40, "а" * 40, "", "\x00"]
    papers = [
        paper_of(Table("", (Column("x", 20),), (Row((name,)),), tab=name))
        for name in names
    ]

    book = openpyxl.load_workbook(io.BytesIO(paper_xlsx(papers)))

    assert len(set(map(str.casefold, book.sheetnames))) == len(names)
    assert book.sheetnames[:5] == ["=1+1", "x", "a", "ИИ", "А" * 31]


def test_a_count_with_letters_behind_it_is_a_number_in_the_workbook():
    table = Table("", (Column("1", 9),), (Row((Tagged(6, "б"),)),))

    book = openpyxl.load_workbook(io.BytesIO(paper_xlsx([paper_of(table)])))

    (cell,) = (
        cell
        for line in book.worksheets[0].iter_rows()
        for cell in line
        if cell.value == 6
    )
    assert cell.number_format == '0"б"'


def formulas_of(content):
    """Return every formula's place and cached figure, sheet by sheet."""
    live = openpyxl.load_workbook(io.BytesIO(content))
    cached = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return {
        (sheet.title, cell.coordinate): cached[sheet.title][cell.coordinate].value
        for sheet in live
        for line in sheet.iter_rows()
        for cell in line
        if cell.data_type == "f"
    }


def without_figures(content):
    """Return the workbook without what its formulas give, to be worked out."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(made, "w") as target,
    ):
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("xl/worksheets/"):
                part = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", part)
            target.writestr(name, part)
    return made.getvalue()


@pytest.mark.browser
def test_libreoffice_works_out_the_same_totals(papers_of, tmp_path):
    made = {name: paper_xlsx(papers_of(name)[:2]) for name in FORMS}

    worked_out = all_saved_as(
        {name: without_figures(content) for name, content in made.items()},
        "xlsx",
        tmp_path,
    )

    for name, content in made.items():
        expected, found = formulas_of(content), formulas_of(worked_out[name])
        assert expected
        assert found.keys() == expected.keys()
        for place, figure in expected.items():
            if isinstance(figure, int | float):
                assert found[place] == pytest.approx(figure), (name, place)
            else:
                assert (found[place] or "") == (figure or ""), (name, place)


def test_the_old_way_of_setting_forms_is_archival_too(tmp_path):
    template = tmp_path / "t.typ"
    template.write_text('#set document(title: "x")\nӘ Ө Ү Җ Ң Һ', encoding="utf-8")

    assert valid(pdf_of(template)) == []


def test_the_attendance_sheet_counts_the_full_days_that_the_summary_sheet_counts(
    desk_of,
):
    desk = desk_of("p-dir")
    days = Days(date(2026, 10, 26), date(2026, 12, 30), "II четверть", "2026-Q2")

    [draft] = attendance_sheet.drafts(desk, "5А", days)
    sheet = class_sheet(
        desk.school.database, desk.viewer, "5А", "2026-Q2", None, "Europe/Moscow"
    )

    on_paper = sum(
        row.cells[-3]
        for table in draft.paper.tables
        for row in table.rows
        if row.kind == "data"
    )
    assert on_paper == sheet.attendance["count_full_days"].sum()
    reported = desk.ask(printing.class_days, "5А", days.starts_on, days.ends_on)
    open_days = reported.filter(
        (reported["count_missed"] == reported["count_lessons"])
        & ~reported["is_full_day"]
    )
    assert len(open_days)  # what was reported was missed, the rest is not told yet


@pytest.mark.parametrize(("rule", "shown"), [("half_up", 2.63), ("half_even", 2.62)])
def test_averages_on_paper_are_rounded_as_on_the_screen(desk_of, rule, shown):
    desk = desk_of("p-dir")
    with desk.school.database.writing() as cursor:
        cursor.execute(
            "update journal.summary set count_marks = 8, sum_marks = 21 "
            "where page_id = ? and period_id = '2026-Q2' and student_id = 'К-0003'",
            [MATHS],
        )
        cursor.execute(
            "insert into setup.about by name "
            "select * replace ('rounding' as setting, ? as value) from setup.about "
            "where valid_to is null limit 1",
            [rule],
        )

    [draft] = summary_form.drafts(desk, Asked("5А", "2026-Q2", "II четверть"))

    sheet = draft.paper.tables[0]
    place = [column.head for column in sheet.columns].index("Математика")
    assert shown in [row.cells[place] for row in sheet.rows]  # 21 / 8 = 2.625


def test_an_attendance_sheet_of_days_without_entries_says_so_and_is_drawn(desk_of):
    days = Days(date(2026, 9, 1), date(2026, 9, 5), "сентябрь")

    [draft] = attendance_sheet.drafts(desk_of("p-dir"), "5А", days)

    assert "ничего не внесено" in text_of(paper_pdf([draft.paper]))
    assert paper_xlsx([draft.paper])
