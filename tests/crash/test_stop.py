"""A served school is asked to stop in the middle of uploads, again and again."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import threading
import time
from datetime import timedelta

import httpx
import pytest

from ingest.load import finish_interrupted
from tests.crash.deeds import NOW
from tests.dashboards.serving import PASSWORD, SERVE, Serving, get, wait_until
from tests.e2e.conftest import begin_at
from tests.e2e.test_main_job import _logins
from tests.ingest.desk import desk_in
from warehouse.access.accounts import account_for_login, create_accounts_for_staff
from warehouse.access.tokens import make_token
from warehouse.clock import SetClock
from warehouse.integrity.report import verify_school
from warehouse.school_folder import open_school

TRIES = int(os.environ.get("VEDOMOST_KILLS", "3"))
SAVES, AT_ONCE = 6, 4
SLOW = (
    """
import contextlib, time, uuid
from dashboards import uploads
from dashboards.intake import Intake
one = Intake.one
@contextlib.contextmanager
def noted(self, door):
    with one(self, door) as passage:
        Path(sys.argv[1]).with_name(f"taken-in-{uuid.uuid4().hex}").touch()
        yield passage
Intake.one = noted
take = uploads.hand_in
def slowly(*args, **kwargs):
    time.sleep(3.0)
    return take(*args, **kwargs)
