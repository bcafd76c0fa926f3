"""No name, topic or homework becomes a formula in any file that the program makes."""

from __future__ import annotations

import csv
import functools
import io
import re
import zipfile
from dataclasses import replace
from datetime import datetime
from html import escape, unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from dashboards.csv_export import safe_csv
from dashboards.forms.retention_words import retention_xlsx
from dashboards.forms.slips import Slip, SlipSheet
from dashboards.forms.slips_xlsx import slips_xlsx
from dashboards.forms.statement_xlsx import StatementFacts, statement_xlsx
from dashboards.forms.table_form import Form, FormTable, Share
from dashboards.forms.table_form_xlsx import table_form_xlsx
from dashboards.people.access_log_table import for_export
from ingest.returned.copy import returned_copy
from ingest.setup.seeds import example_tables
from ingest.setup.writer import write_setup_workbook
from ingest.workbook import CellKey, VoidEntry
from ingest.writing.writer import write_workbook
from tests.ingest.small_workbook import MATHS, NAMES, field, mark, small_plan
from warehouse.personal_data.about_student import statement
from warehouse.viewer import Viewer

HOSTILE = (
    '=HYPERLINK("http://evil.example","сюда")',
    "=cmd|'/C calc'!A0",
    "+1+cmd|'/C calc'!A0",
    "-2+3+cmd|'/C calc'!A0",
    "@SUM(1+1)*cmd|'/C calc'!A0",
    "\t=1+1",
    "{=1+1}",
    "http://evil.example/",
    "internal:Лист1!A1",
    "' =1+1",
)
QUOTED = re.compile(r'"(?:[^"]|"")*"')
PLAIN = "обычные слова"
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
NOW = datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001 - as the warehouse keeps it
ZONE = ZoneInfo("Europe/Moscow")
_ADDRESSED = re.compile(r'<c r="([A-Z]+\d+)"[^>]*>\s*<f[^>]*>(.*?)</f>', re.DOTALL)
_RULES = re.compile(
    r"<(formula[12]?|definedName|oleLink|ddeLink)\b[^>]*>(.*?)</\1>", re.DOTALL
)
_LINKS = re.compile(r"<(hyperlink)\b([^>]*)>")
_SHEET = re.compile(r"'(?:[^']|'')*'!|[\w.]+!")


def calculated(content: bytes) -> list[tuple[str, str, str]]:
    """Return all that a spreadsheet would calculate: part, cell, formula.

    Names of sheets are left out of formulas; they differ where a class's name does.
    """
    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in sorted(archive.namelist()):
            text = archive.read(name).decode("utf-8", "replace")
            assert "externalLink" not in name
            found += [
                (name, cell, _SHEET.sub("", rule))
                for pattern in (_ADDRESSED, _RULES, _LINKS)
                for cell, rule in pattern.findall(text)
            ]
            assert 'TargetMode="External"' not in text
    return found


