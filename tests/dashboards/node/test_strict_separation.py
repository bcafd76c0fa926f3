"""Nothing of one school is anything at another's name: cookie, token, ticket, address.

Both schools have the same people with the same log-ins, passwords and codes, as copies
of one folder have; what tells them apart is the name that was asked for, nothing else.
"""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections import OrderedDict
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.datastructures import Headers

from dashboards.access import DOORS
from dashboards.control import proof
from dashboards.door.guard import COOKIE
from dashboards.door.signed_forms import FORM_COOKIE
from dashboards.door.tickets import TICKET_COOKIE
from dashboards.node.by_host import ByHost
from tests.dashboards.conftest import FAMILIES, LOGINS, NOW, PASSWORD
from tests.dashboards.node.conftest import HOSTS
from warehouse.access import log, mail_links
from warehouse.access.accounts import account_for_login
from warehouse.access.calendar_feeds import make_feed
from warehouse.access.tokens import make_token

NOT_PUBLIC = [door for door in DOORS if not (door.is_public or door.is_local)]


def named(door):
    return f"{door.method} {door.path}"


def of(node, name, login):
    account, _ = account_for_login(node.sites[name].school.database, login)
    return account


def login_for(door):
    """Return who may use a door."""
    if not door.roles:
        return "teacher"
    return next((one for one in (*LOGINS, *FAMILIES) if one in door.roles), "teacher")


def address_of(door):
    return door.path.replace(":path", "").format(
        language="en", page="my_journals", starts_on="2026-11-05", upload_id="x",
        package_id="x", path="", ending="csv", district_id="x", school_id="x",
    )  # fmt: skip


def ask(browser, door, session="", **headers):
    """Ask at a door with what is sent along, and say what came of it."""
    method = {"ANY": "PROPFIND"}.get(door.method, door.method)
    browser.client.cookies.clear()
    if session:
        browser.client.cookies.set(COOKIE, session)
    if door.path == "/events":  # it never ends: its first words are enough
        answer = browser.first_words("/events")
    else:
        sent = {"depth": "0", **headers}
        answer = browser.ask(method, address_of(door), headers=sent)
    return answer.status_code, answer.headers.get("location")


def is_let_in(answer):
    status, location = answer
    return status != 401 and not (location or "").startswith("/login")


@pytest.mark.parametrize("door", NOT_PUBLIC, ids=named)
def test_a_session_of_one_school_opens_no_door_of_another(node, door):
    account = of(node, "А", login_for(door))
    session = node.sites["А"].sessions.open(account)
    here, there = node.browser("А"), node.browser("Б")

    stranger = ask(there, door)

    if not door.is_folder:  # where a cookie says nothing
        assert is_let_in(ask(here, door, session))
    assert ask(there, door, session) == stranger
    assert not is_let_in(stranger)


@pytest.mark.parametrize(
    "door",
    [door for door in DOORS if door.programs or door.is_folder],
    ids=named,
)
def test_a_token_of_one_school_opens_no_door_of_another(node, door):
    login = login_for(door)
    token = make_token(
        node.sites["А"].school.database,
        of(node, "А", login).account_id,
        "x",
        door.programs or "folder",
        at=NOW,
        valid_for=timedelta(days=1),
    )
    said = f"Bearer {token}"
    if door.is_folder:
        said = f"Basic {b64encode(f'{login}:{token}'.encode()).decode()}"
    here, there = node.browser("А"), node.browser("Б")
    for browser in (here, there):
        del browser.client.headers["origin"]

    assert is_let_in(ask(here, door, authorization=said))
    assert ask(there, door, authorization=said)[0] == 401


def test_a_password_of_one_school_logs_nobody_in_at_another(node):
    with node.sites["Б"].school.database.writing() as cursor:
        cursor.execute("update access.accounts set login = login || '-b'")

    assert node.browser("А").log_in("teacher").status_code == 303
    assert node.browser("Б").log_in("teacher").status_code == 401


def test_wrong_passwords_at_one_school_make_nobody_wait_at_another(node):
    here, there = node.browser("А"), node.browser("Б")
    tried = [here.log_in("teacher", "wrong").status_code for _ in range(6)]

    assert tried == [401] * 5 + [429]
    assert there.log_in("teacher").status_code == 303


