"""The region's pages: figures for its administration, nobody's rows for anybody."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import load_workbook

from dashboards.access import DOORS
from tests.dashboards.region.conftest import OWN_PASSWORD, RegionBrowser
from warehouse.errors import VedomostError
from warehouse.region.asking import REGION
from warehouse.region.office import Person, add_person, remove_person

PERIOD = "year=2026&period=2026-Q1"
ADDRESSES = (
    "/region",
    "/region/districts/north",
    "/region/schools/school-17",
    "/region/files/csv",
    "/region/files/xlsx",
    "/region/files/csv/districts/north",
    "/region/files/xlsx/schools/school-17",
)


def test_the_way_from_the_region_to_a_school(region_browser, code):
    region_browser.enter(code)

    region = region_browser.get(f"/region?{PERIOD}").text
    district = region_browser.get(f"/region/districts/north?{PERIOD}").text
    school = region_browser.get(f"/region/schools/school-17?{PERIOD}").text

    assert "Северный район" in region
    assert "Южный район" in region
    assert "Школа № 3" in region  # has published nothing
    assert "Школа № 17" in district
    assert ">5А<" in school
    assert "Математика" in school
    assert re.search(r"\d+(,\d)?\N{NO-BREAK SPACE}%", school)


def test_a_first_log_in_chooses_a_password_and_the_code_opens_nothing_more(
    region_browser, code
):
    region_browser.enter(code)
    region_browser.get("/logout")

    assert region_browser.log_in("sokolova", code).status_code == 401
    answer = region_browser.log_in("sokolova", OWN_PASSWORD)
    assert answer.headers["location"] == "/"
    assert region_browser.get("/").headers["location"] == "/region"


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_stranger_is_led_to_the_log_in(region_browser, address):
    answer = region_browser.get(address, headers={"accept": "text/html"})

    assert answer.headers["location"].startswith("/login?next=/region")


def test_the_log_in_says_who_gives_codes_in_a_region(region_browser):
    form = region_browser.get("/login").text

    assert "администратор этого сервера" in form
    assert "классный руководитель" not in form


def test_every_address_of_the_table_is_for_the_region_alone():
    doors = [door for door in DOORS if door.path.startswith("/region")]

    assert len(doors) == 6
    assert all(door.roles == {REGION} and not door.is_public for door in doors)


@pytest.mark.parametrize("address", ADDRESSES)
def test_somebody_without_the_role_sees_no_page(
    region_browser, published, code, address
):
    """Such a row could only come from a school's own set-up."""
    region_browser.enter(code)
    with published.people.database.writing() as cursor:
        cursor.execute("update setup.staff set roles = 'director,deputy'")

    assert region_browser.get(address).status_code == 403


def test_who_left_is_out_at_once(region_browser, published, code):
    region_browser.enter(code)
    assert region_browser.get("/region").status_code == 200

    remove_person(published, "sokolova")

    assert region_browser.get("/region").headers["location"].startswith("/login")
    assert region_browser.log_in("sokolova", OWN_PASSWORD).status_code == 401


def test_a_schools_addresses_are_not_there(region_browser, code):
    region_browser.enter(code)

    for address in ("/diary", "/school_today", "/metrics", "/workbooks/2026-09-01"):
        assert region_browser.get(address).status_code in (401, 404), address


def test_no_page_and_no_file_holds_a_name_code_or_pseudonym(
    region_browser, published, filled_school, code
):
    region_browser.enter(code)
    with filled_school.database.reading() as cursor:
        people = cursor.execute(
            "select unnest([student_id, surname]) from setup.students "
            "union select unnest([person_id, surname]) from setup.staff"
        ).fetchall()
    with published.lake.reading() as connection:
        numbers = connection.execute(
            "select student from lake.entries union select teacher from lake.entries "
            "union select page from lake.entries"
        ).fetchall()
    secret = {str(one) for (one,) in (*people, *numbers)} - {"0"}

    told = [_told(region_browser.get(f"{one}?{PERIOD}")) for one in ADDRESSES]

    assert len(secret) > 60
    for text in told:
        assert len(text) > 50
        assert not {one for one in secret if one in text}


def _told(answer):
    """Return the text of a page, a CSV, or every sheet of a workbook."""
    assert answer.status_code == 200
    if "spreadsheet" not in answer.headers["content-type"]:
        return answer.text
    book = load_workbook(io.BytesIO(answer.content))
    return " ".join(str(list(sheet.values)) for sheet in book.worksheets)


def test_a_file_has_the_pages_figures_and_calculates_nothing(region_browser, code):
    region_browser.enter(code)

    content = region_browser.get(f"/region/files/csv/districts/north?{PERIOD}").content

    lines = content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Школа;Последняя передача;Учащиеся;Вовремя;Заполнено")
    assert lines[1].startswith("'=Школа № 2;")
    assert len(lines) == 3


def test_looking_and_taking_a_file_stand_in_the_log_of_access(
    region_browser, published, code
):
    region_browser.enter(code)

    region_browser.get("/region/files/csv")

    with published.people.database.reading() as cursor:
        logged = cursor.execute(
            "select action, scope from access.log where action = 'exported'"
        ).fetchall()
    assert logged == [("exported", "csv")]


@pytest.mark.parametrize(
    "address",
    ["/region/schools/nowhere", "/region/districts/nowhere", "/region/files/exe"],
)
def test_what_is_not_there_is_said_in_a_page(region_browser, code, address):
    region_browser.enter(code)

    answer = region_browser.get(address)

    assert answer.status_code == 404
    assert "Такой страницы нет" in answer.text


@pytest.mark.parametrize("chosen", ["of=nonsense", "year=1&period='--", "period="])
def test_a_period_that_no_school_has_falls_back_to_the_latest(
    region_browser, code, chosen
):
    region_browser.enter(code)

    answer = region_browser.get(f"/region?{chosen}")

    assert answer.status_code == 200
    assert "selected" in answer.text


def test_a_region_without_a_publication_says_so(office):
    browser = RegionBrowser(office)
    browser.enter(add_person(office, Person("sokolova", "Соколова", "Нина")))

    page = browser.get("/region").text

    assert "ещё не было" in page
    browser.close()


def test_a_login_is_given_once(published, code):
    assert add_person(published, Person("petrov", "Петров", "Олег")) != code

    with pytest.raises(VedomostError, match="taken"):
        add_person(published, Person("sokolova", "Соколов", "Пётр"))
