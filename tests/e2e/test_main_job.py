"""The main job with real programs: LibreOffice types, the page takes, others see it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from tests.e2e.conftest import Edit, begin_at, log_in, settled
from tests.ingest.desk import desk_in
from tests.ingest.typing_teacher import Teacher
from warehouse.access.accounts import create_accounts_for_staff
from warehouse.clock import SetClock
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page

PASSWORD = "длинный пароль 2026"
TOPIC, HOMEWORK = "Землепроходцы Сибири", "Параграф 11, вопросы 1–3"
NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)

pytestmark = pytest.mark.browser


def test_an_open_summary_sheet_shows_what_libreoffice_wrote_without_a_reload(
    folder: Path,
    tmp_path: Path,
    serve: Callable[[Path], str],
    browser: Browser,
    type_in_libreoffice: Callable[[Path, Path, list[Edit]], None],
    record_property: Callable[[str, object], None],
):
    begin_at(folder, NOW)
    with open_school(folder, SetClock(NOW)) as school:
        desk = desk_in(school)
        logins = _logins(school)
        create_accounts_for_staff(
            school.database, dict.fromkeys(logins.values(), PASSWORD), NOW
        )
        director = _director(school)
        absent = _name(school, desk.students[1])
    address = serve(folder)

    watching = browser.new_context(locale="ru-RU").new_page()
    log_in(watching, address, logins[director], PASSWORD)
    watching.goto(f"{address}/summary_sheet?class=5А")
    settled(watching)
    assert watching.locator('td[title^="География"]', has_text="5").count() == 0

    teaching = browser.new_context(locale="ru-RU", accept_downloads=True).new_page()
    log_in(teaching, address, logins[desk.person], PASSWORD)
    teaching.goto(f"{address}/my_journals")
    settled(teaching)
    with teaching.expect_download() as downloading:
        teaching.click("a.now")
    template, filled = tmp_path / "журнал.xlsx", tmp_path / "журнал заполнен.xlsx"
    downloading.value.save_as(template)
    type_in_libreoffice(template, filled, _edits(template, desk))
    with teaching.expect_response(
        lambda answer: "upload_file" in answer.url and answer.request.method == "PUT"
    ):
        teaching.set_input_files("input[type=file]", filled)
    uploaded = time.monotonic()
    watching.wait_for_selector('td.fresh[title^="География"]', timeout=60_000)
    shown = time.monotonic()

    record_property("end of upload → change on another screen, s", shown - uploaded)
    mark = watching.locator('td.fresh[title^="География"]').first
    assert mark.inner_text().strip().startswith("5")
    _look_at_the_journal_page(watching, address, absent)
    watching.context.close()
    teaching.context.close()


def _look_at_the_journal_page(page: Page, address: str, absent: str) -> None:
    """See the topic, the homework and the absence where the paper journal has them."""
    page.goto(f"{address}/journal_page?{urlencode({'page': '5А · География'})}")
    settled(page)
    for typed in (TOPIC, HOMEWORK):
        page.locator("td", has_text=typed).first.wait_for(timeout=60_000)
    row = page.locator("tr", has_text=absent).first
    assert "н" in [text.strip() for text in row.locator("td").all_inner_texts()]


def _edits(template: Path, desk) -> list[Edit]:
    """Say where a mark, an absence, a topic and homework are typed."""
    teacher = Teacher(template.read_bytes())
    mark = teacher.mark(desk.page, desk.students[0], desk.lesson)
    absence = teacher.mark(desk.page, desk.students[1], desk.lesson)
    typed = [
        (mark, "5"),
        (absence, "н"),
        (teacher.lesson(desk.lesson, "topic"), TOPIC),
        (teacher.lesson(desk.lesson, "homework"), HOMEWORK),
    ]
    return [Edit(cell.parent.title, cell.coordinate, text) for cell, text in typed]


def _logins(school) -> dict[str, str]:
    with school.database.reading() as cursor:
        return dict(
            cursor.execute(
                "select person_id, login from setup.staff where valid_to is null"
            ).fetchall()
        )


def _name(school, student_id: str) -> str:
    with school.database.reading() as cursor:
        return cursor.execute(
            "select surname || ' ' || given_name from setup.students "
            "where student_id = ? and valid_to is null",
            [student_id],
        ).fetchall()[0][0]


def _director(school) -> str:
    with school.database.reading() as cursor:
        return cursor.execute(
            "select person_id from setup.staff "
            "where roles like '%director%' and valid_to is null"
        ).fetchall()[0][0]
