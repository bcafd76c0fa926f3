"""The real server in a process of its own, and log-ins to it made beforehand."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from itertools import islice, product
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dashboards import current
from dashboards.door.sessions import Sessions
from dashboards.scheduling.jobs import JOBS
from dashboards.scheduling.scheduler import Scheduler
from dashboards.site import open_site
from ingest.handing_out import hand_out
from ingest.quality import run_full_suites
from tests.ingest.typing_teacher import Teacher
from warehouse.access.accounts import account_for_id
from warehouse.access.roles import HELD_ROLES, STUDENT_PREFIX
from warehouse.access.tokens import USUAL_TERM, make_token
from warehouse.build import build_models
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warehouse.school_folder import School


class Filled(NamedTuple):
    """A filled workbook, a token to hand it in, the page on which a mark is new."""

    token: str
    content: bytes
    page_id: str


class Served(NamedTuple):
    """Where the server answers, its process, and what it logged."""

    address: str
    pid: int
    log: list[str]

    def resident_mib(self) -> float:
        """Return how much memory the server holds now."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else 0.0

    def cpu_seconds(self) -> float:
        """Return the CPU seconds of the server without its children."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / 100  # ticks of Linux


@contextmanager
def school_of_the_day(demo: Path, folder: Path) -> Iterator[School]:
    """Copy a demo school and open it in the morning: what is due at night is done.

    By the demo's clock, as the server will serve it.
    """
    shutil.copytree(demo, folder)
    with open_school(folder) as school:
        build_models(school.database)
        site = open_site(school)
        current.install(site)
        Scheduler(site, JOBS).look()
        current.remove(site)
        run_full_suites(school)
        yield school


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Serve the school by the real command on a free port, and stop it."""
    with running("serve", str(folder), "--port", "0") as one:
        yield one


@contextmanager
def running(*command: str) -> Iterator[Served]:
    """Run a command that serves, and stop it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "vedomost", "--language", "en", *command],
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        if process.stderr is None:
            raise RuntimeError("no pipe")
        line = next(line for line in process.stderr if "http://" in line)
        found = re.search(r"http://[\d.:]+\d", line)
        if found is None:
            raise RuntimeError(line)
        log: list[str] = []
        threading.Thread(target=log.extend, args=(process.stderr,), daemon=True).start()
        yield Served(found[0], process.pid, log)
    finally:
        process.terminate()
        process.wait(60)


def people_of(school: School, role: str) -> list[str]:
    """Return the person_ids that have a role today, in a steady shuffled order."""
    values = {"today": school.clock.now().date(), "student_prefix": STUDENT_PREFIX}
    with school.database.reading() as cursor:
        rows = cursor.execute(
            f"{HELD_ROLES} select person_id from held where role = $role "
            "order by hash(person_id), person_id",
            {**values, "role": role},
        ).fetchall()
    return [person for (person,) in rows]


def log_ins(school: School, people: list[str]) -> list[str]:
    """Open a session for each of these people; return what their cookies hold."""
    with school.database.reading() as cursor:
        account_of = dict(
            cursor.execute(
                "select person_id, min(account_id) from access.accounts "
                "group by person_id"
            ).fetchall()
        )
    with school.database.writing(announced=False) as cursor:
        cursor.execute("update access.accounts set state = 'active'")
    sessions = Sessions(school.database, school.clock)
    tokens = []
    for person in people:
        account = account_for_id(school.database, account_of[person])
        if account is None:
            raise LookupError(person)
        tokens.append(sessions.open(account))
    return tokens


def filled_workbooks(
    school: School, count_teachers: int, saves: int = 2
) -> list[Filled]:
    """Fill workbooks for some teachers: each save of one has a mark in one cell more.

    In turns: the first save of each, the second of each. No two files are the same.
    """
    database, now = school.database, school.clock.now()
    with database.reading() as cursor:
        lessons = cursor.execute(
            """
            select
                teachers.person_id, max(accounts.account_id),
                arg_max(lessons.page_id, lessons.lesson_on),
                arg_max(lessons.lesson_id, lessons.lesson_on), max(lessons.lesson_on)
            from journal.lessons as lessons
            inner join journal.page_teachers as teachers
                on lessons.page_id = teachers.page_id
            inner join access.accounts as accounts
                on teachers.person_id = accounts.person_id
            where lessons.lesson_on < $today and lessons.page_id like '%:%А:%'
            group by teachers.person_id order by teachers.person_id limit $count
            """,
            {"today": now.date(), "count": count_teachers},
        ).fetchall()
        students_of = dict(
            cursor.execute(
                "select page_id, list(distinct student_id order by student_id) "
                "from journal.roster where ends_on is null group by page_id"
            ).fetchall()
        )
        lessons_of = dict(
            cursor.execute(
                "select page_id, list(lesson_id order by lesson_on desc) "
                "from journal.lessons where lesson_on < $today group by page_id",
                {"today": now.date()},
            ).fetchall()
        )
    made: list[list[Filled]] = []
    for person, account, page, _lesson, lesson_on in lessons:
        token = make_token(
            database, account, "bench", "upload", at=now, valid_for=USUAL_TERM
        )
        book = Teacher(hand_out(school, person, lesson_on).content)
        cells = product(lessons_of[page][:4], students_of[page])
        of_teacher = []
        for lesson_id, student_id in islice(cells, saves):
            cell = book.mark(page, student_id, lesson_id)
            cell.value = "5" if cell.value == "4" else "4"
            of_teacher.append(Filled(token, book.save(), page))
        made.append(of_teacher)
    return [one for turn in zip(*made, strict=False) for one in turn]
