"""The pages as people see them: real scripts over the school of tests/data/school."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from dashboards import current

pytestmark = pytest.mark.by_turns

PAGES = Path(current.__file__).parent / "app_pages"
RUSSIAN, ENGLISH = "ru-RU", "en-GB"
READERS = (
    ("school_today", "p-dir"),
    ("summary_sheet", "p-mat"),
    ("class_progress", "p-mat"),
    ("final_marks", "p-mat"),
    ("school_pictures", "p-dir"),
    ("forms", "p-mat"),
    ("verify_form", "p-rus"),
    ("journal_page", "p-mat"),
    ("data_quality", "p-dir"),
)


@pytest.fixture
def open_page(open_filled):
    """Open a page as a person."""
    return open_filled


def html(app):
    """Return all HTML that our own tables drew."""
    return "".join(block.proto.body for block in app.get("html"))


IN_FILES = (
    *(one for one in READERS if one[0] not in {"forms", "verify_form"}),
    ("timeliness", "p-dir"),
    ("plan_and_fact", "p-dir"),
    ("readiness", "p-dir"),
    ("my_journals", "p-mat"),
)


@pytest.mark.parametrize(("page", "person"), IN_FILES)
def test_what_a_page_shows_in_tables_is_to_be_had_as_pdf_and_xlsx(
    open_page, page, person
):
    app = open_page(page, person)

    assert not app.exception
    labels = [one.proto.label for one in app.get("download_button")]
    assert any(label.endswith("(PDF)") for label in labels)
    assert any(label.endswith("(XLSX)") for label in labels)


@pytest.mark.parametrize(("page", "person"), READERS)
@pytest.mark.parametrize("locale", [RUSSIAN, ENGLISH])
def test_every_page_opens_in_both_languages(open_page, page, person, locale):
    app = open_page(page, person, locale)

    assert not app.exception
    assert not app.error
    is_russian = any("а" <= letter <= "я" for letter in app.title[0].value.lower())
    assert is_russian == (locale == RUSSIAN)


@pytest.mark.parametrize("page", [page for page, _ in READERS])
def test_a_page_is_closed_to_who_may_not_open_it(open_page, page):
    app = open_page(page, "nobody")

    assert app.error
    assert not app.title
    assert html(app) == ""


def test_names_topics_and_files_cannot_hold_markup(open_page):
    page = html(open_page("journal_page", "p-mat", page="5А · Математика"))

    assert "&lt;script&gt;alert(1)&lt;/script&gt; Дроби" in page
    assert "&lt;img src=x onerror=alert(2)&gt;" in page
    assert "Лосева Зоя&lt;b&gt;" in page
    assert "<script" not in page
    assert "<img" not in page
    assert "Зоя<b>" not in page


def test_file_names_and_values_are_escaped_among_the_findings(open_page):
    page = html(open_page("data_quality", "p-mat"))

    assert "5А &lt;b&gt;математика&lt;/b&gt;.xlsx" in page
    assert "7 &lt;i&gt;" in page
    assert "<b>" not in page
    assert "<i>" not in page


def test_tables_are_tables_for_a_screen_reader(open_page):
    page = html(open_page("summary_sheet", "p-mat"))

    assert 'role="region"' in page
    assert 'aria-label="Сводная ведомость: 5А, 2 четверть"' in page
    assert "<caption" in page
    assert '<th scope="col"' in page
    assert '<th scope="row"' in page


def test_the_summary_sheet_shows_finals_and_their_arithmetic(open_page):
    app = open_page("summary_sheet", "p-mat", period="1 четверть")
    page = html(app)

    assert "100 · (2 + 3 + 2) / 9" in page
    assert "(100·2 + 64·3 + 36·2 + 16·1 + 7·1) / 9 = 54,1" in page
    assert "30 / 8 = 3,75" in page
    assert ">ОСВ<" in page
    assert ">Н/А<" in page


def test_a_running_average_stands_where_no_final_is_set(open_page):
    page = html(open_page("summary_sheet", "p-mat"))

    assert "средний балл 4,83 = 29 / 6" in page


def test_figures_are_shown_from_the_first_final_mark_on(open_page):
    assert "СОУ, %" in html(open_page("summary_sheet", "p-mat", period="1 четверть"))


def test_a_period_without_finals_shows_how_many_are_missing(open_page):
    page = html(open_page("summary_sheet", "p-mat"))

    assert "Без итоговой" in page
    assert ">СОУ, %</th><td" not in page


@pytest.mark.parametrize(("minutes", "fresh"), [(1, 3), (3, 0)])
def test_a_mark_that_came_just_now_is_highlighted(
    open_page, filled_school, minutes, fresh
):
    received_at = datetime(2026, 11, 23, 9, 40, tzinfo=UTC)
    filled_school.clock.set(received_at + timedelta(minutes=minutes))

    page = html(open_page("summary_sheet", "p-mat"))

    assert page.count('class="mark fresh') == fresh  # К-0001, К-0002 and К-0006


def test_a_class_of_the_address_is_opened_only_to_who_may_read_it(open_page):
    app = open_page("summary_sheet", "p-fiz", **{"class": "5А"})

    assert app.selectbox(key="class").options == ["10А"]
    assert "Абрамов" not in html(app)
    closed = [warning.value for warning in app.warning]
    assert closed == ["То, на что ведёт ссылка, вам не открыто. Выберите ниже."]


def test_a_link_opens_its_class_and_period(open_page):
    app = open_page("summary_sheet", "p-dir", **{"class": "5Б", "period": "1 четверть"})

    assert app.selectbox(key="class").value == "5Б"
    assert app.selectbox(key="period").value == "2026-Q1"
    assert "Макаров Глеб" in html(app)


def test_today_counts_what_was_reported_and_names_what_is_missing(open_page):
    app = open_page("school_today", "p-dir")
    figures = {metric.label: metric.value for metric in app.metric}

    assert figures == {
        "Уроков сегодня": "4",
        "Внесено из начавшихся": "1 / 4",
        "Сдано файлов": "3",
        "Открытых замечаний в них": "2",
        "Последняя удачная копия": "не было",
    }
    assert "Ничего не внесено" in html(app)
    assert "Жукова Ольга Денисовна" in html(app)


def test_a_refused_file_is_shown_with_its_reason(open_page):
    page = html(open_page("school_today", "p-dir"))

    assert "«список.xlsx»" in page or "“список.xlsx”" in page


def test_who_needs_attention_is_said_in_plain_words(open_page):
    app = open_page("class_progress", "p-mat", period="1 четверть")

    assert "Математика: итоговая отметка 2" in html(app)
    assert "Математика: не аттестован" in html(app)


def test_the_history_of_a_cell_is_told_on_the_journal_page(open_page):
    app = open_page("journal_page", "p-mat", page="5А · Математика")
    app.selectbox(key="history_student").select("К-0004")
    app.selectbox(key="history_lesson").select("2026:5А:МАТ:20261113:1")
    app.run()

    page = html(app)
    assert "21.11.2026 11:00" in page  # the school's time of 08:00 UTC
    assert "20.11.2026 15:00" in page
    assert "Морозова Ирина Львовна" in page


@pytest.mark.parametrize("as_of", [None, date(2026, 11, 20)])
@pytest.mark.parametrize(
    ("patronymics", "endings"),
    [(("Ильич", "Львович"), ("Ильич", "Львович")), (("", ""), ("·", "·"))],
)
def test_namesakes_are_told_apart_where_a_cell_is_chosen(
    open_page, filled_school, as_of, patronymics, endings
):
    app = open_page("journal_page", "p-mat", page="5А · Математика")
    if as_of is not None:
        app.date_input(key="as_of").set_value(as_of).run()
    found = app.selectbox(key="history_student").options[:2]
    assert len(found) == 2
    _rename(filled_school, found, patronymics)

    app.run()

    assert not app.exception
    options = app.selectbox(key="history_student").options
    namesakes = [one for one in options if one.startswith("Ким Ян")]
    assert len(set(options)) == len(options)
    assert len(namesakes) == 2
    assert all(any(mark in one for mark in endings) for one in namesakes)


def _rename(school, names, patronymics):
    with school.database.writing() as cursor:
        for name, patronymic in zip(names, patronymics, strict=True):
            changed = cursor.execute(
                "update setup.students set surname = 'Ким', given_name = 'Ян', "
                "patronymic = ? where concat_ws(' ', surname, given_name) = ? "
                "returning student_id",
                [patronymic, name],
            ).fetchall()
            assert changed


def test_the_journal_page_goes_back_to_an_earlier_day(open_page):
    app = open_page("journal_page", "p-mat", page="5А · Математика")
    now = html(app)

    app.date_input(key="as_of").set_value(date(2026, 11, 20)).run()

    assert not app.exception
    assert "20.11.2026" in app.info[0].value
    assert html(app) != now
    assert "9 / 4" in html(app)  # К-0004 before the correction


def test_a_page_of_topics_shows_the_plan_where_nothing_is_entered(open_page):
    page = html(open_page("journal_page", "p-mat", page="5А · Математика"))

    assert "МАТ: тема 11" in page
    assert "не задано" in page


def test_totals_that_do_not_agree_are_an_error_on_the_page(open_page, filled_school):
    with filled_school.database.writing() as cursor:
        cursor.execute("delete from journal.entries where upload_id = 'u-09'")

    app = open_page("data_quality", "p-mat")

    assert len(app.error) == 1


def test_suites_and_models_are_for_leaders(open_page):
    leader = open_page("data_quality", "p-dir")
    teacher = open_page("data_quality", "p-mat")

    assert "Итоги под сводной ведомостью" in html(leader)
    assert "Что означают показатели" not in [one.label for one in teacher.expander]
    assert "Итоги под сводной ведомостью" not in html(teacher)
