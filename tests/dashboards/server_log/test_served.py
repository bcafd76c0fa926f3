"""A day of a served school in the log: everything is in it but people."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from urllib.parse import quote

import pytest

from tests.dashboards.conftest import NOW
from tests.dashboards.serving import PASSWORD, SERVE, Serving, Tab
from warehouse.clock import SetClock
from warehouse.school_folder import open_school

NAME = "Учителева"
# Failures with names in their words, of every kind of place that can log.
SCRIPT = (
    f"""
import logging, threading, warnings
import duckdb
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from dashboards import server
routes = server.our_routes
def fails(request):
    threading.Thread(target=int, args=["{NAME}"]).start()
    warnings.warn("{NAME}")
    logging.getLogger("somebodys").error("of %s", "{NAME}")
    logging.getLogger("streamlit.x").warning("of {NAME}")
    duckdb.sql("select cast('{NAME}' as integer)").fetchall()
    return PlainTextResponse("")
server.our_routes = lambda site: [Route("/fails", fails), *routes(site)]
"""
    + SERVE
).replace("on_ready=", 'log_format="json", on_ready=')
# Everything that names a person of the school, or opens something in their name.
SECRETS = """
select unnest([surname, given_name, patronymic]) from setup.staff
union
select unnest([surname, given_name, patronymic]) from setup.students
union
select unnest([surname, given_name, patronymic]) from setup.parents
union
select person_id from setup.staff
union
select student_id from setup.students
union
select login from access.accounts
union
select account_id from access.accounts
"""
_TOO_SHORT = 4  # letters: such a word is in any line


@pytest.fixture
def day(request, small_school_folder, tmp_path):
    """Serve a school for a while; return its log, its secrets and the cookies."""
    folder = shutil.copytree(small_school_folder, tmp_path / "school")
    serving = Serving(folder, SCRIPT)
    request.addfinalizer(serving.process.kill)
    cookies = []
    with serving.log_in("teacher") as teacher:
        cookies.append(teacher.headers["cookie"])
        workbook = teacher.get("/workbooks/2026-11-05").content
        teacher.post(
            "/api/workbooks",
            content=workbook,
            headers={"x-file-name": quote(f"{NAME}.xlsx")},
            timeout=60,
        )
        teacher.post(
            "/api/workbooks", content=b"PK", headers={"x-file-name": quote(NAME)}
        )
        assert teacher.get("/fails").status_code == 500
        tab = Tab(serving, teacher)
        tab.run()
        tab.run(page_hash=tab.pages["my_journals"])
        tab.close()
    for login in ("parent", "student"):
        with serving.log_in(login) as family:
            cookies.append(family.headers["cookie"])
            assert family.get("/diary").status_code == 200
    with serving.log_in("teacher") as client:
        client.get(f"/{NAME}", params={"class": NAME})
        client.post("/login", data={"login": NAME, "password": PASSWORD})
    code, _, logged = serving.stop()
    assert code == 0, logged
    with (
        open_school(folder, SetClock(NOW)) as school,
        school.database.reading() as cursor,
    ):
        found = {word for (word,) in cursor.execute(SECRETS).fetchall() if word}
    return logged, found, cookies


@pytest.mark.timeout(300)
def test_the_log_of_a_day_tells_everything_but_people(day):
    logged, secrets, cookies = day

    lines = [json.loads(line) for line in logged.splitlines()]
    events = Counter(line["event"] for line in lines)
    doors = {line.get("door") for line in lines if line["event"] == "request"}
    hand_ins = [line for line in lines if line["event"] == "hand_in"]
    failures = [line for line in lines if line.get("error")]

    assert {"started", "stopping", "stopped"} <= events.keys()
    assert {"POST /login", "POST /api/workbooks", "GET /diary"} <= doors
    assert [line["outcome"] for line in hand_ins] == ["unchanged", "refused"]
    assert {"wait", "keep", "read", "compare", "check"} <= hand_ins[0]["stages"].keys()
    assert all(re.fullmatch("[0-9a-f]{32}", line["upload_id"]) for line in hand_ins)
    assert all(line["request_id"] for line in hand_ins)
    assert {line["error"] for line in failures} >= {"ValueError", "ConversionException"}
    assert any(line.get("reason") == "Conversion Error" for line in failures)
    for word in {NAME, PASSWORD, *cookies, *(one.split("=")[1] for one in cookies)}:
        assert word not in logged
    for word in secrets:
        if len(word) >= _TOO_SHORT:
            assert not re.search(rf"\b{re.escape(word)}\b", _without_doors(lines)), word


def _without_doors(lines) -> str:
    """Return the log without what is ours: rows of the table of access, code places."""
    ours = ("door", "traceback", "place", "logger", "time")
    return json.dumps(
        [
            {name: fact for name, fact in line.items() if name not in ours}
            for line in lines
        ],
        ensure_ascii=False,
    )
