"""Each hint of the catalogue: a student to whom it is given, one to whom it is not.

Today is Monday 23 November; a final mark needs three marks (two hours a week).
"""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from expectations.hint_numbers import HINT_NUMBERS, NORMS
from expectations.hints import HINTS
from expectations.hints_page import PAGES, hints_page, numbers
from expectations.language import LANGUAGES, say
from tests.warehouse.drawn_student import PERIOD, draw_student
from warehouse.build import build_models
from warehouse.clock import SetClock
from warehouse.queries import progress
from warehouse.school_folder import create_folder, open_school
from warehouse.viewer import Viewer

ROOT = Path(__file__).parents[2]
# hint: (given, not given), drawn as tests/warehouse/drawn_student.py reads them.
CASES = {
    "final_is_two": ("МАТ 02.11:3 final=2", "МАТ 02.11:2 final=3"),
    "not_attested": ("МАТ 02.11:н final=not_attested", "МАТ 02.11:н final=exempt"),
    "two_is_expected": (
        "МАТ 02.11:2 04.11:3 06.11:2",  # 2.33 of three marks
        "МАТ 02.11:2 04.11:3 06.11:2 09.11:3",  # 2.5 rounds to 3
    ),
    "two_is_not_corrected": (
        "МАТ 02.11:2 04.11:· 06.11:н 09.11:2 11.11:· 13.11:· 16.11:·",
        "МАТ 02.11:2 04.11:· 06.11:3 09.11:· 11.11:2 13.11:· 16.11:·",
    ),
    "average_is_falling": (  # the last three weeks begin on 9 November
        "МАТ 02.11:5 04.11:5/4 09.11:4 16.11:4 18.11:4",
        "МАТ 02.11:5 04.11:5/4 09.11:5 16.11:4 18.11:4",  # 4.67, then 4.33
    ),
    "many_absences": (
        "МАТ 02.11:б 04.11:· 06.11:·\nРУС 03.11:у",  # 2 of 4
        "МАТ 02.11:б 04.11:· 06.11:·\nРУС 03.11:·",  # 1 of 4 is not above a quarter
    ),
    "subject_is_missed": (
        "МАТ 02.11:б 04.11:б 06.11:б 09.11:·\nРУС 03.11:· 05.11:· 10.11:·",
        "МАТ 02.11:б 04.11:б 06.11:· 09.11:·\nРУС 03.11:· 05.11:· 10.11:·",
    ),
    "missed_without_reason": (
        "МАТ 02.11:н 04.11:н 06.11:н\nРУС 03.11:н 05.11:н",
        "МАТ 02.11:н 04.11:н 06.11:н\nРУС 03.11:н 05.11:б",
    ),
    "few_marks_before_the_end": (  # both periods end on 29 November
        "МАТ 02.11:5 04.11:4",
        "МАТ 02.11:5 04.11:4 06.11:4",
    ),
    "no_marks_for_long": (
        "МАТ 02.11:5 04.11:· 06.11:· 09.11:· 11.11:· 13.11:· 16.11:·",
        "МАТ 02.11:5 04.11:· 06.11:· 09.11:· 11.11:· 13.11:· 16.11:б",
    ),
    "one_three_short": (
        "МАТ 02.11:3 04.11:3 06.11:4\nРУС 03.11:5 final=5\nФИЗ 03.11:4 final=4",
        "МАТ 02.11:3 04.11:3 06.11:4\nРУС 03.11:3 final=3\nФИЗ 03.11:4 final=4",
    ),
    "one_four_short": (
        "МАТ 02.11:4 04.11:4 06.11:4\nРУС 03.11:5 final=5\nФИЗ 03.11:5 final=5",
        "МАТ 02.11:4 04.11:4 06.11:4\nРУС 03.11:5 final=5\nФИЗ 03.11:3 final=3",
    ),
    "average_near_a_border": (
        "МАТ 02.11:5 04.11:4 06.11:5 09.11:4",  # 4.5
        "МАТ 02.11:5 04.11:4 06.11:5",  # 4.67
    ),
}
ENDS_SOON = "few_marks_before_the_end"


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """{student: {hint: row}} of the drawn students, `<hint> yes` and `<hint> no`."""
    folder = tmp_path_factory.mktemp("hints") / "school"
    create_folder(
        folder,
        {
            "school_id": "s",
            "name": "Школа",
            "timezone": "Europe/Moscow",
            "language": "ru",
        },
    )
    clock = SetClock(datetime(2026, 11, 23, 10, 30, tzinfo=UTC))
    with open_school(folder, clock) as school:
        with school.database.writing() as cursor:
            seeds = ROOT / "warehouse" / "seeds" / "parameters.csv"
            cursor.execute(
                "insert into setup.parameters by name select *, "
                "date '2026-08-20' as valid_from from read_csv(?, header = true)",
                [str(seeds)],
            )
            cursor.execute(
                "insert into setup.staff (person_id, roles, levels, valid_from) "
                "values ('p-one', 'teacher', '', '2026-08-20')"
            )
        build_models(school.database)
        silent, _marked = CASES["no_marks_for_long"]
        draw_student(school.database, "final stands", f"{silent} final=5")
        for hint, cases in CASES.items():
            ends_on = "2026-11-29" if hint == ENDS_SOON else "2026-12-27"
            for word, lines in zip(("yes", "no"), cases, strict=True):
                draw_student(school.database, f"{hint} {word}", lines, ends_on)
        with school.database.reading() as cursor:
            found = cursor.execute("select * from marts.hints").pl()
    given: dict[str, dict[str, dict[str, object]]] = {}
    for row in found.iter_rows(named=True):
        given.setdefault(row["student_id"], {})[row["hint"]] = row
    return given


