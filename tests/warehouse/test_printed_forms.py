"""Printed forms are tied to the ledger: genuine, altered, unknown (§3.1, §3.3)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from warehouse import form_codes, ledger
from warehouse.printed_forms import (
    Scope,
    figures_digest,
    register,
    standing,
    verify,
)
from warehouse.queries import printed_forms as asked
from warehouse.viewer import Viewer

pytestmark = pytest.mark.by_turns

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
MATHS, RUSSIAN = "2026:5А:МАТ", "2026:5А:РУС"
ENGLISH = "2026:5-англ1:АНГ"  # of 5А and 5Б
SCOPE = Scope("summary_sheet", (MATHS, RUSSIAN), class_id="5А", period_id="2026-Q1")
FIGURES = (("Average mark", "4.12"),)


def printed(school, scope=SCOPE, as_of=None):
    with school.database.reading() as cursor:
        stood = standing(cursor, as_of)
    return register(
        school,
        scope,
        stood,
        as_of=as_of or NOW,
        printed_at=NOW,
        printed_by="p-ooo",
        figures_digest=figures_digest({"rows": [["Иванов", 5]]}),
        key_figures=FIGURES,
    )


def enter(
    school,
    student_id,
    value,
    lesson_id="2026:5А:МАТ:20261113:1",
    page_id=MATHS,
    field="mark",
):
    author = ledger.Author(school.school_id, "2026", "p-mat", NOW, "a-test")
    with school.database.writing() as cursor:
        row = {
            "page_id": page_id,
            "lesson_id": lesson_id,
            "period_id": "",
            "student_id": student_id,
            "field": field,
            "value_text": value,
            "value": value,
            "mark_1": int(value) if field == "mark" else None,
        }
        empty = dict.fromkeys(ledger.NEW_ENTRIES)
        entries = pl.DataFrame([empty | row], schema=ledger.NEW_ENTRIES)
        ledger.append(cursor, entries, author)


def declare(school, how, moment):
    """Make void what p-mat entered since a moment, or let it count from then on."""
    decision = ledger.Decision(school.school_id, "b-1", "p-mat", "p-dir", NOW)
    with school.database.writing() as cursor:
        how(cursor, decision, moment)


def do(school, statement, *values):
    with school.database.writing() as cursor:
        cursor.execute(statement, list(values))


def test_a_printed_code_is_genuine_as_long_as_nothing_was_altered(filled_school):
    form = printed(filled_school)

    answer = verify(filled_school.database, form.code)

    assert (answer.verdict, answer.reason) == ("genuine", "")
    assert answer.form == form
    assert answer.form.key_figures == FIGURES
    assert answer.changed.is_empty()


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", " ")])
def test_a_code_may_be_typed_as_people_type(filled_school, typed):
    form = printed(filled_school)

    assert verify(filled_school.database, typed(form.code)).verdict == "genuine"


def test_a_code_may_be_typed_in_the_other_alphabet(filled_school):
    form = printed(filled_school)
    cyrillic = form.code.translate(str.maketrans("ABCEHKMPTXY", "АВСЕНКМРТХУ"))

    assert verify(filled_school.database, cyrillic).verdict == "genuine"


def test_what_changed_since_is_told_cell_by_cell(filled_school):
    form = printed(filled_school)
    enter(filled_school, "К-0001", "2")

    answer = verify(filled_school.database, form.code)

    assert answer.verdict == "genuine"
    changed = answer.changed.select("student_id", "field", "now").rows()
    assert changed == [("К-0001", "mark", "2")]


def test_changes_outside_of_the_days_of_a_form_do_not_concern_it(filled_school):
    october = SCOPE._replace(
        starts_on=date(2026, 10, 1), ends_on=date(2026, 10, 31), period_id=""
    )
    form = printed(filled_school, october)
    enter(filled_school, "К-0001", "2")

    assert verify(filled_school.database, form.code).changed.is_empty()


def test_changes_of_another_class_on_a_shared_page_are_not_told(filled_school):
    with_group = SCOPE._replace(page_ids=(MATHS, ENGLISH))
    form = printed(filled_school, with_group)
    for student_id in ("К-0001", "К-0011"):  # of 5А and of 5Б
        enter(filled_school, student_id, "2", f"{ENGLISH}:20261113:1", ENGLISH)

    answer = verify(filled_school.database, form.code)
    viewer = Viewer("p-mat", frozenset())  # homeroom teacher of 5А
    names = asked.names_of_students(filled_school.database, viewer, form.code)

    assert answer.verdict == "genuine"
    assert answer.changed["student_id"].to_list() == ["К-0001"]
    assert "К-0001" in names["student_id"]
    assert "К-0011" not in names["student_id"]


@pytest.mark.parametrize(
    ("person_id", "reads"), [("p-ooo", True), ("p-mat", False), ("r-one", False)]
)
def test_a_table_about_a_student_is_its_printers_alone(filled_school, person_id, reads):
    form = printed(filled_school, Scope("table", (), student_id="К-0001"))

    found = asked.readable_form(
        filled_school.database, Viewer(person_id, frozenset()), form.code
    )

    assert (len(found) == 1) == reads


def test_the_family_is_told_the_name_of_its_own_student_alone(filled_school):
    form = printed(filled_school, SCOPE._replace(student_id="К-0001"))

    names = asked.names_of_students(
        filled_school.database, Viewer("r-one", frozenset()), form.code
    )

    assert names["student_id"].to_list() == ["К-0001"]


@pytest.mark.parametrize(
    ("field", "of_the_class", "of_the_page"),
    [("topic", 0, 1), ("homework", 0, 1), ("message", 0, 0), ("status", 1, 1)],
)
def test_only_what_stands_on_the_paper_has_changed(
    filled_school, field, of_the_class, of_the_page
):
    sheet = printed(filled_school)
    page = SCOPE._replace(kind="journal_page", page_ids=(MATHS,), page_id=MATHS)
    spread = printed(filled_school, page)
    enter(filled_school, "", "другое", field=field)

    changed = [
        len(verify(filled_school.database, form.code).changed)
        for form in (sheet, spread)
    ]

    assert changed == [of_the_class, of_the_page]


def test_a_form_of_an_earlier_moment_is_tied_to_that_moment(filled_school):
    enter(filled_school, "К-0001", "2")

    form = printed(filled_school, as_of=datetime(2026, 11, 1, tzinfo=UTC))

    answer = verify(filled_school.database, form.code)
    assert answer.verdict == "genuine"
    assert "2" in answer.changed["now"].to_list()


def test_what_is_declared_void_later_or_counts_again_leaves_a_paper_genuine(
    filled_school,
):
    before = NOW - timedelta(minutes=1)
    enter(filled_school, "К-0001", "2")
    counted = printed(filled_school)
    declare(filled_school, ledger.void_from, before)
    voided = printed(filled_school)
    declare(filled_school, ledger.void_until, before)

    answers = [verify(filled_school.database, form.code) for form in (counted, voided)]

    assert [answer.verdict for answer in answers] == ["genuine", "genuine"]
    assert answers[0].changed.is_empty()
    assert answers[1].changed["now"].to_list() == ["2"]


def test_a_set_up_that_changes_later_leaves_a_paper_genuine(filled_school):
    student = SCOPE._replace(kind="student_report", student_id="К-0001")
    quarter = SCOPE._replace(starts_on=date(2026, 9, 1), ends_on=date(2026, 10, 25))
    forms = [printed(filled_school, scope) for scope in (SCOPE, student, quarter)]
    for statement in (
        "delete from journal.roster where student_id = 'К-0001'",
        "update journal.page_periods set starts_on = starts_on + 7",
        "update journal.lessons set slot = 9, period_id = '2026-Q1'",
        "update journal.page_teachers set person_id = 'p-eng'",
        "delete from setup.students",
        "delete from setup.staff",
    ):
        do(filled_school, statement)

    answers = [verify(filled_school.database, form.code) for form in forms]

    assert {(answer.verdict, answer.reason) for answer in answers} == {("genuine", "")}
    assert all(answer.changed.is_empty() for answer in answers)


def test_an_altered_ledger_is_told(filled_school):
    form = printed(filled_school)
    do(
        filled_school,
        "update journal.entries set value = '5' where page_id = ? and field = 'mark' "
        "and value = '2'",
        MATHS,
    )

    answer = verify(filled_school.database, form.code)

    assert (answer.verdict, answer.reason) == ("altered", "ledger")


def test_an_altered_register_is_told(filled_school):
    form = printed(filled_school)
    do(
        filled_school,
        "update journal.printed_forms set key_figures = ?",
        '[["Average mark", "5.00"]]',
    )

    answer = verify(filled_school.database, form.code)

    assert (answer.verdict, answer.reason) == ("altered", "register")


def test_a_block_that_is_gone_or_another_is_told(filled_school):
    form = printed(filled_school)
    do(
        filled_school,
        "update journal.blocks set digest = 'x' where block_id = ?",
        form.standing.block_id,
    )

    answer = verify(filled_school.database, form.code)

    assert (answer.verdict, answer.reason) == ("altered", "block")


def test_a_seal_of_another_paper_does_not_belong_to_the_form(filled_school):
    one, other = printed(filled_school), printed(filled_school)
    name = one.code.replace("-", "")[:8]
    for ending in form_codes.ALPHABET:
        mixed = form_codes.read_code(name + other.code.replace("-", "")[8:15] + ending)
        if form_codes.is_whole(mixed):
            break

    answer = verify(filled_school.database, mixed)

    assert (answer.verdict, answer.reason, answer.form) == ("altered", "code", None)


def test_one_wrong_letter_or_two_swapped_ones_never_pass_for_genuine(filled_school):
    signs = printed(filled_school).code.replace("-", "")
    others = [
        signs[:place] + sign + signs[place + 1 :]
        for place in range(len(signs))
        for sign in form_codes.ALPHABET
        if sign != signs[place]
    ]
    others += [
        signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :]
        for place in range(len(signs) - 1)
        if signs[place] != signs[place + 1]
    ]

    assert not any(form_codes.is_whole(form_codes.read_code(one)) for one in others)


@pytest.mark.parametrize("typed", ["", "hello", "0000-0000-0000-0000", "A" * 5000])
def test_what_is_no_code_is_unknown(filled_school, typed):
    assert verify(filled_school.database, typed).verdict == "unknown"


def test_a_whole_code_that_nobody_printed_is_unknown(filled_school):
    code = form_codes.code_of("AAAABBBB", figures_digest("x"))

    assert verify(filled_school.database, code).verdict == "unknown"


@pytest.mark.parametrize(
    ("person_id", "reads"),
    [
        ("p-dir", True),
        ("p-ooo", True),
        ("p-mat", True),  # homeroom teacher of 5А
        ("p-rus", False),  # teaches only one of the two pages
        ("p-soo", False),
        ("p-adm", False),
        ("student:К-0001", False),
    ],
)
def test_the_figures_are_for_who_reads_every_page_of_the_form(
    filled_school, person_id, reads
):
    form = printed(filled_school)
    viewer = Viewer(person_id, frozenset())

    found = asked.readable_form(filled_school.database, viewer, form.code)
    pages = asked.names_of_pages(filled_school.database, viewer, form.code)
    students = asked.names_of_students(filled_school.database, viewer, form.code)

    assert [len(found) == 1, len(pages) == 2, len(students) > 0] == [reads] * 3
    assert reads or (pages.is_empty() and students.is_empty())


@pytest.mark.parametrize(
    ("person_id", "reads"),
    [("student:К-0001", True), ("r-one", True), ("r-two", False), ("p-mat", True)],
)
def test_a_report_of_one_student_is_the_familys_too(filled_school, person_id, reads):
    form = printed(filled_school, SCOPE._replace(student_id="К-0001"))

    found = asked.readable_form(
        filled_school.database, Viewer(person_id, frozenset()), form.code
    )

    assert (len(found) == 1) == reads
