"""Several people at once in real browsers: what one does, the others see and lose."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.e2e.conftest import begin_at, log_in, settled
from tests.ingest.desk import desk_in
from warehouse.access.accounts import give_passwords
from warehouse.access.opening import open_missing
from warehouse.clock import SetClock
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from playwright.sync_api import Browser, Page

PASSWORD, OWN_PASSWORD = "длинный пароль 2026", "второй пароль по листку"
HANDED_IN = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
SERVED = datetime(2026, 11, 23, 10, 40, tzinfo=UTC)
TOLD = ("13", "20")  # in Moscow: ten minutes before the mark came in
CODE = r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}"

pytestmark = [pytest.mark.browser, pytest.mark.by_turns]


def test_a_breach_takes_the_thiefs_tab_and_the_void_mark_off_all_screens(
    folder: Path,
    serve: Callable[[Path], str],
    browser: Browser,
    record_property: Callable[[str, object], None],
):
    logins, student, lesson_on = _prepare(folder)
    address = serve(folder)

    def open_as(person: str, path: str) -> Page:
        page = browser.new_context(locale="ru-RU").new_page()
        log_in(page, address, logins[person], PASSWORD)
        page.goto(f"{address}{path}")
        settled(page)
        return page

    parent = open_as("parent", f"/diary?week={lesson_on}")
    thief = open_as("teacher", "/my_journals")
    sheet = open_as("director", "/summary_sheet?class=5А")
    leading = open_as("director", "/breaches")
    assert parent.get_by_text(student).count() > 0
    marks = [
        sheet.locator('td[title^="География"]', has_text="2"),
        parent.locator(".vedomost-diary .mark", has_text=re.compile("^2$")),
    ]
    for mark in marks:
        assert mark.count() == 1

    _register_breach(leading, logins["teacher"])
    registered = time.monotonic()
    thief.wait_for_url("**/login?why=closed", timeout=60_000)
    left = time.monotonic()
    for mark in marks:
        mark.wait_for(state="detached", timeout=60_000)
    record_property("breach → the account's open tab gone, s", left - registered)
    record_property("breach → void marks gone, s", time.monotonic() - registered)

    log_in_again = thief
    leading.goto(f"{address}/accounts")
    settled(leading)
    code = _new_code(leading, logins["teacher"])
    _choose_own_password(log_in_again, logins["teacher"], code)
    log_in_again.goto(f"{address}/my_journals")
    settled(log_in_again)
    notice = log_in_again.get_by_text("нужно внести заново")
    notice.first.wait_for(timeout=60_000)
    for page in (parent, thief, sheet, leading):
        page.context.close()


def _prepare(folder: Path) -> tuple[dict[str, str], str, date]:
    """Enter one mark; return logins, a child's surname and the day of the lesson."""
    with open_school(folder, SetClock(HANDED_IN)) as school:
        desk = desk_in(school)
        database = school.database
        open_missing(database, at=HANDED_IN, by="")
        with database.reading() as cursor:
            login_of = dict(
                cursor.execute(
                    "select person_id, login from access.accounts"
                ).fetchall()
            )
            parent, child, name = cursor.execute(
                """
                select parents.person_id, students.student_id, students.surname
                from setup.parents
                inner join setup.students
                    on parents.students = students.student_id
                where students.student_id in (select unnest(?))
                order by 1 limit 1
                """,
                [list(desk.students)],
            ).fetchall()[0]
            director = cursor.execute(
                "select person_id from setup.staff where roles like '%director%'"
            ).fetchall()[0][0]
        people = {"parent": parent, "teacher": desk.person, "director": director}
        logins = {who: login_of[person] for who, person in people.items()}
        give_passwords(database, dict.fromkeys(logins.values(), PASSWORD), HANDED_IN)
        desk.enter(child, "2")
    begin_at(folder, SERVED)
    return logins, name, desk.lesson_on


def _register_breach(page: Page, login: str) -> None:
    page.get_by_text("Зарегистрировать нарушение").first.click()
    page.get_by_label("Чья запись").wait_for()
    page.wait_for_timeout(500)  # the panel unfolds
    _choose(page, "Чья запись", login)
    page.get_by_label("Что произошло").fill("Пароль висел на доске.")
    for label in ("Когда стало известно", "Когда сообщено руководителю"):
        group = page.get_by_role("group", name=label, exact=True)
        for part, typed in zip(("hour", "minute"), TOLD, strict=True):
            group.locator(f"[data-type={part}]").click()
            page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.get_by_role("button", name="Зарегистрировать и заморозить").click()


def _choose(page: Page, label: str, login: str) -> None:
    """Type into a list of people until one is left, and take that one."""
    page.get_by_label(label).click()
    page.get_by_label(label).press_sequentially(login, delay=20)
    page.get_by_role("option", name=re.compile(login)).wait_for()
    page.keyboard.press("Enter")
    settled(page)


def _new_code(page: Page, login: str) -> str:
    """Issue a code on the page of accounts and read it off the screen."""
    _choose(page, "Человек", login)
    page.get_by_role("button", name="Выдать новый код").click()
    page.get_by_role("button", name="Да", exact=True).click()
    shown = page.get_by_text(re.compile(CODE)).first
    shown.wait_for(timeout=60_000)
    found = re.search(CODE, shown.inner_text())
    assert found is not None
    return found[0]


def _choose_own_password(page: Page, login: str, code: str) -> None:
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", code)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/password*", timeout=60_000)
    for field in page.locator("input[type=password]").all():
        field.fill(OWN_PASSWORD)
    page.keyboard.press("Enter")
    settled(page)
