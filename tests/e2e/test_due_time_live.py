"""The due time on open pages: a minute before it and a minute after it."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

import pytest

from tests.e2e.conftest import ROOT, log_in, settled
from tests.e2e.test_teachers_day import CHOSEN
from tests.ingest.typing_teacher import Teacher
from warehouse.access.accounts import create_accounts_for_staff
from warehouse.clock import SetClock
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

PASSWORD = "длинный пароль 2026"
SERVER = "tests.e2e.serve_with_set_clock"
# Two lessons of one teacher in 5А on a Monday whose last lesson ends at 11:50 (Moscow).
FIRST, SECOND = "2026:5А:РОВ:20261123:1", "2026:5А:МАТ:20261123:2"
DUE = datetime(2026, 11, 23, 10, 20, tzinfo=UTC)  # 90 minutes after it (§2.7)
MINUTE, MONDAY = timedelta(minutes=1), "2026-11-23"
FIGURE = ".vedomost-timely"

pytestmark = [pytest.mark.browser, pytest.mark.by_turns]


class Served(NamedTuple):
    """A running server whose clock stands where it was set."""

    address: str
    process: subprocess.Popen[str]

    def set_clock(self, moment: datetime) -> None:
        """Let it be `moment` for the whole school."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{moment.isoformat()}\n")
        self.process.stdin.flush()
        assert _next_line(self.process) == moment.isoformat()


@pytest.fixture
def serve_at() -> Iterator[Callable[[Path, datetime], Served]]:
    """Serve a school folder by the real server, on a clock of one's own."""
    started: list[subprocess.Popen[str]] = []

    def start(folder: Path, moment: datetime) -> Served:
        process = subprocess.Popen(
            [sys.executable, "-m", SERVER, str(folder), moment.isoformat()],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return Served(_next_line(process), process)

    yield start
    for process in started:
        process.send_signal(signal.SIGTERM)
        try:
            process.communicate(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def _next_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    assert line, "the server went away"
    return line


def test_homework_a_minute_before_its_due_time_and_a_minute_after_on_open_pages(
    example_folder: Path,
    tmp_path: Path,
    serve_at: Callable[[Path, datetime], Served],
    browser: Browser,
    record_property: Callable[[str, object], None],
) -> None:
    folder = tmp_path / "school"
    shutil.copytree(example_folder, folder)
    logins = _logins(folder)
    served = serve_at(folder, DUE - MINUTE)
    watching = browser.new_context(locale="ru-RU").new_page()
    log_in(watching, served.address, logins["director"], PASSWORD)
    query = {"list": "all", "of_kind": "homework", "of_unit": "5А", "of_week": MONDAY}
    watching.goto(f"{served.address}/timeliness?{urlencode(query)}")
    settled(watching)
    first, second = _row(watching, "1-й урок"), _row(watching, "2-й урок")
    for row in (first, second):
        row.get_by_text("срок не наступил").wait_for(timeout=60_000)

    teaching = browser.new_context(locale="ru-RU", accept_downloads=True).new_page()
    log_in(teaching, served.address, logins["teacher"], PASSWORD)
    with teaching.expect_download() as downloading:
        teaching.click("a.now")
    journal = tmp_path / "журнал.xlsx"
    downloading.value.save_as(journal)
    for page in (watching, teaching):
        page.evaluate("window.sinceTheBeginning = true")  # a reload forgets it

    _hand_in(teaching, journal, FIRST)
    uploaded = time.monotonic()
    first.get_by_text("вовремя").wait_for(timeout=60_000)
    record_property("end of upload → «вовремя» on another screen, s", _since(uploaded))
    second.get_by_text("срок не наступил").wait_for()

    served.set_clock(DUE + MINUTE)
    _hand_in(teaching, journal, SECOND)
    uploaded = time.monotonic()
    second.get_by_text("позже на 1 мин").wait_for(timeout=60_000)
    record_property("… → «позже на 1 мин», s", _since(uploaded))
    first.get_by_text("вовремя").wait_for()
    assert first.get_by_text("позже").count() == 0

    teaching.locator(FIGURE, has_text="с опозданием: 1").wait_for(timeout=60_000)
    for page in (watching, teaching):
        assert page.evaluate("window.sinceTheBeginning")
        page.context.close()


def _logins(folder: Path) -> dict[str, str]:
    """Give the director and the teacher of both lessons a password; return logins."""
    at = DUE - timedelta(hours=3)
    with open_school(folder, SetClock(at)) as school:
        with school.database.reading() as cursor:
            logins = dict(
                cursor.execute(
                    """
                    select
                        if(contains(staff.roles, 'director'), 'director', 'teacher'),
                        staff.login
                    from setup.staff
                    where staff.roles = 'director' or staff.person_id in (
                        select teachers.person_id
                        from journal.page_teachers as teachers
                        inner join journal.lessons using (page_id)
                        where lessons.lesson_id = $lesson_id
                    )
                    """,
                    {"lesson_id": FIRST},
                ).fetchall()
            )
        passwords = dict.fromkeys(logins.values(), PASSWORD)
        create_accounts_for_staff(school.database, passwords, at)
    return logins


def _row(page: Page, lesson: str) -> Locator:
    """Return the row of Monday's lesson in the list of entries."""
    return page.locator("tr", has_text=f"23.11, {lesson}")


def _hand_in(page: Page, journal: Path, lesson_id: str) -> None:
    """Type homework into the workbook and hand it in on the open page."""
    page.wait_for_selector(CHOSEN, state="detached")  # the one before was taken
    teacher = Teacher(journal.read_bytes())
    teacher.lesson(lesson_id, "homework").value = "№ 15, 16"
    journal.write_bytes(teacher.save())
    with page.expect_response(
        lambda answer: "upload_file" in answer.url and answer.request.method == "PUT"
    ):
        page.set_input_files("input[type=file]", journal)


def _since(moment: float) -> float:
    return round(time.monotonic() - moment, 1)
