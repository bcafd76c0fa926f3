"""The diary in a real browser: live, by keyboard alone, without faults for axe."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.conftest import begin_at, log_in, settled
from tests.ingest.desk import desk_in
from tests.ingest.typing_teacher import Teacher
from warehouse.access.accounts import give_passwords
from warehouse.access.opening import open_missing
from warehouse.clock import SetClock
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page

PASSWORD = "длинный пароль 2026"
NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
PHONE = {"width": 390, "height": 800}
SERIOUS = ("serious", "critical")

pytestmark = [pytest.mark.browser, pytest.mark.by_turns]


class Family(NamedTuple):
    """Log-ins, the desk where the child is taught, and the day of its last lesson."""

    logins: dict[str, str]
    page_id: str
    lesson: str
    student_id: str
    week: str


@pytest.fixture
def family(folder: Path) -> Family:
    begin_at(folder, NOW)
    with open_school(folder, SetClock(NOW)) as school:
        desk = desk_in(school)
        open_missing(school.database, at=NOW, by="")
        with school.database.reading() as cursor:
            login_of = dict(
                cursor.execute(
                    "select person_id, login from access.accounts"
                ).fetchall()
            )
            parent, child = cursor.execute(
                "select person_id, students from setup.parents "
                "where students in (select unnest($students)) order by 1 limit 1",
                {"students": list(desk.students)},
            ).fetchall()[0]
        people = {"parent": parent, "teacher": desk.person}
        logins = {who: login_of[person] for who, person in people.items()}
        give_passwords(school.database, dict.fromkeys(logins.values(), PASSWORD), NOW)
    return Family(logins, desk.page, desk.lesson, child, desk.lesson_on.isoformat())


def test_a_mark_appears_within_seconds_and_its_correction_tells_the_mark_before(
    family: Family,
    folder: Path,
    serve: Callable[[Path], str],
    browser: Browser,
    record_property: Callable[[str, object], None],
):
    address = serve(folder)
    parent = browser.new_context(locale="ru-RU", viewport=PHONE).new_page()
    log_in(parent, address, family.logins["parent"], PASSWORD)
    assert parent.url.endswith("/diary")
    parent.goto(f"{address}/diary?week={family.week}")
    mark = parent.locator(f"#day-{family.week} .mark")
    assert mark.count() == 0
    teacher = browser.new_context(locale="ru-RU").new_page()
    log_in(teacher, address, family.logins["teacher"], PASSWORD)

    handed_in = _give(teacher, address, family, "5")
    mark.filter(has_text="5").wait_for(timeout=60_000)
    record_property("hand-in → mark in the open diary, s", time.monotonic() - handed_in)

    _give(teacher, address, family, "4")
    parent.get_by_text("было: 5").wait_for(timeout=60_000)
    assert mark.inner_text() == "4"
    for page in (parent, teacher):
        page.context.close()


def test_the_open_diary_goes_to_the_log_in_when_the_session_ends_elsewhere(
    family: Family, folder: Path, serve: Callable[[Path], str], browser: Browser
):
    address = serve(folder)
    context = browser.new_context(locale="ru-RU")
    left, right = context.new_page(), context.new_page()
    log_in(left, address, family.logins["parent"], PASSWORD)
    right.goto(f"{address}/diary")

    right.get_by_role("link", name="Выйти").click()

    left.wait_for_url("**/login?why=logout", timeout=60_000)
    assert left.locator(".vedomost-diary").count() == 0
    assert left.locator("input[name=password]").count() == 1
    context.close()


def test_the_diary_is_walked_by_keyboard_alone(
    family: Family, folder: Path, serve: Callable[[Path], str], browser: Browser
):
    address = serve(folder)
    page = browser.new_context(locale="ru-RU").new_page()
    page.goto(f"{address}/login")
    page.wait_for_selector("input[name=login]:focus")  # by itself, a frame after load
    page.keyboard.type(family.logins["parent"])
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/diary")
    page.goto(f"{address}/diary?week={family.week}")

    page.keyboard.press("Tab")
    assert _focused(page) == "К содержанию"
    page.keyboard.press("Enter")
    _tab_to(page, "Предыдущая неделя")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: family.week not in url and "week=" in url)
    first = page.locator(".vedomost-diary details").first
    was_open = first.get_attribute("open") is not None
    _tab_to(page, first.locator("summary").inner_text())
    page.keyboard.press("Enter")
    assert (first.get_attribute("open") is not None) != was_open
    _tab_to(page, "Выйти")
    page.keyboard.press("Enter")
    page.wait_for_url("**/login?why=logout")
    page.context.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1280)])
def test_axe_finds_nothing_serious_on_diary_log_in_and_upload(
    family: Family,
    folder: Path,
    serve: Callable[[Path], str],
    browser: Browser,
    scheme: str,
    width: int,
):
    address = serve(folder)

    def open_page() -> Page:
        context = browser.new_context(
            locale="ru-RU",
            color_scheme=scheme,
            viewport={"width": width, "height": 900},
            bypass_csp=True,  # axe is a script of the test's, not of the page's
        )
        return context.new_page()

    parent, teacher = open_page(), open_page()
    parent.goto(f"{address}/login")
    found = {"log-in": _serious(parent)}
    log_in(teacher, address, family.logins["teacher"], PASSWORD)
    _give(teacher, address, family, "5")
    teacher.locator("[data-testid=stAlert]", has_text="Записан").first.wait_for()
    settled(teacher)  # what is drawn anew is half faded until then
    found["upload"] = _serious(teacher)
    log_in(parent, address, family.logins["parent"], PASSWORD)
    days = (f"/diary?week={family.week}", f"/diary?day={family.week}")
    ways = ("/diary/paper", "/diary/calendar", "/diary/mail", "/diary/mail/sample")
    for path in ("/diary", *days, *ways):
        parent.goto(f"{address}{path}")
        found[path] = _serious(parent)

    assert found == {key: [] for key in found}
    for page in (parent, teacher):
        page.context.close()


def test_a_message_comes_live_is_read_without_a_script_and_its_writer_sees_it(
    family: Family,
    folder: Path,
    serve: Callable[[Path], str],
    browser: Browser,
    record_property: Callable[[str, object], None],
):
    address = serve(folder)
    context = browser.new_context(locale="ru-RU", viewport=PHONE, bypass_csp=True)
    parent = context.new_page()
    log_in(parent, address, family.logins["parent"], PASSWORD)
    teacher = browser.new_context(locale="ru-RU", bypass_csp=True).new_page()
    log_in(teacher, address, family.logins["teacher"], PASSWORD)
    teacher.goto(f"{address}/messages")
    settled(teacher)
    teacher.get_by_role("combobox", name="Класс или группа").click()
    teacher.get_by_role("option", name="5А · География").click()
    settled(teacher)
    teacher.get_by_role("textbox", name="Текст").fill("Завтра <b>экскурсия</b>\nв 8:00")
    teacher.get_by_role("button", name="Отправить сообщение").click()
    sent = time.monotonic()

    message = parent.locator(".message").filter(has_text="Завтра <b>экскурсия</b>")
    message.get_by_text("Новое").wait_for(timeout=60_000)
    record_property("message → in the open diary, s", time.monotonic() - sent)
    teacher.get_by_text("не прочитано").first.wait_for(timeout=60_000)
    teacher.locator("[data-testid=stToast]").wait_for(state="detached", timeout=60_000)
    found = {"diary": _serious(parent), "messages": _serious(teacher)}
    assert found == {"diary": [], "messages": []}

    cookies = context.storage_state()
    plain = browser.new_context(
        storage_state=cookies, java_script_enabled=False, locale="ru-RU"
    )
    phone = plain.new_page()
    phone.goto(f"{address}/diary")
    phone.get_by_role("button", name="Прочитано").click()
    phone.get_by_text("прочитано 23.11.2026").wait_for()
    phone.get_by_role("button", name="Отметить неделю просмотренной").click()
    phone.get_by_text("Вы отметили неделю просмотренной").wait_for()

    teacher.get_by_text("1 из ").first.wait_for(timeout=60_000)
    message.get_by_text("прочитано 23.11.2026").wait_for(timeout=60_000)
    for one in (parent, teacher, phone):
        one.context.close()


def _give(page: Page, address: str, family: Family, mark: str) -> float:
    """Download, enter the mark, hand in; return when the workbook had arrived."""
    page.goto(f"{address}/my_journals")
    settled(page)
    with page.expect_download() as downloading:
        page.click("a.now")
    book = Teacher(downloading.value.path().read_bytes())
    book.mark(family.page_id, family.student_id, family.lesson).value = mark
    file = {
        "name": "журнал.xlsx",
        "mimeType": "application/octet-stream",
        "buffer": book.save(),
    }
    with page.expect_response(
        lambda answer: "upload_file" in answer.url and answer.request.method == "PUT"
    ):
        page.set_input_files("input[type=file]", [file])
    return time.monotonic()


def _serious(page: Page) -> list[str]:
    """Return what axe calls serious or critical, each with the places."""
    answer = Axe().run(page).response
    return [
        json.dumps([one["id"], [node["html"][:120] for node in one["nodes"]]])
        for one in answer["violations"]
        if one["impact"] in SERIOUS
    ]


def _focused(page: Page) -> str:
    told = page.evaluate(
        "() => document.activeElement.getAttribute('aria-label') "
        "?? document.activeElement.innerText"
    )
    return str(told).strip()


def _tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if _focused(page) == name.strip():
            return
    pytest.fail(f"Tab never comes to {name}")