def texts(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("xl/sharedStrings.xml").decode()


def hostile_plan(words):
    """A teacher's workbook in which every text that people write is `words`."""
    plan = small_plan()
    key = mark(MATHS, 16, 2, NAMES[0])
    values = {
        key: words,
        field(MATHS, 16, 2, "topic"): words,
        field(MATHS, 16, 2, "homework"): words,
        CellKey(MATHS, "", "2026-Q2", plan.pages[0].students[0].student_id, "final"): (
            words
        ),
    }
    pages = tuple(
        replace(
            page,
            unit=words,
            subject=words,
            students=tuple(
                replace(one, name=f"{words} {number}")
                for number, one in enumerate(page.students)
            ),
            lessons=tuple(
                replace(one, planned_topic=words, planned_homework=words)
                for one in page.lessons
            ),
        )
        for page in plan.pages
    )
    return replace(
        plan,
        pages=pages,
        school_name=words,
        teacher_name=words,
        values=values,
        to_enter={key: VoidEntry(words, NOW)},
    )


@functools.cache
def of_a_teachers_workbook():
    return calculated(write_workbook(hostile_plan(PLAIN)))


@pytest.mark.parametrize("words", HOSTILE)
def test_a_teachers_workbook_calculates_only_what_we_wrote(words):
    ours = of_a_teachers_workbook()
    theirs = calculated(write_workbook(hostile_plan(words)))

    assert theirs == ours
    assert len(ours) > 10


@pytest.mark.parametrize("words", HOSTILE)
def test_a_work_type_in_a_drop_down_is_a_word_of_the_list(words):
    content = write_workbook(small_plan(work_types=(("answer", words),)))

    for _, _, rule in calculated(content):
        assert "evil" not in rule or rule.startswith('"')
        assert "cmd" not in rule or rule.startswith('"')


def hostile_setup(words):
    """A set-up workbook whose every row has another of the texts of `words`."""
    tables = example_tables()
    tables["about"] = [
        {**row, "value": words[0]} if row["setting"] == "name" else row
        for row in tables["about"]
    ]
    for table, columns in (
        ("students", ("surname", "given_name", "patronymic", "order_number")),
        ("staff", ("surname", "given_name")),
        ("parents", ("surname",)),
        ("subjects", ("name", "short_name")),
        ("lesson_plans", ("topic", "homework")),
        ("groups", ("name",)),
    ):
        tables[table] = [
            {**row, **dict.fromkeys(columns, words[number % len(words)])}
            for number, row in enumerate(tables[table])
        ]
    return calculated(write_setup_workbook(tables, "ru"))


def test_a_setup_workbook_calculates_only_what_we_wrote():
    assert hostile_setup(HOSTILE) == hostile_setup((PLAIN,))


@pytest.mark.parametrize("words", HOSTILE)
def test_login_slips_calculate_nothing(words):
    sheet = SlipSheet(words, words, words, words, "ru", (Slip(*[words] * 4),))

    assert only_print_titles(calculated(slips_xlsx(sheet)))


def only_print_titles(found):
    """Tell whether nothing but the rows repeated on paper is named."""
    return all(
        part == "xl/workbook.xml" and re.fullmatch(r"\$\d+:\$\d+", rule)
        for part, _, rule in found
    )


def test_the_statement_about_a_student_calculates_nothing(filled_school):
    told = statement(
        filled_school.database, Viewer("p-dir", frozenset({"director"})), "К-0004"
    )
    hostile = {name: hostile_frame(name, frame.schema) for name, frame in told.items()}
    facts = StatementFacts(HOSTILE[0], NOW, HOSTILE[1], 3, ZONE, "ru")

    content = statement_xlsx(hostile, facts)

    assert only_print_titles(calculated(content))
    assert all(escape(words, quote=False) in texts(content) for words in HOSTILE)


def test_a_page_of_figures_calculates_nothing():
    table = FormTable(
        HOSTILE[0],
        (HOSTILE[1], "Часы", "Доля"),
        tuple((words, 1, Share(1, 3)) for words in HOSTILE),
        tab=HOSTILE[2],
        note=HOSTILE[3],
    )
    filters = tuple((words, words) for words in HOSTILE)
    form = Form(
        HOSTILE[0], HOSTILE[1], filters, (table, table), HOSTILE, "", HOSTILE[4], "ru"
    )

    content = table_form_xlsx(form)

    found = [
        (part, cell, rule)
        for part, cell, rule in calculated(content)
        if not re.fullmatch(r"\$A\$3:\$C\$\d+", rule)  # what the filter arrows are for
    ]
    assert only_print_titles(found)
    assert all(escape(words, quote=False) in texts(content) for words in HOSTILE)


def test_a_returned_copy_calculates_only_what_came_in(desk):
    teacher = desk.open_workbook()
    cells = [
        *(teacher.mark(desk.page, one, desk.lesson) for one in desk.students),
        *(teacher.lesson(desk.lesson, one) for one in ("topic", "homework", "status")),
    ]
    for cell, words in zip(cells, HOSTILE, strict=False):
        cell.value, cell.data_type = words, "s"
    content = teacher.save()
    receipt = desk.hand_in(content)

    copy = returned_copy(desk.school, receipt.upload_id, "ru")

    assert receipt.count_quarantined >= len(desk.students)
    ours = rules_of(copy) - rules_of(content)  # sums, colours that go when mended
    assert len(rules_of(content)) > 10
    outside = [QUOTED.sub("", unescape(rule)) for rule in ours]
    assert not [rule for rule in outside if re.search("evil|cmd|1 ?[+] ?1", rule)]


def rules_of(content):
    return {rule for _, _, rule in calculated(content)}


def hostile_frame(section, schema):
    """One row for each hostile text, in every column of text."""
    known = {pl.Date: NOW.date(), pl.Boolean: True}
    rows = [
        {
            column: words if kind == pl.String else known.get(kind)
            for column, kind in schema.items()
        }
        for words in HOSTILE
    ]
    if section == "access_log":
        rows = [{**row, "action": "logged_in"} for row in rows]
    return pl.DataFrame(rows, schema=schema)


def test_the_retention_report_calculates_nothing():
    row = {
        "kind": "access_log",
        "place": HOSTILE[0],
        "count_rows": -1,
        "oldest_at": NOW,
        "source": "parameter",
        "days": 365,
        "count_over": 0,
        "is_deleted_by_program": True,
    }

    assert only_print_titles(calculated(retention_xlsx(pl.DataFrame([row]), "ru")))


def test_the_log_of_access_as_csv_calculates_nothing():
    lines = pl.DataFrame(
        [
            {
                "logged_at": NOW,
                "person_id": words,
                "person_name": words,
                "action": "logged_in",
                "place": words,
                "scope": words,
                "page_title": words,
                "about_person_id": words,
                "about_name": words,
                "address": words,
            }
            for words in HOSTILE
        ]
    )

    content = safe_csv(for_export(lines, ZONE, "ru"))

    assert_inert(content)


@pytest.mark.parametrize("words", [*HOSTILE, "\r=1+1", " =1+1", "\n=1+1"])
def test_a_csv_cell_that_a_spreadsheet_would_calculate_is_text(words):
    content = safe_csv(pl.DataFrame({words: [words], "число": [-2.5]}))

    assert_inert(content)
    assert "-2.5" in content.decode("utf-8-sig")


def assert_inert(content):
    text = content.decode("utf-8-sig")
    cells = [
        cell
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=";")
        for cell in row
    ]
    assert cells
    for cell in cells:
        if not re.fullmatch(r"-?\d+(\.\d+)?", cell):
            assert not cell.lstrip(" \n").startswith(STARTS_A_FORMULA), cell


def test_no_exporter_lets_xlsxwriter_guess_what_a_text_is():
    """A new exporter that calls `write` on people's words would slip by the others."""
    root = Path(__file__).parents[1]
    guessing = re.compile(r"\b(?:sheet|worksheet|page)\.write(?:_row|_column)?\(")
    for room in ("ingest", "dashboards"):
        for path in (root / room).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            if "xlsxwriter" in text:
                assert not guessing.search(text), path
