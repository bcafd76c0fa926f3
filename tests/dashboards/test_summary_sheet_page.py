"""The page of the summary sheet: both ways round, the year, a past day, who sees it."""

from __future__ import annotations

from datetime import date

import pytest

from dashboards.summary import sheet_figures
from dashboards.summary.sheet_data import Attendance
from dashboards.summary.sheet_reading import read_sheet
from warehouse.rounding import HALF_EVEN, HALF_UP
from warehouse.viewer import Viewer

pytestmark = pytest.mark.by_turns

FIRST_QUARTER = {"class": "5А", "period": "1 четверть"}


def html(app):
    """Return all HTML that our own tables drew."""
    return "".join(block.proto.body for block in app.get("html"))


@pytest.fixture
def year(filled_school):
    """Give every page of the filled school a mark of the year."""
    with filled_school.database.writing() as cursor:
        cursor.execute(
            "insert into journal.page_attestations "
            "select page_id, '2026-year', 'year', 'Год', '2026-12-21', '2026-12-27' "
            "from journal.pages"
        )


def test_the_sheet_can_be_turned_and_keeps_its_figures(open_filled):
    app = open_filled(
        "summary_sheet", "p-mat", way="Предметы в строках", **FIRST_QUARTER
    )
    page = html(app)

    assert not app.exception
    assert 'title="Математика: 5А — ' in page
    assert 'title="Абрамов Лев"><div class="upright">Абрамов Л.</div>' in page
    assert "(100·2 + 64·3 + 36·2 + 16·1 + 7·1) / 9" in page


def test_the_sheet_of_the_year_has_the_quarters_of_each_subject(open_filled, year):
    page = html(
        open_filled("summary_sheet", "p-mat", **{"class": "5А", "period": "Год"})
    )

    assert '<th scope="colgroup" colspan="3"' in page
    assert page.count('<div class="upright">1 четверть</div>') == 4
    assert page.count('<div class="upright">Год</div>') == 4


def test_the_marks_of_a_year_stand_in_their_order(filled_school, year):
    with filled_school.database.writing() as cursor:
        cursor.execute(
            """
            insert into journal.page_attestations values
            ('2026:5А:МАТ', '2026-overall', 'overall', 'Итог', '2027-06-05', null),
            ('2026:5А:МАТ', '2026-exam', 'exam', 'Экзамен', '2027-06-01', null)
            """
        )

    sheet = read_sheet(filled_school, Viewer("p-dir", frozenset()), "5А", "2026-year")

    of_maths = [one.period_id for one in sheet.columns if one.subject_id == "МАТ"]
    assert of_maths == [
        "2026-Q1", "2026-Q2", "2026-year", "2026-exam", "2026-overall",
    ]  # fmt: skip


def test_a_past_day_shows_the_sheet_of_its_evening_and_what_has_changed(open_filled):
    app = open_filled("summary_sheet", "p-mat", **FIRST_QUARTER)
    assert ">ОСВ</td>" in html(app)

    app.date_input(key="as_of").set_value(date(2026, 9, 30)).run()

    assert not app.exception
    assert [info.value for info in app.info] == [
        "Ведомость, какой она была на 30.09.2026."
    ]
    assert app.expander[0].label.startswith("С тех пор изменил")
    sheet = html(app).split('aria-label="Сводная ведомость')[1].split("</table>")[0]
    assert "mark strong" not in sheet
    assert "Абрамов Лев" in sheet


def test_a_day_before_the_first_entry_is_said_to_be_one(open_filled):
    app = open_filled("summary_sheet", "p-mat", **FIRST_QUARTER)

    app.date_input(key="as_of").set_value(date(2026, 9, 1)).run()

    assert not app.exception
    assert [one.value for one in app.warning] == [
        "К этому дню в журнал ещё ничего не внесли."
    ]


def test_categories_name_their_students(open_filled):
    page = html(open_filled("summary_sheet", "p-mat", **FIRST_QUARTER))

    assert ">Хотя бы одна Н/А</th>" in page
    assert ">Только «4» и «5»</th>" in page


def test_who_reads_one_subject_sees_no_figures_of_the_class(open_filled):
    app = open_filled("summary_sheet", "p-eng", **FIRST_QUARTER)
    page = html(app)

    assert "Английский язык" in page
    assert "Математика" not in page
    assert "Категории учеников" not in page
    assert "Все предметы" not in page
    assert "Посещаемость" not in [one.label for one in app.expander]


def test_every_figure_of_one_student_opens(open_filled):
    app = open_filled("summary_sheet", "p-mat", **FIRST_QUARTER)

    app.selectbox(key="explained").set_value("К-0001").run()

    assert not app.exception
    assert "Средний балл итоговых: 5 / 1 = 5,00" in app.caption[-1].value
    assert ">5А — " in html(app).split('aria-label="Абрамов Лев"')[1]


TOTAL = {
    "count_5": 1, "count_4": 0, "count_3": 0, "count_2": 7, "count_not_attested": 0,
    "count_attested_base": 8, "sum_finals": 19, "count_marked": 8, "sou_sum": 212.0,
    "sum_objectivity": -1, "count_compared": 8, "sou_weight_5": 100.0,
    "sou_weight_4": 64.0, "sou_weight_3": 36.0, "sou_weight_2": 16.0,
    "sou_weight_not_attested": 7.0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "average", "objectivity"),
    [(HALF_UP, "2,38", "-0,13"), (HALF_EVEN, "2,38", "-0,12")],
)
def test_the_figures_of_a_sheet_are_rounded_by_the_schools_rule(
    rule, average, objectivity
):
    found = dict(
        zip(
            sheet_figures.titles(),
            sheet_figures.figures(TOTAL, "ru", rule),
            strict=True,
        )
    )

    assert found["Average mark"] == (average, "19 / 8")  # 2.375
    assert found["Objectivity"] == (objectivity, "-1 / 8")  # -0.125
    assert found["Success, %"] == ("12,5", "100 · (1 + 0 + 0) / 8")


def test_attendance_over_no_lessons_is_a_dash():
    nothing = Attendance(0, 0, 0, 0, 0, 0, 0, 0, 0)

    assert sheet_figures.attendance(nothing, "ru", HALF_UP).shown == "—"


def test_a_weight_is_shown_as_it_is():
    assert sheet_figures.plain(100.0, "ru") == "100"
    assert sheet_figures.plain(0.25, "ru") == "0,25"


def test_the_data_of_a_sheet_is_plain_and_complete(filled_school):
    sheet = read_sheet(filled_school, Viewer("p-mat", frozenset()), "5А", "2026-Q1")

    assert (sheet.class_id, sheet.period_name, sheet.rule) == (
        "5А",
        "1 четверть",
        "half_up",
    )
    assert sheet.block_id > 0
    assert len(sheet.digest) == 64
    assert len(sheet.students) == 10
    assert sheet.students[0].cells["МАТ", "2026-Q1"].final == "5"
    assert sheet.totals["МАТ", "2026-Q1"]["sou_sum"] == 487
    assert sheet.overall["count_attested_base"] == 9
    assert read_sheet(filled_school, Viewer("x", frozenset()), "5А", "2026-Q1") is None