def test_for_every_hint_two_students_are_drawn():
    assert set(CASES) == {hint.id for hint in HINTS}


@pytest.mark.parametrize("hint", CASES)
def test_a_hint_is_given_to_whom_it_is_about_and_to_nobody_else(given, hint):
    assert hint in given[f"{hint} yes"]
    assert hint not in given.get(f"{hint} no", {})


@pytest.mark.parametrize("hint", HINTS, ids=lambda hint: hint.id)
def test_a_hint_says_what_why_and_what_to_do_by_which_number(hint):
    for sentence in (hint.title, hint.what, hint.why, hint.to_do):
        assert sentence.endswith(".")
        assert say(sentence, "ru") != sentence
    assert hint.clause in {"2.4", "2.5", "2.8", "2.9"}
    assert hint.parameters
    assert set(hint.parameters) <= set(numbers())


def test_every_number_of_the_hints_is_used_and_seeded_as_the_catalogue_says():
    with (ROOT / "warehouse/seeds/parameters.csv").open(encoding="utf-8") as file:
        seeded = {row["parameter_id"]: row for row in csv.DictReader(file)}

    used = {name for hint in HINTS for name in hint.parameters}
    assert set(HINT_NUMBERS) <= used
    for name, number in {**HINT_NUMBERS, **NORMS}.items():
        row = seeded[name]
        assert (float(row["value"]), row["unit"]) == (number.value, number.unit)
        assert row["clause"].removeprefix("§") == number.clause


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_hints_in_the_docs_is_up_to_date(language):
    written = (ROOT / PAGES[language]).read_text(encoding="utf-8")

    assert written == hints_page(language), "run: python -m expectations.hints_page"


def test_a_hint_carries_its_figures(given):
    falling = given["average_is_falling yes"]["average_is_falling"]
    absences = given["many_absences yes"]["many_absences"]
    two = given["two_is_not_corrected yes"]["two_is_not_corrected"]

    assert falling["compared_with"] == pytest.approx(14 / 3)
    assert (falling["figure"], falling["count_base"]) == (4.0, 3)
    assert (absences["figure"], absences["count_base"]) == (0.5, 4)
    assert (absences["count_ill"], absences["count_excused"]) == (1, 1)
    assert (absences["page_id"], absences["subject_name"]) == ("", "")
    # the later “2”, of 9 November, three lessons ago
    assert (str(two["happened_on"]), two["figure"]) == ("2026-11-09", 3.0)


def test_who_has_a_final_mark_needs_no_other_one(given):
    assert "no_marks_for_long" not in given.get("final stands", {})


def test_a_number_counts_from_its_day_on_and_the_past_keeps_its_own(filled_school):
    def expected_twos():
        with filled_school.database.reading() as cursor:
            return cursor.execute(
                "select rounding_threshold from intermediate.int_hint_pages "
                "where page_id = '2026:5А:МАТ' order by period_id"
            ).fetchall()

    assert expected_twos() == [(0.5,), (0.5,)]
    with filled_school.database.writing() as cursor:
        cursor.execute(
            "update setup.parameters set valid_to = '2026-11-01' "
            "where parameter_id = 'rounding_threshold'"
        )
        cursor.execute(
            "insert into setup.parameters values "
            "('rounding_threshold', 0.7, 'share', '§2.8', '2026-11-01', null)"
        )

    assert expected_twos() == [(0.5,), (0.7,)]


def test_a_hint_whose_number_the_set_up_lacks_is_not_given(filled_school):
    def hints():
        with filled_school.database.reading() as cursor:
            return {
                row[0]
                for row in cursor.execute(
                    "select distinct hint from marts.hints"
                ).fetchall()
            }

    assert "final_is_two" in hints()
    with filled_school.database.writing() as cursor:
        cursor.execute(
            "delete from setup.parameters where parameter_id = 'failed_subjects'"
        )

    assert "final_is_two" not in hints()
    assert "not_attested" in hints()


def test_a_trend_is_told_to_who_reads_the_class_whole(filled_school):
    with filled_school.database.writing() as cursor:
        cursor.execute(
            "update setup.parameters set value = 1 where parameter_id "
            "in ('falling_marks', 'falling_weeks')"
        )

    def told(person_id):
        viewer = Viewer(person_id, frozenset())
        return progress.trends(filled_school.database, viewer, "5А", PERIOD)

    assert set(told("p-mat")["direction"]) <= {-1, 0, 1}
    assert len(told("p-mat")) > 0
    assert [len(told(person)) for person in ("p-rus", "p-eng", "p-soo")] == [0, 0, 0]


def test_a_school_set_up_before_there_were_hints_gets_their_numbers(filled_school):
    def numbers_of_the_school():
        with filled_school.database.reading() as cursor:
            return cursor.execute(
                "select parameter_id, value, unit, clause, valid_from, valid_to "
                "from setup.parameters order by all"
            ).fetchall()

    today = numbers_of_the_school()
    with filled_school.database.writing() as cursor:
        cursor.execute(
            "delete from setup.parameters where parameter_id in (select unnest(?))",
            [[*HINT_NUMBERS, *NORMS]],
        )
        cursor.execute("delete from migrations where name like '0010%'")

    filled_school.database.migrate()

    assert numbers_of_the_school() == today
