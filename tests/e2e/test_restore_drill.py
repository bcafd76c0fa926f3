"""A restore drill: a backup made under load, restored, verified, looked at."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from click.testing import CliRunner

from tests.dashboards.serving import Serving
from tests.e2e.conftest import begin_at, log_in, settled
from tests.e2e.test_main_job import NOW, PASSWORD, _director, _logins, _name
from tests.ingest.desk import desk_in
from vedomost import main
from warehouse import ledger
from warehouse.access.accounts import account_for_login, create_accounts_for_staff
from warehouse.access.tokens import make_token
from warehouse.backups.manifest import whole_manifest
from warehouse.clock import SetClock
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.by_turns]
BEFORE, LAST = 2, 6  # uploads before the backup is asked for, and in all
SUBJECT = "География"
# The latest value of each student's cells up to a block: the sheet as of the backup.
AS_OF = """
select students.surname || ' ' || students.given_name, value
from journal.entries
inner join setup.students as students
    on entries.student_id = students.student_id and students.valid_to is null
where page_id = ? and field = 'mark' and block_id <= ?
qualify row_number() over (
    partition by entries.student_id, lesson_id order by entry_id desc
) = 1
"""


class Uploading(threading.Thread):
    """A teacher's program that hands in one workbook after the other."""

    def __init__(self, address: str, token: str, files: list[bytes]) -> None:
        super().__init__()
        self._address, self._token, self._files = address, token, files
        self.acknowledged: list[str] = []
        self.some_are_in = threading.Event()
        self.backup_is_made = threading.Event()

    def run(self) -> None:
        """Hand in; the last one only once the backup is there."""
        headers = {"authorization": f"Bearer {self._token}", "x-file-name": "a.xlsx"}
        with httpx.Client(base_url=self._address, timeout=150) as client:
            for number, file in enumerate(self._files):
                if number == len(self._files) - 1:
                    assert self.backup_is_made.wait(150)
                answer = client.post("/api/workbooks", content=file, headers=headers)
                assert answer.status_code == 200, answer.text
                self.acknowledged.append(answer.json()["upload_id"])
                if len(self.acknowledged) == BEFORE:
                    self.some_are_in.set()


def test_a_backup_made_under_load_is_restored_verified_and_looked_at(
    folder: Path,
    tmp_path: Path,
    serve: Callable[[Path], str],
    browser: Browser,
):
    login, token, page, marks, files = _prepare(folder)
    serving = Serving(folder)
    try:
        uploading = Uploading(serving.url, token, files)
        uploading.start()
        assert uploading.some_are_in.wait(150)
        made = _run("backup", folder, "--to", tmp_path / "shelf")
        uploading.backup_is_made.set()
        uploading.join(150)
        assert len(uploading.acknowledged) == LAST
        serving.stop()
    finally:
        serving.process.kill()
        serving.process.communicate()

    backup = Path(made.stdout.strip())
    restored = tmp_path / "restored"
    verified = _run("restore", backup, "--to", restored)
    block = whole_manifest(backup).block_id

    assert f"block {block}" in verified.stderr
    with open_school(folder) as school, school.database.reading() as cursor:
        as_of_block = dict(cursor.execute(AS_OF, [page, block]).fetchall())
        uploaded = _uploads_until(cursor, block)
        assert ledger.last_block(cursor).block_id > block
    # What was being taken in while the files were copied is finished at the start.
    under_way = {path.stem for path in restored.glob("received/unfinished/*.json")}
    count = 1 + max(map(uploading.acknowledged.index, uploaded | under_way))
    assert BEFORE <= len(uploaded) <= count < LAST
    assert as_of_block == dict(marks[: len(uploaded)])
    with open_school(restored) as school, school.database.reading() as cursor:
        assert ledger.last_block(cursor).block_id == block
        assert _uploads_until(cursor, block) == uploaded

    address = serve(restored)
    looking = browser.new_context(locale="ru-RU").new_page()
    log_in(looking, address, login, PASSWORD)
    looking.goto(f"{address}/summary_sheet?class=5А")
    settled(looking)
    assert _averages(looking) == {name: float(mark) for name, mark in marks[:count]}
    looking.context.close()


def _prepare(folder: Path):
    """Return the director's login, a teacher's token, the page, what is sent when."""
    begin_at(folder, NOW)
    with open_school(folder, SetClock(NOW)) as school:
        desk = desk_in(school)
        logins = _logins(school)
        create_accounts_for_staff(
            school.database, dict.fromkeys(logins.values(), PASSWORD), NOW
        )
        account, _ = account_for_login(school.database, logins[desk.person])
        assert account is not None
        token = make_token(
            school.database,
            account.account_id,
            "проверка",
            "upload",
            at=NOW,
            valid_for=timedelta(days=1),
        )
        typed, files, marks = desk.open_workbook(), [], []
        for number, student in enumerate(desk.students[:LAST]):
            cell = typed.mark(desk.page, student, desk.lesson)
            cell.value = "543"[number % 3]
            files.append(typed.save())
            marks.append((_name(school, student), cell.value))
        return logins[_director(school)], token, desk.page, marks, files


def _run(*arguments: object):
    told = CliRunner().invoke(main, ["--language", "en", *map(str, arguments)])
    assert told.exit_code == 0, told.output
    return told


def _uploads_until(cursor, block: int) -> set[str]:
    found = cursor.execute(
        "select upload_id from journal.blocks where upload_id <> '' and block_id <= ?",
        [block],
    ).fetchall()
    return {upload_id for (upload_id,) in found}


def _averages(page) -> dict[str, float]:
    """Return who has which average in the subject, as the sheet shows it."""
    shown = {}
    for row in page.locator("tr", has=page.locator(f'td[title^="{SUBJECT}"]')).all():
        text = row.locator(f'td[title^="{SUBJECT}"]').first.inner_text().strip()
        figure = text.split()[0].replace(",", ".") if text else ""
        if figure.replace(".", "").isdigit():
            name = " ".join(row.locator("th").first.inner_text().split()[:2])
            shown[name] = float(figure)
    return shown
