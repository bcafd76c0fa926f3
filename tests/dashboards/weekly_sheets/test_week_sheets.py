"""The weekly sheet on paper: one page a student, whatever teachers wrote."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from pdf_oxide import PdfDocument

from dashboards.forms.week_sheets import SheetDay, SheetLesson, Sheets, WeekSheet
from dashboards.forms.week_sheets_pdf import week_sheets_pdf
from dashboards.weekly_sheets.drawing import Words, sheet_of
from dashboards.weekly_sheets.printing import Asked, child_pdf, class_pdf
from dashboards.weekly_sheets.week import of_child, of_class
from ingest import messages as writing
from ingest.messages import Whom
from tests.warehouse.test_diary import write_cell, write_message
from warehouse.queries.paper import families, messages
from warehouse.rounding import rule_of
from warehouse.viewer import Viewer

pytestmark = pytest.mark.by_turns

SUBJECTS = (
    "Математика",
    "Русский язык",
    "Литературное чтение",
    "Окружающий мир",
    "Физическая культура",
    "Изобразительное искусство",
    "Основы религиозных культур и светской этики",
)
DAYS = ("Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота")
LONG = "Прочитать параграф и ответить письменно на вопросы, выучить правило. "
CUT = "сокращены, чтобы неделя поместилась"
NASTY = '#strong[x] $y$ *_`@ref <b> \\ // "}{ =1+1 Җ'
MONDAY = date(2026, 11, 2)
TODAY = date(2026, 11, 23)
HOMEROOM, PARENT = Viewer("p-mat", frozenset()), Viewer("r-one", frozenset())
ADDRESS = "https://journal.school.example"


def full_week(homework, *, days=6, name="Белова Ксения", message=""):
    """7 lessons × 6 days, each with topic, homework, work type and mark."""
    lessons = tuple(
        SheetLesson(str(n), subject, "каб. 21", LONG, homework, "", "Контрольная", "5")
        for n, subject in enumerate(SUBJECTS, 1)
    )
    return WeekSheet(
        student=name,
        under="5А класс, 2–8 ноября 2026 г.",
        days=tuple(SheetDay(day, lessons) for day in DAYS[:days]),
        messages=(("Классу, Морозова И. Л.:", message),) if message else (),
        homework=tuple(("Понедельник, 9 ноября", one, homework) for one in SUBJECTS),
        subjects=tuple((f"{one} {n}", "4,25", "8") for one in SUBJECTS for n in (1, 2)),
        period="Средний балл: II четверть",
        absences="Пропусков за неделю нет.",
    )


def sheets_of(*weeks, **more):
    return Sheets(
        "Дневник за неделю",
        "Школа № 7",
        "Распечатано 9.11.2026",
        "Дневник есть и на странице",
        ("Подпись родителя", "Дата"),
        "ru",
        weeks,
        **more,
    )


def pages_of(pdf):
    document = PdfDocument.from_bytes(pdf)
    return [
        " ".join(document.extract_text(number).split())
        for number in range(document.page_count())
    ]


@pytest.mark.parametrize("letters", [0, 200, 1000, 4000])
def test_a_full_week_is_one_page_however_long_homework_is(letters):
    homework = (LONG * 60)[:letters]

    pages = pages_of(week_sheets_pdf(sheets_of(full_week(homework, message=homework))))

    assert len(pages) == 1
    assert (CUT in pages[0]) == (letters >= 200)
    assert ("…" in pages[0]) == (letters >= 200)
    for kept in (*SUBJECTS[:3], *DAYS, "Подпись родителя", "4,25"):
        assert kept in pages[0]


def test_a_school_of_five_days_has_the_averages_where_saturday_would_be():
    (page,) = pages_of(week_sheets_pdf(sheets_of(full_week("№ 5", days=5))))

    assert page.index("Пятница") < page.index("Средний балл: II четверть")
    assert "Суббота" not in page


def test_each_student_has_a_page_or_on_both_sides_a_leaf():
    weeks = [full_week("№ 5", name=name) for name in ("Абрамов", "Белова", "Волков")]

    plain = pages_of(week_sheets_pdf(sheets_of(*weeks)))
    leaves = pages_of(week_sheets_pdf(sheets_of(*weeks, on_own_leaf=True)))

    assert [page.split("неделю ")[1].split()[0] for page in plain] == [
        "Абрамов",
        "Белова",
        "Волков",
    ]
    assert [bool(page) for page in leaves] == [True, False, True, False, True]


def test_what_people_write_is_text_and_never_typst():
    week = full_week(NASTY, name=NASTY, message=NASTY)

    (page,) = pages_of(week_sheets_pdf(sheets_of(week)))

    assert "#strong[x]" in page
    assert "*_`@ref" in page


def test_a_copy_to_keep_has_nothing_to_sign():
    pdf = week_sheets_pdf(sheets_of(full_week("№ 5"))._replace(signature=None))

    assert "Подпись" not in pages_of(pdf)[0]


def test_the_sheet_is_pdf_a():
    pdf = week_sheets_pdf(sheets_of(full_week("№ 5")))

    found = PdfDocument.from_bytes(pdf).validate_pdf_a("2b")
    assert found["valid"], found


def test_the_class_and_the_parent_see_the_same_week(filled_school):
    write_message(filled_school, "Принесите циркуль", on="2026-11-04")
    database = filled_school.database
    words = Words("ru", rule_of(database))

    (of_school,) = of_class(database, HOMEROOM, "5А", MONDAY, TODAY, {"К-0001"})
    own = of_child(
        database, PARENT, ("К-0001", of_school.student_name, "5А"), MONDAY, TODAY
    )

    assert sheet_of(of_school, words) == sheet_of(own, words)
    sheet = sheet_of(own, words)
    lesson = sheet.days[0].lessons[0]
    assert (lesson.subject, lesson.mark) == ("Математика", "5")
    assert (lesson.topic, lesson.homework) == ("Тема 1", "№ 12, с. 40")
    assert lesson.about == "Ответ на уроке"
    assert sheet.messages == (
        (
            "04.11, Математика. Родителям класса, Морозова И. Л.:",
            "Принесите циркуль",
        ),
    )
    assert sheet.homework
    assert len(sheet.days) == 5


@pytest.mark.parametrize(
    ("value", "mark", "told"),
    [("3", "3", "исправлено, было: 5"), (None, "", "убрано, было: 5")],
)
def test_a_corrected_mark_stands_on_paper_with_the_one_before(
    filled_school, value, mark, told
):
    number = int(value) if value else None
    write_cell(filled_school, "2026-11-02", "mark", value, "К-0001", mark=number)
    database, words = filled_school.database, Words("ru", "half_up")

    (of_school,) = of_class(database, HOMEROOM, "5А", MONDAY, TODAY, {"К-0001"})
    own = of_child(database, PARENT, ("К-0001", "Абрамов Лев", "5А"), MONDAY, TODAY)

    for week in (of_school, own):
        lesson = sheet_of(week, words).days[0].lessons[0]
        assert lesson.mark == mark
        assert lesson.about.endswith(told)


def test_comments_of_teachers_stand_on_the_sheet(filled_school):
    """One to everybody at its lesson, one on the student with day and subject."""
    write_cell(filled_school, "2026-11-02", "comment", "Нужен циркуль")
    lesson = "2026:5А:МАТ:20261102:1"
    whom = Whom("2026:5А:МАТ")._replace(student_id="К-0001", lesson_id=lesson)
    filled_school.clock.set(datetime(2026, 11, 2, 12, tzinfo=UTC))
    writing.write(filled_school, HOMEROOM, whom, "Работал отлично")
    asked = Asked(filled_school, PARENT, "ru", ADDRESS)

    (page,) = pages_of(child_pdf(asked, ("К-0001", "Абрамов Лев", "5А"), MONDAY))

    assert "Комментарий: Нужен циркуль" in page
    assert "Комментарий, Морозова И. Л.: Работал отлично" in page
    assert "02.11, Математика." in page


def test_no_classmate_stands_on_a_sheet_and_no_other_class_is_printed(filled_school):
    database = filled_school.database
    asked = Asked(filled_school, HOMEROOM, "ru", ADDRESS)
    names = dict(
        families(database, HOMEROOM, "5А")
        .select("student_id", "student_name")
        .iter_rows()
    )

    (page,) = pages_of(class_pdf(asked, "5А", MONDAY, ["К-0001"]))

    assert names["К-0001"] in page
    told = families(database, HOMEROOM, "5А").filter(student_id="К-0001")
    assert told["printed_monday"].to_list() == [MONDAY]
    others = [name for key, name in names.items() if key != "К-0001"]
    assert not [name for name in others if name in page]
    russian = Viewer("p-rus", frozenset())
    write_message(filled_school, "Принесите циркуль", on="2026-11-04")
    assert not messages(database, HOMEROOM, "5А", MONDAY).is_empty()
    assert messages(database, russian, "5А", MONDAY).is_empty()
    assert not of_class(database, russian, "5А", MONDAY, TODAY, {"К-0001"})
    english = Asked(filled_school, HOMEROOM, "en", ADDRESS)
    (page,) = pages_of(class_pdf(english, "5А", MONDAY, ["К-0001"]))
    assert "Signature of the parent" in page


def test_another_childs_week_is_an_empty_sheet(filled_school):
    """The door refuses it before; past the door there is nothing to draw."""
    stranger = Asked(filled_school, Viewer("r-two", frozenset()), "ru", ADDRESS)

    (page,) = pages_of(child_pdf(stranger, ("К-0001", "", "5А"), MONDAY))

    assert "Математика" not in page