uploads.hand_in = slowly
"""
    + SERVE
)
AT_ONCE_OVER = SERVE.replace("on_ready=", "grace=0.0, on_ready=")


@pytest.fixture(scope="module")
def prepared(example_folder, tmp_path_factory):
    """A school with a teacher's token, and the teacher's successive saves."""
    folder = tmp_path_factory.mktemp("to-stop") / "school"
    shutil.copytree(example_folder, folder)
    begin_at(folder, NOW)
    with open_school(folder, SetClock(NOW)) as school:
        desk = desk_in(school)
        login = _logins(school)[desk.person]
        create_accounts_for_staff(school.database, {login: PASSWORD}, NOW)
        account, _ = account_for_login(school.database, login)
        token = make_token(
            school.database,
            account.account_id,
            "проверка",
            "upload",
            at=NOW,
            valid_for=timedelta(days=1),
        )
        typed, saves = desk.open_workbook(), []
        for number in range(SAVES):
            student = desk.students[number % len(desk.students)]
            typed.mark(desk.page, student, desk.lesson).value = "5432"[number % 4]
            saves.append(typed.save())
    return folder, token, saves


@pytest.fixture
def school_folder(prepared, tmp_path):
    return shutil.copytree(prepared[0], tmp_path / "school")


class Sender(threading.Thread):
    """A program that hands in one save after the other until nobody answers."""

    def __init__(self, serving, token, saves):
        super().__init__()
        self._serving, self._token, self._saves = serving, token, saves
        self.acknowledged, self.refused, self.other = [], 0, []
        self.has_begun = threading.Event()

    def run(self):
        headers = {"authorization": f"Bearer {self._token}", "x-file-name": "a.xlsx"}
        with httpx.Client(base_url=self._serving.url, timeout=60) as client:
            for save in self._saves * 20:
                self.has_begun.set()
                try:
                    told = client.post("/api/workbooks", content=save, headers=headers)
                except httpx.HTTPError:
                    return
                if told.status_code == 200:
                    self.acknowledged.append(told.json()["upload_id"])
                elif told.status_code == 503 and told.headers["retry-after"] == "30":
                    self.refused += 1
                    time.sleep(0.05)
                else:
                    self.other.append((told.status_code, told.text))


def _stopped(folder, prepared, seconds, how, script=SERVE):
    """Serve, send from several sides, stop; return code, acknowledged and refused."""
    serving = Serving(folder, script)
    senders = [Sender(serving, *prepared[1:]) for _ in range(AT_ONCE)]
    for sender in senders:
        sender.start()
    for sender in senders:
        assert sender.has_begun.wait(30)
    time.sleep(seconds)
    how(serving)
    printed, logged = serving.process.communicate(timeout=120)
    for sender in senders:
        sender.join(60)
    assert [one for sender in senders for one in sender.other] == [], logged
    acknowledged = [one for sender in senders for one in sender.acknowledged]
    return serving.process.returncode, acknowledged, printed + logged


def _ask(serving):
    """Ask every process of the group, as Ctrl-C and some supervisors do."""
    os.killpg(serving.process.pid, signal.SIGTERM)


def _ask_twice(serving):
    _ask(serving)
    time.sleep(0.2)
    with contextlib.suppress(ProcessLookupError):
        _ask(serving)


def _ask_and_kill(serving):
    _ask(serving)
    time.sleep(0.2)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(serving.process.pid, signal.SIGKILL)


def _see_that_nothing_is_lost(folder, acknowledged, *, is_all_done):
    unfinished = list((folder / "received" / "unfinished").glob("*"))
    if is_all_done:
        assert unfinished == []
    with open_school(folder) as school:
        finish_interrupted(school)
        assert list((folder / "received" / "unfinished").glob("*")) == []
        with school.database.reading() as cursor:
            found = cursor.execute(
                "select upload_id, status from journal.uploads"
            ).fetchall()
        assert verify_school(school).differences == ()
    statuses = dict(found)
    assert set(acknowledged) <= statuses.keys()
    assert set(statuses.values()) <= {"recorded", "unchanged"}, statuses


@pytest.mark.timeout(900)
@pytest.mark.parametrize("number", range(TRIES))
def test_a_stop_in_the_middle_of_uploads_ends_them_first(
    prepared, school_folder, number
):
    dice = random.Random(f"stop{number}{os.environ.get('VEDOMOST_SEED', '')}")

    code, acknowledged, logged = _stopped(
        school_folder, prepared, dice.uniform(0, 4), _ask
    )

    assert code == 0, logged
    _see_that_nothing_is_lost(school_folder, acknowledged, is_all_done=True)


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("how", "script", "code"),
    [
        (_ask, AT_ONCE_OVER, 0),
        (_ask_twice, SERVE, 0),
        (_ask_and_kill, SERVE, -signal.SIGKILL),
    ],
    ids=["no time is left", "asked twice", "asked, then killed"],
)
def test_what_a_hurried_stop_leaves_is_finished_by_the_next_start(
    prepared, school_folder, how, script, code
):
    found, acknowledged, logged = _stopped(school_folder, prepared, 2.5, how, script)

    assert found in {code, 0}, logged  # whoever was to be killed may be gone already
    _see_that_nothing_is_lost(school_folder, acknowledged, is_all_done=False)


def _health(serving):
    return get(f"{serving.url}/healthz")


@pytest.mark.timeout(300)
def test_while_uploads_end_new_ones_hear_when_to_come_again(prepared, school_folder):
    _, token, saves = prepared
    headers = {"authorization": f"Bearer {token}"}
    serving = Serving(school_folder, SLOW)
    answers = []

    def send(save):
        answers.append(
            httpx.post(
                f"{serving.url}/api/workbooks",
                content=save,
                headers=headers,
                timeout=60,
            )
        )

    sending = [threading.Thread(target=send, args=[save]) for save in saves[:3]]
    for thread in sending:
        thread.start()
    wait_until(lambda: len(list(school_folder.parent.glob("taken-in-*"))) == 3)
    _ask(serving)
    wait_until(lambda: _health(serving).status_code == 503)
    asked = httpx.post(
        f"{serving.url}/api/workbooks",
        content=saves[3],
        headers={**headers, "accept-language": "en"},
        timeout=60,
    )
    health = _health(serving)
    for thread in sending:
        thread.join()
    printed, logged = serving.process.communicate(timeout=60)

    assert (asked.status_code, asked.headers["retry-after"]) == (503, "30")
    assert asked.json()["error"].startswith("The server is being restarted")
    assert (health.status_code, health.json()) == (503, {"ok": False})
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert (serving.process.returncode, printed) == (0, "closed\n"), logged
    acknowledged = [answer.json()["upload_id"] for answer in answers]
    _see_that_nothing_is_lost(school_folder, acknowledged, is_all_done=True)
