"""Role × page, role × address, program × address: drawn out, every cell filled.

The tables are written by hand and do not read `dashboards.access`: a right given there
by mistake shows up here.
"""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta

import pytest

from dashboards.access import DOORS, PAGES, ROLES
from dashboards.door.guard import COOKIE
from tests.dashboards.conftest import PASSWORD
from tests.drawn_table import rows_of
from warehouse.access.accounts import account_for_login
from warehouse.access.tokens import make_token, revoke, tokens_of

pytestmark = pytest.mark.by_turns

CLOSED = "Эта страница вам не открыта."
ENDED = "Сеанс завершён. Войдите снова."

# The columns are the people of the small school (`hr`, the homeroom teacher, teaches
# too), someone without a role, a stranger, programs with a token of each scope;
# then a cookie kept from before the log-out, and a revoked token.
COLUMNS = {
    "dir": "director",
    "dep": "deputy",
    "adm": "administrator",
    "sec": "secretary",
    "hr": "homeroom",
    "tea": "teacher",
    "stu": "student",
    "par": "parent",
    "no": "nobody",
    "out": "stranger",
    "upl": "upload",
    "fol": "folder",
    "met": "metrics",
    "old": "logged out",
    "rev": "revoked",
}
# + opens, · does not.
PAGE_TABLE = """
page           dir  dep  adm  sec  hr   tea  stu  par  no   out
school_today   +    +    ·    +    ·    ·    ·    ·    ·    ·
timeliness     +    +    ·    ·    +    +    ·    ·    ·    ·
plan_and_fact  +    +    ·    ·    +    +    ·    ·    ·    ·
lesson_plans   +    +    ·    ·    +    +    ·    ·    ·    ·
readiness      +    +    +    +    ·    ·    ·    ·    ·    ·
set_up         +    +    +    ·    ·    ·    ·    ·    ·    ·
summary_sheet  +    +    ·    ·    +    +    ·    ·    ·    ·
final_marks    +    +    ·    ·    +    ·    ·    ·    ·    ·
movement       +    +    ·    +    ·    ·    ·    ·    ·    ·
replacements   +    +    ·    +    ·    ·    ·    ·    ·    ·
staff_changes  +    +    ·    ·    ·    ·    ·    ·    ·    ·
outside_marks  +    +    ·    +    ·    ·    ·    ·    ·    ·
foreign_layouts +   +    ·    ·    +    +    ·    ·    ·    ·
reconciliation +    +    ·    ·    +    +    ·    ·    ·    ·
rosters        +    +    +    +    ·    ·    ·    ·    ·    ·
imports        +    +    ·    ·    ·    ·    ·    ·    ·    ·
class_progress +    +    ·    ·    +    ·    ·    ·    ·    ·
school_pictures +   +    ·    ·    ·    ·    ·    ·    ·    ·
journal_page   +    +    ·    ·    +    +    ·    ·    ·    ·
data_quality   +    +    ·    ·    +    +    ·    ·    ·    ·
forms          +    +    ·    ·    +    ·    ·    ·    ·    ·
weekly_sheets  +    +    ·    ·    +    ·    ·    ·    ·    ·
archive        +    +    ·    ·    ·    ·    ·    ·    ·    ·
verify_form    +    +    +    +    +    +    +    +    ·    ·
monthly_exports +   +    +    ·    ·    ·    ·    ·    ·    ·
safekeeping    +    +    +    ·    ·    ·    ·    ·    ·    ·
my_journals    ·    ·    ·    ·    +    +    ·    ·    ·    ·
messages       ·    ·    ·    ·    +    +    ·    ·    ·    ·
my_access      +    +    +    +    +    +    +    +    ·    ·
accounts       +    +    +    +    ·    ·    ·    ·    ·    ·
login_slips    ·    +    ·    +    +    ·    ·    ·    ·    ·
breaches       +    +    +    +    ·    ·    ·    ·    ·    ·
mails          +    +    +    ·    +    ·    ·    ·    ·    ·
access_log     +    ·    ·    ·    ·    ·    ·    ·    ·    ·
personal_data  +    +    ·    ·    ·    ·    ·    ·    ·    ·
"""

