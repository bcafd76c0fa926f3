"""Programs at the doors: tokens instead of cookies, and what tokens do not open."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboards.access import DOORS
from dashboards.door.guard import COOKIE
from dashboards.server import our_routes
from warehouse.access import tokens
from warehouse.access.accounts import account_for_login

DOOR = "/api/workbooks"
NOT_VALID = "This token is not valid here."


@pytest.fixture
def account_id(school):
    return account_for_login(school.database, "teacher")[0].account_id


@pytest.fixture
def make(school, clock):
    """Make a token for a login: `make("teacher", "upload")`."""

    def made(login, scope="upload", **more):
        account, _ = account_for_login(school.database, login)
        return tokens.make_token(
            school.database, account.account_id, "x", scope, at=clock.now(), **more
        )

    return made


@pytest.fixture
def program(browser):
    """Ask as a script does: a token, no cookie, no Origin."""
    del browser.client.headers["origin"]

    def ask(token, path=DOOR, method="POST", content=b"PK nothing", **headers):
        sent = {"authorization": f"Bearer {token}", **headers}
        return browser.ask(method, path, content=content, headers=sent)

    return ask


def logged(school, site):
    site.trail.write()
    with school.database.reading() as cursor:
        return cursor.execute(
            "select action, person_id, place, scope from access.log "
            "where action not like 'token%' order by logged_at"
        ).fetchall()


def count_uploads(school):
    with school.database.reading() as cursor:
        return cursor.execute("select count(*) from journal.uploads").fetchone()[0]


def test_a_program_hands_in_for_its_teacher_and_the_log_says_so(
    program, make, school, site
):
    answer = program(make("teacher"), **{"x-file-name": "a.xlsx"})

    assert answer.status_code == 422
    assert answer.json()["status"] == "refused"
    with school.database.reading() as cursor:
        (upload_id, by) = cursor.execute(
            "select upload_id, received_by from journal.uploads"
        ).fetchone()
    assert by == "P-05"
    assert logged(school, site) == [("handed_in", "P-05", DOOR, upload_id)]


def test_every_refused_token_gets_the_same_answer_and_nothing_is_kept(
    program, make, school, clock, account_id
):
    revoked, expired, frozen = make("teacher"), None, make("homeroom")
    shown = tokens.tokens_of(school.database, account_id)[0]
    tokens.revoke(school.database, shown.token_id, account_id, clock.now())
    expired = make("teacher", valid_for=timedelta(seconds=1))
    clock.set(clock.now() + timedelta(seconds=1))
    with school.database.writing() as cursor:
        cursor.execute(
            "update access.accounts set state = 'frozen' where login = 'homeroom'"
        )
    answers = [
        program(token)
        for token in (
            *(revoked, expired, frozen, make("teacher", "metrics")),
            *("vdm_" + "a" * 43, "vdm_", "", "x" * 10_000, "'; drop table x; --"),
        )
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert {answer.json()["error"] for answer in answers} == {NOT_VALID}
    assert {answer.headers["www-authenticate"] for answer in answers} == {
        'Bearer realm="Vedomost", error="invalid_token"'
    }
    assert count_uploads(school) == 0


def test_refused_tokens_are_told_of_once_in_ten_minutes_without_the_token(
    program, school, site, clock
):
    for number in range(20):
        program(f"vdm_{number:043}")
    clock.set(clock.now() + timedelta(minutes=10))
    program("vdm_last")

    assert logged(school, site) == [("refused", "", DOOR, "")] * 2


def test_a_person_without_the_role_today_has_a_token_that_opens_nothing(
    program, make, school, site
):
    answer = program(make("secretary"))

    assert answer.status_code == 403
    assert answer.json() == {"error": "This is not open to you."}
    assert program(make("nobody")).status_code == 403
    assert count_uploads(school) == 0
    assert logged(school, site) == [
        ("refused", "P-03", DOOR, ""),
        ("refused", "P-06", DOOR, ""),
    ]


def test_a_teacher_who_left_has_a_token_that_opens_nothing(program, make, school):
    token = make("teacher")
    assert program(token).status_code == 422

    with school.database.writing() as cursor:
        cursor.execute(
            "update setup.staff set valid_to = date '2026-11-22' "
            "where person_id = 'P-05'"
        )

    answer = program(token)
    assert (answer.status_code, answer.json()["error"]) == (401, NOT_VALID)


def test_a_token_and_a_cookie_together_are_refused(
    program, make, token_of, school, browser
):
    own = {"origin": "https://testserver", "cookie": f"{COOKIE}={token_of('teacher')}"}
    assert program(make("teacher"), **own).status_code == 400
    assert program("vdm_made-up", **own).status_code == 400
    dead = {**own, "cookie": f"{COOKIE}=made-up"}
    assert program(make("teacher"), **dead).status_code == 400
    assert count_uploads(school) == 0

    answer = browser.ask("POST", DOOR, content=b"PK", headers=own)

    assert answer.status_code == 422


def test_two_tokens_at_once_are_refused(program, make, browser):
    sent = [("authorization", f"Bearer {make('teacher')}")] * 2

    answer = browser.ask("POST", DOOR, content=b"PK", headers=sent)

    assert (answer.status_code, answer.json()["error"]) == (401, NOT_VALID)


def test_a_password_for_a_proxy_in_front_is_not_taken_for_a_token(browser, token_of):
    headers = {
        "authorization": "Basic cHJveHk6cGFzc3dvcmQ=",
        "cookie": f"{COOKIE}={token_of('teacher')}",
    }

    assert browser.ask("POST", DOOR, content=b"PK", headers=headers).status_code == 422


def test_a_token_opens_no_other_door_of_ours(program, make, site):
    token = make("teacher")
    closed = [
        door
        for door in DOORS
        if not (door.is_public or door.is_local or door.path == DOOR)
    ]

    answers = {
        door.path: program(
            token,
            door.path.replace(":path", "").format(
                language="en",
                page="my_journals",
                starts_on="x",
                upload_id="x",
                package_id="x",
                ending="csv",
                district_id="x",
                school_id="x",
                path="x",
            ),
            "GET",
        ).status_code
        for door in closed
    }

    assert answers == dict.fromkeys(answers, 401)
    assert "/" in answers
    own = {path for path in answers if not path.startswith("/region")}
    assert {route.path for route in our_routes(site)} >= own


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/stream",
        "/_stcore/metrics",
        "/_stcore/upload_file/a/b",
        "/media/0123456789abcdef0123456789abcdef.xlsx",
        "/api/workbooks/",
        "/api//workbooks",
        "/api/workbooks/../../events",
        "/API/WORKBOOKS",
    ],
)
def test_a_token_opens_nothing_beside_its_door(program, make, path):
    assert program(make("teacher"), path).status_code == 401


def test_a_program_is_told_how_to_come_in(browser):
    for method, path in (("POST", DOOR), ("GET", "/metrics")):
        answer = browser.ask(method, path)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == 'Bearer realm="Vedomost"'


def test_too_much_is_refused_while_it_is_still_coming_in(program, make, school):
    async def endless():
        while True:
            yield b"PK" * 2**19

    token = make("teacher")

    assert program(token, content=endless()).status_code == 413
    announced = {"content-length": str(2**40)}
    assert program(token, content=b"", **announced).status_code == 413
    assert program(token, content=b"").status_code == 400
    assert count_uploads(school) == 0


def _held_back(meanwhile):
    """Give a body that comes to an end only after something else has happened."""

    async def body():
        yield b"PK"
        meanwhile()
        yield b" nothing"

    return body()


def test_a_token_that_dies_while_the_file_is_coming_in_hands_in_nothing(
    program, make, account_id, school, clock
):
    token = make("teacher")
    (made,) = tokens.tokens_of(school.database, account_id)

    def revoke():
        tokens.revoke(school.database, made.token_id, account_id, clock.now())

    answer = program(token, content=_held_back(revoke))

    assert (answer.status_code, answer.json()["error"]) == (401, NOT_VALID)
    assert count_uploads(school) == 0


def test_a_log_out_while_the_file_is_coming_in_hands_in_nothing(
    browser, site, school, token_of
):
    token = token_of("teacher")
    session = site.sessions.for_token(token)

    answer = browser.ask(
        "POST",
        DOOR,
        content=_held_back(lambda: site.sessions.end(session.session_id, "logout")),
        headers={"cookie": f"{COOKIE}={token}"},
    )

    assert answer.status_code == 401
    assert count_uploads(school) == 0


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("%2e%2e%2f%2e%2e%2fetc%2fpasswd", "passwd"),
        ("..%5C..%5Cboot.xlsx", "boot.xlsx"),
        ("a.xlsx%0d%0aSet-Cookie: x=1", "a.xlsxSet-Cookie: x=1"),
        ("%00%1b[31m.xlsx", "[31m.xlsx"),
        ("%D0%B6.xlsx", "ж.xlsx"),
    ],
)
def test_a_file_name_carries_no_folder_and_no_header(program, make, school, sent, kept):
    answer = program(make("teacher"), **{"x-file-name": sent})

    assert answer.json()["file_name"] == kept
    assert "set-cookie" not in answer.headers
    folders = {path.name for path in school.folder.iterdir()}
    assert folders <= {
        "school.duckdb",
        "school.duckdb.wal",
        "vedomost.toml",
        "received",
        "keys",
    }
    assert not list(school.folder.parent.rglob("passwd"))
