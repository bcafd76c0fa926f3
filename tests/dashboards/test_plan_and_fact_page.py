"""*Plan and fact* and *Readiness* as people of the school see them (§2.2, §2.6)."""

from __future__ import annotations

import io

import openpyxl
import pytest

from dashboards import refusals
from dashboards.forms import offering
from warehouse.errors import VedomostError

RUSSIAN = "5А · Русский язык"


@pytest.fixture
def site(filled_site):
    return filled_site


@pytest.fixture
def files(monkeypatch):
    """Keep what the buttons would make, by the name of the file."""
    kept = {}

    def keep(label, make, file_name, *_rest, **_named):
        del label
        kept[file_name] = make

    monkeypatch.setattr(offering.st, "download_button", keep)
    return kept


def html(app):
    return "".join(block.proto.body for block in app.get("html"))


def last_action(site):
    with site.school.database.reading() as cursor:
        return cursor.execute(
            "select action, place, scope, person_id from access.log "
            "where action in ('printed', 'exported') order by rowid desc"
        ).fetchone()


def test_a_deputy_sees_the_pages_of_the_own_level_alone(open_filled):
    app = open_filled("plan_and_fact", "p-ooo")

    assert not app.exception
    assert "5А · Математика" in html(app)
    assert "10А" not in html(app)


def test_a_page_opens_lesson_by_lesson(open_filled):
    app = open_filled("plan_and_fact", "p-mat", page=RUSSIAN)

    assert not app.exception
    assert "По урокам" in html(app)
    assert "Тем плана на сегодня" in html(app)


def test_a_link_to_a_page_of_others_opens_nothing(open_filled):
    app = open_filled("plan_and_fact", "p-eng", page="10А · Физика")

    assert not app.exception
    assert "10А" not in html(app)
    assert "По урокам" not in html(app)


def test_both_pages_speak_english(open_filled):
    programme = open_filled("plan_and_fact", "p-dir", "en-US")
    formed = open_filled("readiness", "p-adm", "en-US")

    assert "Class and subject" in html(programme)
    assert "What must be formed" in html(formed)
    assert [title.value for title in formed.title] == ["Readiness for 5 September"]


def test_what_lacks_is_listed_with_the_days_overdue(open_filled):
    app = open_filled("readiness", "p-dir")

    assert not app.exception
    assert "просрочено на 79 дней" in html(app)
    assert any("Учителя вошли в систему" in one.label for one in app.expander)


def test_only_what_lacks_leaves_out_what_is_ready(open_filled):
    assert ">готово<" in html(open_filled("readiness", "p-dir"))
    assert ">готово<" not in html(open_filled("readiness", "p-sec", lacking="true"))


@pytest.mark.parametrize(
    ("page", "name", "scope"),
    [
        ("plan_and_fact", "План и факт 5А · Русский язык", "2026:5А:РУС"),
        ("readiness", "Готовность к 5 сентября", ""),
    ],
)
def test_files_are_told_to_the_log_as_printed_and_exported(
    open_filled, files, site, page, name, scope
):
    query = {"page": RUSSIAN} if scope else {}
    open_filled(page, "p-dir", **query)

    book = openpyxl.load_workbook(io.BytesIO(files[f"{name}.xlsx"]()))
    assert last_action(site) == ("exported", page, scope, "p-dir")
    assert files[f"{name}.pdf"]().startswith(b"%PDF")
    assert last_action(site) == ("printed", page, scope, "p-dir")
    assert len(book.sheetnames) > 1


def test_a_session_that_has_ended_prints_nothing(open_filled, files, site):
    open_filled("readiness", "p-dir")
    site.sessions.end_account("a-p-dir", "closed")

    told = []
    clicked = refusals._told.set(told)
    with pytest.raises(VedomostError):
        files["Готовность к 5 сентября.pdf"]()
    refusals._told.reset(clicked)

    assert "Войдите ещё раз" in told[0]
    assert last_action(site) is None