def test_a_form_of_one_school_is_not_taken_at_another(node):
    here, there = node.browser("А"), node.browser("Б")
    filled = {"login": "teacher", "password": PASSWORD, "form": here.form()}
    sent = {"cookie": f"{FORM_COOKIE}={here.client.cookies[FORM_COOKIE]}"}

    def status(browser):
        return browser.ask("POST", "/login", data=filled, headers=sent).status_code

    assert status(there) == 403
    assert status(here) == 303


@pytest.mark.parametrize("purpose", ["password", "second_factor"])
def test_a_ticket_of_one_school_leads_nowhere_at_another(node, purpose):
    ticket = node.sites["А"].tickets.issue(purpose, of(node, "А", "teacher"))
    door = "/password" if purpose == "password" else "/second-factor"
    cookie = {"cookie": f"{TICKET_COOKIE}={ticket}"}

    assert node.browser("А").get(door, headers=cookie).status_code == 200
    answer = node.browser("Б").get(door, headers=cookie)
    assert (answer.status_code, answer.headers["location"][:6]) == (303, "/login")


def test_the_secret_address_of_a_calendar_is_nothing_at_another_school(node):
    school, parent = node.sites["А"].school, of(node, "А", "parent")
    secret = make_feed(
        school.database,
        log.Actor(parent.account_id, parent.person_id),
        "К-001",
        shows_name=True,
        today=NOW.date(),
        at=NOW,
    )

    assert node.browser("А").get(f"/calendar/{secret}.ics").status_code == 200
    assert node.browser("Б").get(f"/calendar/{secret}.ics").status_code == 404


def test_a_link_that_ends_mails_is_nothing_at_another_school(node):
    parent = of(node, "А", "parent")
    for site in node.sites.values():  # the same address in both
        with site.school.database.writing() as cursor:
            cursor.execute(
                "insert into access.mail_settings by name select "
                "$account as account_id, 'a@example.org' as address, "
                "$now as confirmed_at",
                {"account": parent.account_id, "now": NOW.replace(tzinfo=None)},
            )
    folder = node.sites["А"].school.folder
    token = mail_links.link_token(
        folder, parent.account_id, "reminder", "a@example.org"
    )

    assert node.browser("А").get(f"/mail/unsubscribe/{token}").status_code == 200
    assert node.browser("Б").get(f"/mail/unsubscribe/{token}").status_code == 404


def test_commands_of_one_schools_folder_are_not_done_by_another(node):
    token = node.sites["А"].control_token
    nonce = proof.new_nonce()
    asked = {"authorization": proof.asking(token, proof.HELLO, nonce)}
    answers = []
    for name in HOSTS:
        browser = node.browser(name, address="127.0.0.1")
        del browser.client.headers["origin"]
        answer = browser.ask("POST", "/control/hello", headers=asked)
        answers.append(answer.status_code)

    assert answers == [204, 404]


@pytest.fixture
def one_session_in_both(node):
    """Plant the very same session, token and all, in both schools' stores."""
    token = node.sites["А"].sessions.open(of(node, "А", "parent"))
    live = node.sites["А"].sessions.for_token(token)
    assert of(node, "Б", "parent").account_id == live.account_id
    twin = replace(live, tabs=set(), streams=set(), grants=OrderedDict())
    node.sites["Б"].sessions._live[live.session_id] = twin
    return token


def test_with_the_same_session_id_in_both_each_name_shows_its_own_children(
    node, one_session_in_both
):
    with node.sites["Б"].school.database.writing() as cursor:
        cursor.execute("update setup.students set given_name = 'Юлиан'")
    cookie = {"cookie": f"{COOKIE}={one_session_in_both}"}

    here = node.browser("А").get("/diary", headers=cookie).text
    there = node.browser("Б").get("/diary", headers=cookie).text

    assert "Илья" in here
    assert "Юлиан" not in here
    assert "Юлиан" in there
    assert "Илья" not in there


