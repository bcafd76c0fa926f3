"""The network folder with the real client: LibreOffice opens, saves, saves again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import httpx
import pytest

from expectations.language import say
from ingest.handing_out import hand_out
from tests.e2e.conftest import Edit, begin_at, drive_libreoffice, log_in, settled
from tests.ingest.desk import desk_in
from tests.ingest.typing_teacher import Teacher
from warehouse.access.accounts import create_accounts_for_staff
from warehouse.clock import SetClock
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import Any

    from playwright.sync_api import Browser

PASSWORD = "Длинный пароль 2026"
CLIENT = Path(__file__).with_name("save_to_network_folder.py")

pytestmark = [pytest.mark.browser, pytest.mark.by_turns]


def test_libreoffice_saves_twice_into_the_network_folder_and_the_page_shows_both(
    folder: Path,
    tmp_path: Path,
    clock: SetClock,
    serve: Callable[[Path], str],
    browser: Browser,
):
    desk, login, name, names = _prepared(folder, clock.now())
    address = serve(folder)
    place = f"/dav/{quote(name)}"
    teacher = Teacher(_taken(address, place, login))
    rounds = [
        [Edit(cell.parent.title, cell.coordinate, text)]
        for student, text in zip(desk.students, ("5", "4"), strict=False)
        for cell in [teacher.mark(desk.page, student, desk.lesson)]
    ]

    assert _saved(tmp_path, address, place, login, rounds) == ["", ""]

    again = Teacher(_taken(address, place, login))
    for student, text in zip(desk.students, ("5", "4"), strict=False):
        assert str(again.mark(desk.page, student, desk.lesson).value) == text
    result = _taken(address, place.replace(".xlsx", ".txt"), login)
    assert f"{name}: записано." in result.decode("utf-8-sig")

    page = browser.new_context(locale="ru-RU").new_page()
    log_in(page, address, login, PASSWORD)
    page.goto(f"{address}/my_journals")
    settled(page)
    hand_ins = page.locator("tr", has_text=say("network folder", "ru"))
    hand_ins.nth(1).wait_for(timeout=60_000)
    assert hand_ins.count() == 2
    page.goto(f"{address}/journal_page?{urlencode({'page': '5А · География'})}")
    settled(page)
    for student, text in zip(names, ("5", "4"), strict=False):
        row = page.locator("tr", has_text=student).first
        assert text in [cell.strip() for cell in row.locator("td").all_inner_texts()]
    page.context.close()


def _prepared(folder: Path, now: datetime) -> Any:
    """Open the teacher's account; return desk, login, file name, students' names."""
    begin_at(folder, now)
    with open_school(folder, SetClock(now)) as school:
        desk = desk_in(school)
        with school.database.reading() as cursor:
            [(login,)] = cursor.execute(
                "select login from setup.staff "
                "where person_id = ? and valid_to is null",
                [desk.person],
            ).fetchall()
            names = [
                cursor.execute(
                    "select surname || ' ' || given_name from setup.students "
                    "where student_id = ? and valid_to is null",
                    [student],
                ).fetchall()[0][0]
                for student in desk.students[:2]
            ]
        create_accounts_for_staff(school.database, {login: PASSWORD}, now)
        name = hand_out(school, desk.person, desk.lesson_on).file_name
    return desk, login, name, names


def _taken(address: str, place: str, login: str) -> bytes:
    sent = httpx.BasicAuth(login.encode(), PASSWORD.encode())
    answer = httpx.get(f"{address}{place}", auth=sent, timeout=30)
    assert answer.status_code == 200
    return answer.content


def _saved(
    tmp_path: Path, address: str, place: str, login: str, rounds: list[list[Edit]]
) -> list[str]:
    """Let LibreOffice open the workbook where it lies and save it as often as asked."""
    url = f"{address}{place}".replace("http://", "vnd.sun.star.webdav://")
    told = (url, login, PASSWORD, json.dumps(rounds))
    return json.loads(drive_libreoffice(CLIENT, tmp_path, *told))
