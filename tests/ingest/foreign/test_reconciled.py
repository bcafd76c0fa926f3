"""The state system's report against our ledger, by viewer; what is pasted is equal."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from random import Random
from typing import TYPE_CHECKING

import openpyxl
import polars as pl
import pytest

from ingest.foreign.our_side import Span
from ingest.foreign.paste_book import paste_workbook
from ingest.foreign.pasting import as_text, homeless, patches, tables
from ingest.foreign.reading import read_file, read_foreign
from ingest.foreign.reconciled import NOT_YOURS, reconcile
from ingest.foreign.reconciling import (
    DIFFERENT,
    EQUAL,
    ONLY_HERE,
    ONLY_THERE,
    counts,
)
from tests.ingest.foreign.drawn_report import marks_of, report, results
from warehouse.viewer import Viewer

if TYPE_CHECKING:
    from warehouse.school_folder import School

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
WHOLE = Span()


def reconciled(school: School, content: bytes, person_id="p-dir", span=WHOLE):
    journals = read_foreign(content, "отчет.xlsx", keeps_blanks=True)
    viewer = Viewer(person_id, frozenset())
    return reconcile(school.database, viewer, journals, NOW, "отчет.xlsx", span)


def altered_by(seed):
    """Return an alteration: some marks lack there, some are others."""
    chosen = Random(seed)

    def altered(mark):
        fate = chosen.random()
        if fate < 0.2:
            return None
        return "3/3" if fate < 0.4 else mark[3]

    return altered


def test_the_report_of_our_own_ledger_is_equal(filled_school):
    marks = marks_of(filled_school, "5А")
    found = reconciled(filled_school, report("5А", marks))

    assert len(marks) > 50
    assert counts(found.compared) == {
        DIFFERENT: 0,
        ONLY_HERE: 0,
        ONLY_THERE: 0,
        EQUAL: len(marks),
    }
    assert found.left_out.is_empty()


@pytest.mark.parametrize("seed", range(4))
def test_what_differs_is_found_and_pasted_makes_all_equal(filled_school, seed):
    marks = marks_of(filled_school, "5А")
    content = report("5А", marks, altered_by(seed))
    found = reconciled(filled_school, content)
    said = counts(found.compared)
    assert said[DIFFERENT]
    assert said[ONLY_HERE]

    assert homeless(found).is_empty()
    pasted = paste_workbook(read_file(content), patches(found), [], "ru")
    again = reconciled(filled_school, pasted)

    assert counts(again.compared) == {
        DIFFERENT: 0,
        ONLY_HERE: 0,
        ONLY_THERE: 0,
        EQUAL: len(marks),
    }


def test_each_difference_has_both_values_and_the_cell(filled_school):
    marks = marks_of(filled_school, "5А")
    first = marks[0]
    content = report("5А", marks, lambda one: "1" if one == first else one[3])
    row = reconciled(filled_school, content).compared.filter(state=DIFFERENT)

    assert row.height == 1
    told = row.row(0, named=True)
    assert (told["value_text_there"], told["value_text_here"]) == ("1", first[3])
    assert told["lesson_on"] == first[2]
    cells = read_file(content).sheets[0].rows
    assert (told["sheet"], told["cell"]) == ("Отчёт", "B9")
    assert cells[8][1] == "1"


def test_what_has_no_cell_there_is_told_apart(filled_school):
    marks = marks_of(filled_school, "5А")
    day = marks[0][2]
    lacking = [one for one in marks if one[2] != day]
    content = report("5А", lacking)
    found = reconciled(filled_school, content, span=Span(day, None))

    lost = homeless(found)
    assert lost.height == sum(one[2] == day for one in marks) > 0
    assert lost["lesson_on"].unique().to_list() == [day]


def test_days_outside_the_span_are_not_compared(filled_school):
    marks = marks_of(filled_school, "5А")
    first, last = date(2026, 11, 9), date(2026, 11, 13)
    found = reconciled(filled_school, report("5А", marks), span=Span(first, last))

    assert counts(found.compared)[EQUAL] == sum(
        first <= one[2] <= last for one in marks
    )


@pytest.mark.parametrize(
    ("person_id", "class_id", "reads"),
    [
        ("p-dir", "5А", "all"),
        ("p-ooo", "5А", "all"),  # deputy of grades 5 to 9
        ("p-ooo", "10А", "none"),
        ("p-soo", "5А", "none"),
        ("p-soo", "10А", "all"),
        ("p-mat", "5А", "all"),  # homeroom teacher of 5А
        ("p-mat", "5Б", {"Математика"}),  # teaches there
        ("p-rus", "5А", {"Русский язык"}),
        ("p-fiz", "5А", "none"),
        ("p-sec", "5А", "none"),
        ("p-adm", "5А", "none"),
        ("r-one", "5А", "none"),  # parent of К-0001
        ("student:К-0001", "5А", "none"),
    ],
)
def test_who_compares_what(filled_school, person_id, class_id, reads):
    marks = marks_of(filled_school, class_id) or [
        ("Цветкова Роза", "Физика", date(2026, 11, 10), "5")
    ]
    seen = [
        one for one in marks if reads == "all" or (reads != "none" and one[1] in reads)
    ]
    found = reconciled(filled_school, report(class_id, marks), person_id)
    hidden = found.left_out

    assert found.compared.height == len(seen)
    assert hidden.height == len(marks) - len(seen)
    assert set(hidden["trouble"]) <= {NOT_YOURS}


def test_a_name_that_is_not_ours_is_asked_and_compared_with_nobody(filled_school):
    marks = [("Незнакомов Пётр", "Математика", date(2026, 11, 9), "5")]
    found = reconciled(filled_school, report("5А", marks))

    assert found.compared.is_empty()
    assert found.unmatched == {"student_asked": 1}
    assert [one.written for one in found.questions] == ["Незнакомов Пётр"]


def test_the_clipboard_has_their_students_and_days(filled_school):
    marks = marks_of(filled_school, "5А")
    content = report("5А", marks, altered_by(7))
    found = reconciled(filled_school, content)
    maths = next(
        one for one in tables(found, all_columns=False) if one.subject_id == "МАТ"
    )

    lines = as_text(maths).split("\n")
    of_maths = [one for one in marks if one[1] == "Математика"]
    assert len(lines) == len(maths.students) == len({one[0] for one in of_maths})
    assert [line.count("\t") + 1 for line in lines] == [len(maths.columns)] * len(lines)
    first = [one[3] for one in of_maths if one[0] == of_maths[0][0]]
    assert [cell for cell in lines[0].split("\t") if cell] == first
    assert maths.marked


def test_nothing_is_written_to_the_ledger(filled_school):
    before = _entries(filled_school)
    marks = marks_of(filled_school, "5А")
    reconciled(filled_school, report("5А", marks, altered_by(1)))

    assert _entries(filled_school) == before


def _entries(school):
    with school.database.reading() as cursor:
        return cursor.execute("select count(*) from journal.entries").fetchone()


def test_equal_marks_beyond_polars(filled_school):
    """The count of equal marks agrees with dictionaries over the same file."""
    marks = marks_of(filled_school, "5А")
    alter = altered_by(3)
    there = [(*one[:3], alter(one)) for one in marks]
    lines = iter(there)
    found = reconciled(filled_school, report("5А", marks, lambda _: next(lines)[3]))
    by_day: dict[tuple[object, ...], tuple[list[str], list[str]]] = {}
    for ours, theirs in zip(marks, there, strict=True):
        here, others = by_day.setdefault(ours[:3], ([], []))
        here.append(ours[3])
        if theirs[3] is not None:
            others.append(theirs[3])
    equal = 0
    for here, others in by_day.values():
        for text in here:
            if text in others:
                others.remove(text)
                equal += 1

    assert found.compared.filter(pl.col("state") == EQUAL).height == equal


_FINALS = """
    select distinct
        students.surname || ' ' || students.given_name, subjects.name,
        finals.value_text
    from journal.current as finals
    inner join journal.pages on finals.page_id = pages.page_id
    inner join setup.subjects on pages.subject_id = subjects.subject_id
    inner join setup.students on finals.student_id = students.student_id
    where finals.field = 'final' and finals.period_id = '2026-Q1'
        and students.class_id = '5А'
    order by 1, 2