@pytest.mark.parametrize(
    "address",
    [
        "/media/0123456789abcdef0123456789abcdef.pdf",
        "/_stcore/upload_file/" + "/".join(["0" * 36, "1" * 36]),
    ],
)
def test_a_file_offered_in_one_school_is_nothing_in_another(
    node, one_session_in_both, address
):
    session = node.sites["А"].sessions.for_token(one_session_in_both)
    session.grant(address.partition(".")[0].encode())
    cookie = {"cookie": f"{COOKIE}={one_session_in_both}"}
    nothing = "There is nothing here."

    # Past the guard nothing serves files here; its own words tell them apart.
    assert node.browser("А").get(address, headers=cookie).text != nothing
    assert node.browser("Б").get(address, headers=cookie).text == nothing


def test_a_log_out_in_one_school_ends_nothing_in_another(node, one_session_in_both):
    cookie = {"cookie": f"{COOKIE}={one_session_in_both}"}
    node.browser("А").get("/logout", headers=cookie)

    assert node.browser("А").get("/my_access", headers=cookie).status_code == 401
    assert node.browser("Б").get("/my_access", headers=cookie).status_code == 200


def test_what_is_refused_is_told_in_the_log_of_the_school_that_was_asked(node):
    for name in HOSTS:
        headers = {"authorization": "Bearer vdm_" + "a" * 43}
        browser = node.browser(name)
        del browser.client.headers["origin"]
        if name == "Б":
            browser.ask("POST", "/api/workbooks", headers=headers)
        node.sites[name].trail.write()

    counted = {}
    for name, site in node.sites.items():
        with site.school.database.reading() as cursor:
            (counted[name],) = cursor.execute(
                "select count(*) from access.log where action = 'refused'"
            ).fetchone()
    assert counted == {"А": 0, "Б": 1}


@pytest.mark.parametrize(
    "host",
    ["nobody.example.org", "", "127.0.0.1", "school-a.example.org.", "school-a"],
)
def test_a_name_that_no_school_has_is_not_answered(node, host):
    answer = node.browser("А").get("/login", headers={"host": host})
    in_english = node.browser("А").get(
        "/login", headers={"host": host, "accept-language": "en"}
    )

    assert answer.status_code == in_english.status_code == 400
    assert answer.text.startswith("По этому адресу нет журнала школы.")
    assert in_english.text.startswith("There is no school’s journal at this address.")
    assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_two_names_at_once_are_none(node):
    both = [("host", host) for host in HOSTS.values()]

    answer = node.browser("А").ask("GET", "/login", headers=both)

    assert answer.status_code == 400


def test_a_name_is_known_in_capitals_and_with_a_port(node):
    for host in ("SCHOOL-B.example.org", "school-b.example.org:8501"):
        answer = node.browser("А").get("/login", headers={"host": host})
        assert answer.status_code == 200


def socket(node, name, token, **headers):
    """Open a tab's socket; return the identity that reached Streamlit, or None."""
    reached = []

    async def streamlit(scope, receive, _send):
        await receive()
        reached.append(dict(Headers(scope=scope)))

    async def receive():
        return {"type": "websocket.connect"}

    async def send(_message):
        return

    host = HOSTS[name]
    said = {"host": host, "origin": f"https://{host}", **headers}
    sent = [(key.encode(), value.encode()) for key, value in said.items()]
    sent.append((b"cookie", f"{COOKIE}={token}".encode()))
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": sent}
    asyncio.run(ByHost(streamlit, node.schools, {})(scope, receive, send))
    return reached[0] if reached else None


def test_a_tab_opens_only_at_the_school_of_its_session(node):
    token = node.sites["А"].sessions.open(of(node, "А", "director"))

    assert socket(node, "А", token)["x-vedomost-school"] == node.sites["А"].key
    assert socket(node, "Б", token) is None


def test_a_tab_cannot_say_itself_of_which_school_it_is(node, one_session_in_both):
    forged = {"x-vedomost-school": node.sites["А"].key}

    told = socket(node, "Б", one_session_in_both, **forged)

    assert told["x-vedomost-school"] == node.sites["Б"].key


def test_a_page_of_another_site_opens_no_socket(node, one_session_in_both):
    origin = f"https://{HOSTS['А']}"

    assert socket(node, "Б", one_session_in_both, origin=origin) is None