# in: answers with what is asked; on: leads on to another address; log: asks to log in;
# no: refused, or says there is nothing; frm: the form again, with what is wrong.
DOOR_TABLE = """
address                    dir dep adm sec hr  tea stu par no  out upl fol met old rev
GET  /                     on  on  on  on  on  on  on  on  in  log log log log log log
GET  /diary                no  no  no  no  no  no  in  in  no  log log log log log log
GET  /diary/mail           no  no  no  no  no  no  no  in  no  log log log log log log
POST /diary/mail           no  no  no  no  no  no  no  on  no  log log log log log log
GET  /diary/mail/sample    no  no  no  no  no  no  no  in  no  log log log log log log
GET  /diary/week.pdf       no  no  no  no  no  no  in  in  no  log log log log log log
GET  /diary/paper          no  no  no  no  no  no  no  in  no  log log log log log log
POST /diary/paper          no  no  no  no  no  no  no  on  no  log log log log log log
GET  /diary/calendar       no  no  no  no  no  no  in  in  no  log log log log log log
POST /diary/calendar       no  no  no  no  no  no  on  on  no  log log log log log log
GET  /calendar/guess.ics   no  no  no  no  no  no  no  no  no  no  no  no  no  no  no
POST /diary/read           no  no  no  no  no  no  on  on  no  log log log log log log
POST /diary/seen           no  no  no  no  no  no  no  on  no  log log log log log log
GET  /school_today         in  in  in  in  in  in  in  in  in  log log log log log log
GET  /login                on  on  on  on  on  on  on  on  on  in  in  in  in  in  in
POST /login                on  on  on  on  on  on  on  on  on  on  on  on  on  on  on
GET  /password             in  in  in  in  in  in  in  in  in  log log log log log log
POST /password             frm frm frm frm frm frm frm frm frm log log log log log log
GET  /second-factor        log log log log log log log log log log log log log log log
POST /second-factor        log log log log log log log log log log log log log log log
GET  /outside/login        no  no  no  no  no  no  no  no  no  no  no  no  no  no  no
GET  /outside/answer       no  no  no  no  no  no  no  no  no  no  no  no  no  no  no
GET  /logout               log log log log log log log log log log log log log log log
GET  /language/en          on  on  on  on  on  on  on  on  on  log log log log log log
GET  /healthz              in  in  in  in  in  in  in  in  in  in  in  in  in  in  in
GET  /assets/login.css     in  in  in  in  in  in  in  in  in  in  in  in  in  in  in
GET  /favicon.png          in  in  in  in  in  in  in  in  in  in  in  in  in  in  in
GET  /mail/unsubscribe/r.a.b no no no no no no no no no no no no no no no
POST /mail/unsubscribe/r.a.b no no no no no no no no no no no no no no no
GET  /events               in  in  in  in  in  in  in  in  in  log log log log log log
GET  /workbooks/2026-11-05 no  no  no  no  in  in  no  no  no  log log log log log log
GET  /returned/a-copy      no  no  no  no  no  no  no  no  no  log log log log log log
GET  /archive/a-package    no  no  no  no  no  no  no  no  no  log log log log log log
ANY  /dav                  no  no  no  no  in  in  no  no  no  log log in  log log log
ANY  /dav/                 no  no  no  no  in  in  no  no  no  log log in  log log log
POST /api/workbooks        no  no  no  no  in  in  no  no  no  log in  log log log log
GET  /metrics              no  no  in  no  no  no  no  no  no  log log log in  log log
GET  /region               no  no  no  no  no  no  no  no  no  log log log log log log
GET  /region/districts/d  no  no  no  no  no  no  no  no  no  log log log log log log
GET  /region/schools/s    no  no  no  no  no  no  no  no  no  log log log log log log
GET  /region/files/csv    no  no  no  no  no  no  no  no  no  log log log log log log
GET  /region/files/csv/districts/d no no no no no no no no no log log log log log log
GET  /region/files/csv/schools/s no no no no no no no no no log log log log log log
POST /control/verify       no  no  no  no  no  no  no  no  no  no  no  no  no  no  no
GET  /media/{stolen}       no  no  no  no  no  no  no  no  no  log log log log log log
GET  /_stcore/metrics      no  no  no  no  no  no  no  no  no  log log log log log log
"""


def _by_login(drawn):
    return {
        name: {COLUMNS[column]: cell for column, cell in row.items()}
        for name, row in rows_of(drawn).items()
    }


PAGE_ROWS = _by_login(PAGE_TABLE)
DOOR_ROWS = _by_login(DOOR_TABLE)
PEOPLE = ("nobody", *ROLES)
COLUMNS_BESIDE = ("stranger", "upload", "folder", "metrics", "logged out", "revoked")
STOLEN = f"/media/{'0123456789abcdef' * 2}.xlsx"  # a file that the teacher was sent
STREAMLITS = {"GET /media/{stolen}", "GET /_stcore/metrics"}