"""


@pytest.fixture
def finals(filled_school):
    """The final marks of 5А of the first quarter: student, subject, as written."""
    with filled_school.database.reading() as cursor:
        return cursor.execute(_FINALS).fetchall()


def test_final_marks_are_compared_by_period(filled_school, finals):
    found = reconciled(filled_school, results("5А", finals))

    assert len(finals) > 15
    assert {"Н/А", "ОСВ", "зачёт"} <= {one[2] for one in finals}
    assert counts(found.compared)[EQUAL] == found.compared.height == len(finals)
    assert found.compared["period_id"].unique().to_list() == ["2026-Q1"]


def test_final_marks_that_lack_or_differ_are_pasted(filled_school, finals):
    others = [
        (student, subject, "" if n % 5 == 0 else "1" if n % 5 == 1 else text)
        for n, (student, subject, text) in enumerate(finals)
    ]
    content = results("5А", others)
    found = reconciled(filled_school, content)
    said = counts(found.compared)
    assert (said[ONLY_HERE], said[ONLY_THERE]) == (-(-len(finals) // 5), 0)

    pasted = paste_workbook(read_file(content), patches(found), [], "ru")
    again = reconciled(filled_school, pasted)

    assert counts(again.compared)[EQUAL] == again.compared.height == len(finals)


def test_the_period_of_a_report_is_ours_by_its_days(filled_school, finals):
    """«Период: с 01.09.2026 по 25.10.2026» over final marks is our first quarter."""
    student, subject, text = finals[0]
    marks = [(student, subject, date(2026, 9, 2), "5")]
    content = report("5А", marks, final=text, period="с 01.09.2026 по 24.10.2026")
    found = reconciled(filled_school, content)

    of_period = found.compared.filter(field="final")
    assert of_period["period_id"].to_list() == ["2026-Q1"]
    assert of_period["state"].to_list() == [EQUAL]
    assert found.questions == ()


def test_a_sheet_to_paste_holds_no_formula(filled_school):
    marks = marks_of(filled_school, "5А")
    hostile = '=HYPERLINK("http://evil.example","x")'
    there = "@SUM(1+1)*cmd|'/C calc'!A0"
    content = report("5А", marks, lambda one: there if one == marks[0] else one[3])
    found = reconciled(filled_school, content)
    rest = [["Ученик"], [hostile]]
    pasted = paste_workbook(read_file(content), patches(found), rest, "ru")

    book = openpyxl.load_workbook(io.BytesIO(pasted))
    kinds = {
        cell.data_type for page in book for row in page.iter_rows() for cell in row
    }
    assert "f" not in kinds
    assert book.worksheets[-1]["A2"].value == hostile
    assert there in book.worksheets[0]["B9"].comment.text


def test_the_copy_is_marked_where_it_changes(filled_school):
    marks = marks_of(filled_school, "5А")
    content = report("5А", marks, altered_by(2))
    changed = patches(reconciled(filled_school, content))
    pasted = paste_workbook(read_file(content), changed, [], "en")

    page = openpyxl.load_workbook(io.BytesIO(pasted)).worksheets[0]
    noted = {
        cell.coordinate for row in page.iter_rows() for cell in row if cell.comment
    }
    assert noted == set(changed["cell"])
    for cell, text in changed.select("cell", "text").iter_rows():
        assert page[cell].value == text
