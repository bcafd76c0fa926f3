"""A name means the same however it is spelled; what is not clear is asked once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.foreign.answers import LEFT_OUT, answer
from ingest.foreign.known import known_to
from ingest.foreign.names import class_in, fold_person, period_key, spellings
from ingest.foreign.planning import plan_import
from tests.ingest.foreign.drawn_facts import brought, facts
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from warehouse.school_folder import School

DIRECTOR = "С-01"
_LATIN = str.maketrans("АВЕКМНОРСТХаеосрху", "ABEKMHOPCTXaeocpxy")
_LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_ANY = "ABCEHKMoptxy АБВгдёЁ\u00a0.,-()" + _LETTERS
NAME = st.text(_LETTERS, min_size=2, max_size=9).map(str.capitalize)


@st.composite
def written(draw: st.DrawFn, surname: str, given: str, patronymic: str) -> str:
    """One of the ways in which people and systems write a name."""
    first, second = f"{given[0]}.", f"{patronymic[0]}."
    text = draw(
        st.sampled_from(
            [
                f"{surname} {given} {patronymic}",
                f"{surname} {given}",
                f"{given} {surname}",
                f"{given} {patronymic} {surname}",
                f"{surname} {first} {second}",
                f"{surname} {first}{second}",
                f"{first}{second} {surname}",
                f"{surname} {first}",
                f"{surname}, {given}",
            ]
        )
    )
    for old, new in (("е", "ё"), ("ё", "е"), (" ", "\u00a0"), (" ", "  ")):
        if draw(st.booleans()):
            text = text.replace(old, new)
    if draw(st.booleans()):
        text = text.translate(_LATIN)
    text = draw(st.sampled_from([text, text.upper(), f" {text} ", f"{text} (выб.)"]))
    return draw(st.sampled_from(["", "12. ", "3) "])) + text


@given(st.data(), NAME, NAME, NAME)
def test_every_spelling_of_a_name_is_that_name(data, surname, given_name, patronymic):
    text = data.draw(written(surname, given_name, patronymic))

    assert fold_person(text) in set(spellings(surname, given_name, patronymic))


@given(st.data(), NAME, NAME, NAME, NAME)
def test_another_surname_is_never_meant(data, surname, other, given_name, patronymic):
    if fold_person(surname) in {fold_person(one) for one in (other, given_name)}:
        return
    text = data.draw(written(other, given_name, patronymic))

    assert fold_person(text) not in set(spellings(surname, given_name, patronymic))


@given(st.text(_ANY, max_size=30))
def test_folding_is_once_and_for_all(text):
    assert fold_person(fold_person(text)) == fold_person(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("8А", "8А"), ("8 «А»", "8А"), ("8-а класс", "8А"), ("Журнал 8A 25.xls", "8А"),
        ("8А_алгебра", "8А"), ("08А", "8А"), ("8А и 8Б", None), ("8В", None),
        ("Лист1", None), ("", None), ("18А", None), ("Алгебра", None),
    ],
)  # fmt: skip
def test_a_class_is_told_by_title_sheet_or_file(text, found):
    assert class_in(text, {"8А", "8Б", "11А"}) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1 Четверть", ("quarter", 1)), ("III четв.", ("quarter", 3)),
        ("IV четверть", ("quarter", 4)), ("2 полугодие", ("half_year", 2)),
        ("I п/г", ("half_year", 1)), ("3 триместр", ("trimester", 3)),
        ("первая четверть", ("quarter", 1)), ("Год", ("year", 0)),
        ("Год. оценка", ("year", 0)), ("Экз. оценка", ("exam", 0)),
        ("Итог. оценка", ("overall", 0)), ("четверть", None), ("Абв", None),
    ],
)  # fmt: skip
def test_a_period_is_told_by_its_heading(text, found):
    assert period_key(text) == found


def places(school: School, table: str, **named: str) -> list[tuple[str, ...]]:
    plan = plan_import(school, DIRECTOR, brought(table, **named))
    shown = ("student_id", "page_id", "lesson_id", "state")
    return [tuple(row[name] for name in shown) for row in plan.facts.to_dicts()]


def test_a_student_of_a_group_stands_on_the_page_of_the_group(example_school):
    found = places(
        example_school,
        """
        Англ. яз. | Антипов Максим | 2026-11-18 | 5
        АНГ       | Громова Дарья  | 2026-11-18 | 4
        """,
    )

    one, two = "2026:5А-англ1:АНГ", "2026:5А-англ2:АНГ"
    assert found == [
        ("К-0201", one, f"{one}:20261118:3", "new"),
        ("К-0204", two, f"{two}:20261118:3", "new"),
    ]


def test_a_student_with_an_individual_plan_stands_on_that_page(example_school):
    found = places(example_school, "Математика | Зайцева Полина | 2026-11-17 | 5")

    page = "2026:5А-инд-Зайцева:МАТ"
    assert found == [("К-0206", page, f"{page}:20261117:4", "new")]


def test_before_the_first_day_on_the_roll_nothing_is_placed(example_school):
    found = places(
        example_school,
        """
        Русский язык | Ефимов Никита | 2026-09-10 | 5
        Русский язык | Ефимов Никита | 2026-09-17 | 5
        """,
    )

    assert [state for *_, state in found] == ["not_on_roll", "new"]


def test_who_left_before_the_days_of_the_facts_is_not_meant(example_school):
    found = places(example_school, "Русский язык | Ефимов Никита | 2026-09-10 | 5")

    assert [state for *_, state in found] == ["student_asked"]


def test_a_second_lesson_that_is_not_ours_is_told(example_school):
    found = places(
        example_school,
        """
        Русский язык | Антипов Максим | 2026-11-19#2 | 5
        Русский язык | Антипов Максим | 2026-11-30   | 5
        Русский язык | Антипов Максим | 5 четверть   | 5
        Черчение     | Антипов Максим | 2026-11-19   | 5
        """,
    )

    states = [state for *_, state in found]
    assert states == ["no_lesson", "future", "period_asked", "subject_asked"]


def test_the_topics_of_a_group_stand_with_its_students(example_school):
    with_students = facts(
        """
        АНГ | Антипов Максим | 2026-11-18 | 5
        АНГ |                | 2026-11-18 | Present Simple
        """,
        sheet="Английский 1",
    )
    plan = plan_import(example_school, DIRECTOR, brought(with_students))

    assert plan.facts["page_id"].unique().to_list() == ["2026:5А-англ1:АНГ"]


def test_topics_of_nobody_knows_which_group_are_asked_once(example_school):
    table = "АНГ | | 2026-11-18 | Present Simple"
    (question,) = plan_import(example_school, DIRECTOR, brought(table)).questions
    assert (question.kind, len(question.choices)) == ("page", 2)

    answer(example_school, DIRECTOR, {question: "2026:5А-англ2:АНГ"})

    plan = plan_import(example_school, DIRECTOR, brought(table))
    assert (plan.questions, plan.facts["page_id"].to_list()) == (
        (),
        ["2026:5А-англ2:АНГ"],
    )


def test_an_unknown_name_is_asked_with_the_likeliest_first_and_remembered(
    example_school,
):
    table = """
        РУС | Белова Софа | 2026-11-19 | 5
        РУС | БЕЛОВА софа | 2026-11-18 | 4
        РУС | Чужая Анна  | 2026-11-18 | 4
    """
    plan = plan_import(example_school, DIRECTOR, brought(table))
    first, second = plan.questions
    assert (first.written, first.cell, first.count_facts) == ("Белова Софа", "C2", 2)
    assert first.choices[0] == ("К-0202", "Белова Софья Андреевна")

    answer(example_school, DIRECTOR, {first: "К-0202", second: LEFT_OUT})

    again = plan_import(example_school, DIRECTOR, brought(table))
    assert again.questions == ()
    assert again.facts["state"].to_list() == ["new", "new", "left_out"]


def test_namesakes_are_asked_about_and_never_guessed(example_school):
    with example_school.database.writing() as cursor:
        cursor.execute(
            "insert into setup.students by name select * replace ('К-9' as student_id,"
            " 'Мария' as given_name, 'Юрьевна' as patronymic, 'Антипова' as surname) "
            "from setup.students where student_id = 'К-0201'"
        )
        cursor.execute(
            "insert into journal.roster select page_id, 'К-9', class_id, starts_on, "
            "ends_on from journal.roster where student_id = 'К-0201'"
        )
        cursor.execute(
            "insert into setup.students by name select * replace ('К-8' as student_id, "
            "'Мирон' as given_name) from setup.students where student_id = 'К-0201'"
        )
        cursor.execute(
            "insert into journal.roster select page_id, 'К-8', class_id, starts_on, "
            "ends_on from journal.roster where student_id = 'К-0201'"
        )
    found = places(
        example_school,
        """
        РУС | Антипов М. Ю.  | 2026-11-19 | 5
        РУС | Антипова М. Ю. | 2026-11-19 | 4
        РУС | Антипов Мирон  | 2026-11-19 | 3
        """,
    )

    assert [(student, state) for student, _, _, state in found] == [
        ("", "student_asked"),
        ("К-9", "new"),
        ("К-8", "new"),
    ]


def test_the_class_comes_from_what_was_said_the_title_the_sheet_or_the_file(
    example_school,
):
    table = "РУС | Антипов Максим | 2026-11-19 | 5"

    def state(**named: str) -> str:
        name = named.pop("file_name", "журнал.xlsx")
        one = brought(facts(table, **named), file_name=name)
        return str(plan_import(example_school, DIRECTOR, one).facts["state"][0])

    assert state(class_name="5 «А»") == "new"
    assert state(class_name="", sheet="5А") == "new"
    assert state(class_name="", file_name="5А русский.xlsx") == "new"
    assert state(class_name="") == "class_asked"
    given = brought(facts(table, class_name=""))._replace(class_name="5а")
    assert plan_import(example_school, DIRECTOR, given).counts() == {"new": 1}


def test_only_who_may_bring_answers_and_only_what_was_offered(example_school):
    table = "РУС | Чужая Анна | 2026-11-19 | 5"
    (question,) = plan_import(example_school, DIRECTOR, brought(table)).questions

    with pytest.raises(VedomostError, match="that are offered"):
        answer(example_school, DIRECTOR, {question: "К-0301"})
    with pytest.raises(VedomostError, match="director and by deputies"):
        answer(example_school, "С-06", {question: "К-0202"})

    assert plan_import(example_school, DIRECTOR, brought(table)).questions == (
        question,
    )


def test_a_deputy_is_not_asked_about_children_of_another_level(filled_school):
    table = "Русский язык | Чужая Анна | 2026-11-19 | 5"

    assert len(plan_import(filled_school, "p-ooo", brought(table)).questions) == 1
    of_another = plan_import(filled_school, "p-soo", brought(table))

    assert (of_another.questions, of_another.counts()) == ((), {"not_yours": 1})


def test_an_answer_under_a_breached_account_does_not_count(example_school):
    table = "РУС | Чужая Анна | 2026-11-19 | 5"
    (question,) = plan_import(example_school, DIRECTOR, brought(table)).questions
    answer(example_school, DIRECTOR, {question: "К-0202"})
    _void(example_school, DIRECTOR)

    plan = plan_import(example_school, "С-02", brought(table))

    assert plan.counts() == {"student_asked": 1}


def _void(school: School, person_id: str) -> None:
    from datetime import timedelta

    from warehouse import ledger

    now = school.clock.now()
    with school.database.writing() as cursor:
        decision = ledger.Decision(school.school_id, "b-1", person_id, "С-02", now)
        ledger.void_from(cursor, decision, now - timedelta(hours=1))


def test_nobody_and_nothing_is_created(example_school):
    with example_school.database.reading() as cursor:
        before = known_to(cursor)
    plan_import(
        example_school, DIRECTOR, brought("Черчение | Чужая Анна | 2026-11-19 | 5")
    )

    with example_school.database.reading() as cursor:
        assert known_to(cursor) == before
