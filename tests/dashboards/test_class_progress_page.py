"""*Class progress* as a homeroom teacher sees it, and a student's card."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import openpyxl
import polars as pl
import pytest

from dashboards.address_codes import code_of
from dashboards.forms.made import Made
from dashboards.forms.table_form_xlsx import table_form_xlsx
from dashboards.progress import attention, hint_words, printed
from ingest.messages import Whom, write
from warehouse import diary_marks
from warehouse.access import log
from warehouse.queries import new_marks, progress, student_card, summary
from warehouse.rounding import HALF_EVEN, HALF_UP
from warehouse.viewer import Viewer

pytestmark = pytest.mark.by_turns

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
HOMEROOM = Viewer("p-mat", frozenset())
MATHS = "2026:5А:МАТ"


def html(app):
    assert not app.exception
    return "".join(block.proto.body for block in app.get("html"))


def card(open_filled, person_id, student_id, locale="ru-RU", **query):
    asked = {"class": "5А", "period": "2 четверть", "student": code_of(student_id)}
    return open_filled("class_progress", person_id, locale, **{**asked, **query})


def look(school, minutes_ago, person_id="p-mat", about="", class_id="5А"):
    at = NOW - timedelta(minutes=minutes_ago)
    log.note(
        school.database,
        at,
        log.Actor("a", person_id),
        "page_viewed",
        place="class_progress",
        scope=class_id,
        about=about,
    )
    return at


def test_a_hint_says_what_to_do_and_leads_to_the_student(open_filled):
    page = html(open_filled("class_progress", "p-mat", period="1 четверть"))

    assert "Математика: итоговая отметка 2." in page
    assert "Договоритесь с учителем и родителями" in page
    assert f"student={code_of('К-0008')}" in page
    assert "К-0008" not in page


def test_every_hint_can_be_said_in_both_languages():
    figures = {"figure": 3.5, "compared_with": 3.5, "count_base": 4}
    reasons = {"count_ill": 1, "count_excused": 2, "count_unexcused": 3}
    found = {
        **figures,
        **reasons,
        "subject_name": "Химия",
        "happened_on": NOW.date(),
    }
    for hint in attention.HINTS:
        for language in ("ru", "en"):
            told = hint_words.what({**found, "hint": hint.id}, language)
            assert "{" not in told
            assert told.endswith(".")


def test_a_card_shows_marks_in_order_and_the_class_as_one_figure(open_filled):
    app = card(open_filled, "p-mat", "К-0004")
    page = html(app)

    assert app.subheader[0].value == "Громов Яков"
    assert "Середина класса" in page
    others = ("Абрамов", "Бобров", "Власова", "Дроздова", "Ершов")
    assert not any(name in page for name in others)
    assert "место" not in page
    assert "рейтинг" not in page


@pytest.mark.parametrize("code", ["", "0000000000", "<script>"])
def test_a_code_of_nobody_shows_the_class(open_filled, code):
    app = open_filled("class_progress", "p-mat", **{"student": code, "class": "5А"})

    assert "Абрамов" in html(app)
    assert "<script>" not in html(app)
    assert bool(app.warning) == bool(code)


def test_a_student_of_another_class_is_nobody_here(open_filled):
    app = card(open_filled, "p-mat", "К-0021")

    assert app.warning
    assert "Цветкова" not in html(app)


def test_the_log_of_access_hears_whose_card_was_open(open_filled, filled_site):
    card(open_filled, "p-mat", "К-0004")
    filled_site.trail.write()

    with filled_site.school.database.reading() as cursor:
        told = cursor.execute(
            "select place, scope, about_person_id from access.log "
            "where action = 'page_viewed'"
        ).fetchall()
    assert told == [("class_progress", "5А", "student:К-0004")]


@pytest.mark.parametrize("show", ["Новые отметки", "Посещаемость", "Домашнее задание"])
def test_every_part_opens(open_filled, show):
    app = open_filled("class_progress", "p-mat", **{"class": "5А", "show": show})

    assert not app.exception
    assert not app.error
    assert app.get("html")


def test_a_whole_day_of_absence_is_a_letter_alone(open_filled):
    page = html(open_filled("class_progress", "p-mat", show="Посещаемость"))

    assert '<td class="mark whole"' in page
    assert '<td class="mark part"' in page


def test_the_last_look_is_the_end_of_the_visit_before(filled_school):
    database = filled_school.database
    assert new_marks.last_look(database, HOMEROOM, "5А", NOW) is None

    look(filled_school, 300)
    seen = look(filled_school, 270)
    look(filled_school, 30)  # this visit: the page was opened and opened again
    look(filled_school, 10)
    look(filled_school, 100, about="student:К-0004")
    look(filled_school, 90, person_id="p-dir")
    look(filled_school, 80, class_id="5Б")

    assert new_marks.last_look(database, HOMEROOM, "5А", NOW) == seen


def test_new_marks_are_those_that_came_or_changed_since_then(filled_school):
    database = filled_school.database
    since = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)

    found = new_marks.marks_since(database, HOMEROOM, "5А", since)
    told = {
        (row["student_id"], row["subject_name"], row["previous_text"])
        for row in found.iter_rows(named=True)
    }

    with database.reading() as cursor:
        expected = cursor.execute(
            "select count(distinct (page_id, lesson_id, period_id, student_id, field)) "
            "from journal.valid_entries where field in ('mark', 'final') "
            "and recorded_at > ? and (page_id like '2026:5А:%' or student_id in "
            "('К-0001', 'К-0002', 'К-0003', 'К-0004', 'К-0005') "
            "and page_id like '%англ1%')",
            [since.replace(tzinfo=None)],
        ).fetchone()
    assert len(found) == expected[0]
    assert len(found) > 0
    assert ("К-0004", "Математика", None) not in told  # it was corrected
    assert any(before for _student, _subject, before in told)


def test_a_homeroom_teacher_has_no_way_to_write_here(open_filled):
    app = open_filled("class_progress", "p-rus", **{"class": "5Б"})
    kinds = ("button", "text_input", "text_area", "number_input", "file_uploader")

    assert not app.exception
    assert [kind for kind in kinds if app.get(kind)] == []


def test_what_is_shown_goes_along_as_a_workbook(filled_school):
    database = filled_school.database
    place = ("5А", "2026-Q1")
    found = printed.OfClass(
        "5А",
        "1 четверть",
        progress.hints(database, HOMEROOM, *place),
        summary.class_summary(database, HOMEROOM, *place),
        progress.student_attendance(database, HOMEROOM, *place),
    )
    made = Made("Школа № 17", "23.11.2026 13:30", "Морозова Ирина Львовна", "ru")

    book = openpyxl.load_workbook(
        io.BytesIO(table_form_xlsx(printed.of_class(found, made)))
    )

    told = [cell.value for sheet in book for row in sheet.rows for cell in row]
    assert "Математика: итоговая отметка 2." in told
    assert "Договоритесь с учителем и родителями, как и к какому сроку" in str(told)


@pytest.mark.parametrize(("rule", "shown"), [(HALF_UP, "4,13"), (HALF_EVEN, "4,12")])
def test_averages_of_the_class_are_rounded_as_the_school_chose(rule, shown):
    sheet = pl.DataFrame(
        {
            "student_id": ["К-0001"],
            "student_name": ["Абрамов Лев"],
            "subject_id": ["МАТ"],
            "subject_name": ["Математика"],
            "subject_short_name": ["Матем."],
            "is_enrolled_at_end": [True],
            "average": [4.125],
        }
    )
    nobody = pl.DataFrame(schema={"student_id": str, "hint": str, "kind": str})
    found = printed.OfClass("5А", "2 четверть", nobody, sheet, nobody, rule)

    assert str(printed._averages(found, "ru").rows[0][1]).replace(".", ",") == shown


def test_the_card_goes_along_with_the_class_as_one_figure(filled_school):
    database = filled_school.database
    place, student = ("5А", "2026-Q2"), "К-0004"
    found = printed.OfStudent(
        "5А",
        "2 четверть",
        "2026-Q2",
        "Громов Яков",
        progress.hints(database, HOMEROOM, *place).filter(student_id=student),
        student_card.results(database, HOMEROOM, "5А", student),
        student_card.marks(database, HOMEROOM, *place, student),
        student_card.attendance(database, HOMEROOM, "5А", student),
    )
    made = Made("Школа № 17", "23.11.2026 13:30", "Морозова Ирина Львовна", "ru")

    subjects, _hints = printed.of_student(found, made).tables

    assert len({len(row) for row in subjects.rows} | {len(subjects.heads)}) == 1
    maths = next(row for row in subjects.rows if row[0] == "Математика")
    assert str(maths[1]).startswith("2")
    assert "Абрамов" not in str(subjects.rows)


def test_a_homeroom_teacher_sees_which_diaries_were_seen(open_filled, filled_school):
    parent = Viewer("r-one", frozenset())
    diary_marks.mark_seen(filled_school, parent, "К-0001", NOW.date())
    app = open_filled("class_progress", "p-mat", show="Просмотр дневников")

    page = html(app)
    assert "Родители просмотрели дневников: 1 из 10." in [
        one.value for one in app.markdown
    ]
    assert "Абрамова Тамара Львовна" in page
    assert "23.11.2026 12:00" in page
    assert "не просмотрена" in page
    assert "не указаны в настройке" in page
    app.checkbox[0].check().run()
    page = html(app)
    assert "Абрамова Тамара Львовна" not in page
    assert "Громова Инга Яновна" in page


def test_what_came_after_the_week_was_seen_is_counted(open_filled, filled_school):
    parent = Viewer("r-one", frozenset())
    filled_school.clock.moment = NOW
    diary_marks.mark_seen(filled_school, parent, "К-0001", NOW.date())
    filled_school.clock.moment = NOW + timedelta(hours=1)
    write(filled_school, HOMEROOM, Whom(MATHS), "Завтра контрольная")

    app = open_filled("class_progress", "p-mat", show="Просмотр дневников")
    assert "появилась 1 новая запись" in html(app)
    asked = {"class": "5А", "show": "Diaries seen"}
    app = open_filled("class_progress", "p-ooo", "en-GB", **asked)
    assert "1 new entry has come" in html(app)