def test_the_tables_name_every_page_every_address_and_every_role():
    assert set(PAGE_ROWS) == {page.name for page in PAGES if not page.is_plain}
    drawn = {tuple(row.split()) for row in set(DOOR_ROWS) - STREAMLITS}
    assert len(drawn) == len(DOORS)
    for door in DOORS:
        known = door.path.partition("{")[0]
        assert any(
            method == door.method and path.startswith(known) for method, path in drawn
        )
    for row in (*PAGE_ROWS.values(), *DOOR_ROWS.values()):
        assert set(PEOPLE) <= set(row)


@pytest.mark.parametrize("login", PEOPLE)
def test_a_page_file_opened_directly_opens_to_the_drawn_roles(looking_as, login):
    opens = {
        name: _opens(looking_as(login, f"app_pages/{name}.py")) for name in PAGE_ROWS
    }

    assert opens == {name: row[login] for name, row in PAGE_ROWS.items()}


def test_a_page_file_opened_directly_opens_to_no_stranger(looking_as):
    for name, row in PAGE_ROWS.items():
        app = looking_as("director", f"app_pages/{name}.py")
        app.user = {**app.user, "session": "0" * 64, "account": "x"}
        assert _opens(app, ENDED) == row["stranger"]


def _opens(app, refusal=CLOSED):
    app.run()
    assert not app.exception
    if [error.value for error in app.error] != [refusal]:
        return "+"
    assert len(app.main) == 1
    return "·"


@pytest.mark.parametrize("who", [*PEOPLE, *COLUMNS_BESIDE])
def test_an_address_answers_as_drawn(browser, site, token_of, who):
    site.sessions.for_token(token_of("teacher")).grant(STOLEN.encode())
    answers = {}
    for row in DOOR_ROWS:
        method, path = row.split()
        browser.client.cookies.clear()
        form = browser.form() if method == "POST" else ""
        _become(browser, site, token_of, who)
        if method == "ANY":
            answers[row] = _word(_ask_folder(browser, path, who))
        else:
            answers[row] = _word(_ask(browser, method, path, form))

    assert answers == {row: cells[who] for row, cells in DOOR_ROWS.items()}


def _become(browser, site, token_of, who):
    """Bring the session's cookie, the program's token, or nothing."""
    browser.client.headers.pop("authorization", None)
    if who in PEOPLE:
        browser.client.cookies.set(COOKIE, token_of(who))
    elif who == "logged out":
        kept = token_of("director")
        browser.get("/logout", headers={"cookie": f"{COOKIE}={kept}"})
        browser.client.cookies.set(COOKIE, kept)
    elif who != "stranger":
        token = _token(site, {"revoked": "upload"}.get(who, who), who == "revoked")
        browser.client.headers["authorization"] = f"Bearer {token}"


def _token(site, scope, is_revoked):
    database, now = site.school.database, site.school.clock.now()
    login = "administrator" if scope == "metrics" else "teacher"
    account, _ = account_for_login(database, login)
    term = timedelta(days=1)
    token = make_token(
        database, account.account_id, "проверка", scope, at=now, valid_for=term
    )
    if is_revoked:
        for made in tokens_of(database, account.account_id):
            revoke(database, made.token_id, account.account_id, now)
    return token


def _ask(browser, method, path, form):
    path = path.format(stolen=STOLEN.removeprefix("/media/"))
    if path == "/events":  # it never ends: its first words are enough
        return browser.first_words(path)
    sent = {"form": form, "login": "teacher", "password": PASSWORD, "next": "/"}
    sent["message"] = "1"
    if path == "/api/workbooks":
        return browser.ask(method, path, content=b"not a workbook")
    data = sent if method == "POST" else None
    return browser.ask(method, path, data=data, follow_redirects=False)


def _ask_folder(browser, path, who):
    """Bring the password, or the token in its place; a page's cookie says nothing."""
    _, _, token = browser.client.headers.get("authorization", "").partition(" ")
    login, secret = (who, PASSWORD) if who in PEOPLE else ("teacher", token)
    headers = {"depth": "0"}
    if secret:
        sent = b64encode(f"{login}:{secret}".encode()).decode()
        headers["authorization"] = f"Basic {sent}"
    del browser.client.headers["origin"]
    answer = browser.ask("PROPFIND", path, headers=headers)
    browser.client.headers["origin"] = "https://testserver"
    return answer


def _word(answer):
    if answer.status_code in (301, 302, 303, 307):
        return "log" if answer.headers["location"].startswith("/login") else "on"
    if answer.status_code == 401 and "<form" in answer.text:
        return "frm"
    words = {
        200: "in",
        207: "in",
        401: "log",
        403: "no",
        404: "no",
        409: "on",  # let in: the form is told which child it should have named
        400: "frm",
        422: "in",
    }
    return words[answer.status_code]
