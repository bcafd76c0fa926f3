"""The table of access is whole, and menus and running pages keep to it.

Role × page × address is drawn out in `test_access_table.py`.
"""

from __future__ import annotations

import pytest

from dashboards import current
from dashboards.access import DOORS, PAGE_BY_NAME, PAGES, ROLE_NAMES, ROLES
from dashboards.server import our_routes
from expectations.language import say
from warehouse.region.asking import REGION

# The logins of the small school and the roles that its set-up gives them.
ROLES_OF = {
    "director": {"director"},
    "deputy": {"deputy"},
    "administrator": {"administrator"},
    "secretary": {"secretary"},
    "homeroom": {"homeroom", "teacher"},
    "teacher": {"teacher"},
    "student": {"student"},
    "parent": {"parent"},
    "nobody": set(),
}
ENDED = "Сеанс завершён. Войдите снова."


@pytest.mark.parametrize("login", ROLES_OF)
def test_the_menu_holds_the_pages_of_ones_roles_and_no_other(looking_as, login):
    app = looking_as(login)
    app.run()
    assert not app.exception

    in_menu = {page.name: _is_in_menu(app, page) for page in PAGES}

    assert in_menu == {page.name: bool(page.roles & ROLES_OF[login]) for page in PAGES}


def _is_in_menu(app, page):
    if page.is_plain:
        below = "".join(block.proto.body for block in app.sidebar.get("html"))
        return f'<a href="/{page.name}">' in below
    try:
        app.switch_page(f"app_pages/{page.name}.py")
    except ValueError:
        return False
    return True


def test_a_page_stops_at_the_next_run_once_the_account_is_closed(looking_as, school):
    app = looking_as("teacher")
    app.run()
    assert app.title or app.header

    with school.database.writing() as cursor:
        cursor.execute("update access.accounts set state = 'frozen'")
    app.run()

    assert [error.value for error in app.error] == [ENDED]
    assert not app.title


def test_a_session_lent_to_another_account_opens_nothing(looking_as, site):
    app = looking_as("teacher")
    director = looking_as("director")
    app.user = {**app.user, "account": director.user["account"]}

    app.run()

    assert [error.value for error in app.error] == [ENDED]


def test_every_address_of_ours_stands_in_the_table(site):
    served = {
        (route.path, method)
        for route in our_routes(site)
        for method in (route.methods or {"ANY"}) - {"HEAD"}
    }

    of_schools = [door for door in DOORS if door.roles != {REGION}]
    assert served == {(door.path, door.method) for door in of_schools}


def test_every_page_and_address_has_its_sentence_and_every_page_its_file():
    assert list(PAGE_BY_NAME.values()) == list(PAGES)
    for page in PAGES:
        assert page.file.is_file() != page.is_plain
        assert page.roles <= set(ROLES)
        assert page.sentence.endswith(".")
        assert say(page.sentence, "ru") != page.sentence
        assert say(page.title, "ru") != page.title
    for door in DOORS:
        assert door.sentence.endswith(".")
        assert door.roles <= set(ROLES) or door.roles == {REGION}
    assert set(ROLE_NAMES) == set(ROLES)


@pytest.mark.parametrize(
    "change",
    [
        "update setup.staff set roles = 'teacher' where roles = 'director'",
        "update access.accounts set state = 'frozen'",
        "update access.accounts set security_version = 7",
    ],
)
def test_an_export_offered_before_is_not_made_once_the_page_is_lost(
    site, school, token_of, change
):
    session_id = site.sessions.for_token(token_of("director")).session_id
    assert current.is_still_open(site, session_id, "access_log")

    with school.database.writing() as cursor:
        cursor.execute(change)

    assert not current.is_still_open(site, session_id, "access_log")
    assert not current.is_still_open(site, "nobody's", "access_log")
