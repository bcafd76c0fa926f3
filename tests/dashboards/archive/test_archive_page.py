"""*Archive* as people see it, the link of a package, the act, the command line."""

from __future__ import annotations

import io
import zipfile

import pytest

from dashboards.archive.act import make_act
from dashboards.archive.at_the_terminal import archive as at_the_terminal
from dashboards.control.commands import Asked
from dashboards.door.guard import COOKIE
from dashboards.printing.desk import Desk, certifiers
from tests.dashboards.archive.conftest import ADDRESS, DIRECTOR, NOW, PATH, Q2
from warehouse import filing
from warehouse.access.accounts import account_for_id
from warehouse.clock import utc_naive
from warehouse.closing import close
from warehouse.errors import VedomostError
from warehouse.queries import archive
from warehouse.viewer import Viewer

pytestmark = pytest.mark.by_turns


@pytest.fixture
def filled_school(packed):
    """Let the pages of this file show the school with the package."""
    return packed


@pytest.fixture
def school(packed):
    """Let the routes of this file serve it, too."""
    return packed


def html(app):
    return "".join(block.proto.body for block in app.get("html"))


def desk_of(school, person_id):
    viewer = Viewer(person_id, frozenset())
    return Desk(school, viewer, "ru", ADDRESS, certifiers(school, viewer, "ru")[0])


def package_ids(school, person_id="p-dir"):
    viewer = Viewer(person_id, frozenset())
    return archive.packages(school.database, viewer)["package_id"].to_list()


def test_a_deputy_sees_the_own_packages_with_terms_and_a_link(open_filled, packed):
    app = open_filled("archive", "p-ooo")

    assert not app.exception
    shown = html(app)
    assert "2 четверть" in shown
    assert "журнал: 31.12.2031" in shown
    assert "ведомость: 31.12.2051" in shown
    assert "ещё не проверялся" in shown
    assert f'href="/archive/{package_ids(packed)[0]}"' in shown
    assert "закрытие журнала" in shown


def test_a_deputy_of_another_level_sees_nothing(open_filled):
    app = open_filled("archive", "p-soo")

    assert not app.exception
    assert "5А" not in html(app)
    assert any("ещё нет" in one.value for one in app.info)


def test_checking_from_the_page_shows_the_date_of_the_last_good_check(
    open_filled, filled_site
):
    app = open_filled("archive", "p-ooo")
    next(
        one for one in app.button if one.label == "Проверить все пакеты сейчас"
    ).click().run()

    assert filled_site.archive.wait(60)
    app.run()

    assert "29.12.2026 15:00" in html(app)
    assert "ещё не проверялся" not in html(app)


def test_the_act_is_drawn_up_from_the_page_and_offered(open_filled, packed):
    app = open_filled("archive", "p-ooo")
    next(one for one in app.button if one.label == "Составить акт").click().run()

    assert not app.exception
    assert any("№ 0001" in option for option in app.selectbox(key="act").options)
    assert not any(one.label == "Составить акт" for one in app.button)
    with packed.database.reading() as cursor:
        filed = cursor.execute(
            f"select path, kind, filed_by from {filing.TABLE} order by path"
        ).fetchall()
    assert filed == [
        ("archive/Акты/акт-0001.pdf", "act", "p-ooo"),
        ("archive/Акты/акт-0001.xlsx", "act", "p-ooo"),
    ]
    pdf = (packed.folder / filed[0][0]).read_bytes()
    assert pdf.startswith(b"%PDF")


def test_nobody_hands_over_packages_of_another_level(packed):
    chosen = package_ids(packed)
    for stranger in ("p-soo", "p-mat"):
        with pytest.raises(VedomostError, match="answer for"):
            make_act(desk_of(packed, stranger), chosen)
    with pytest.raises(VedomostError, match="answer for"):
        make_act(desk_of(packed, "p-dir"), [])

    make_act(desk_of(packed, "p-dir"), chosen)
    make_act(desk_of(packed, "p-dir"), chosen)
    acts = archive.acts(packed.database, DIRECTOR)
    assert acts["number"].to_list() == [2, 1]
    assert archive.acts(packed.database, Viewer("p-soo", frozenset())).is_empty()


def test_a_closed_period_tells_of_its_package(open_filled):
    app = open_filled("final_marks", "p-ooo", **{"class": "5А", "period": Q2})

    assert not app.exception
    assert any("Архивный пакет № 1 создан" in one.value for one in app.caption)


def test_closing_from_the_page_makes_the_package_in_the_same_step(
    open_filled, filled_site
):
    app = open_filled("final_marks", "p-dir", **{"class": "5Б", "period": Q2})
    for one in app.text_input:
        if one.label == "Почему период закрывается без них":
            one.input("Двое на лечении")
    next(one for one in app.button if one.label == "Закрыть период").click().run()

    assert not app.exception
    assert filled_site.archive.wait(120)
    found = archive.packages(filled_site.school.database, DIRECTOR)
    assert set(found["class_id"]) == {"5А", "5Б"}
    assert filled_site.archive.failures() == {}


def test_a_further_package_that_fails_says_why(open_filled, filled_site, monkeypatch):
    def refuses(*_asked):
        raise VedomostError("The disk is {state}.", state="full")

    monkeypatch.setattr("dashboards.archive.keeper.make", refuses)
    app = open_filled("archive", "p-ooo", "en-GB")
    next(one for one in app.text_input if one.label == "Why").input("For the archive")
    next(one for one in app.button if one.label == "Make a further package").click()
    app.run()

    assert filled_site.archive.wait(30)
    app.run()
    assert [one.value for one in app.error] == ["5А, 2 четверть: The disk is full."]


def test_the_terminal_makes_lists_and_checks(closed):
    told = []
    asked = Asked(closed, {"check": True}, "en", told.append, told.append)

    assert at_the_terminal(asked)

    assert told == [
        "5А, 2 четверть: the package is made.",
        PATH,
        "Every package is as it was sealed.",
    ]
    path = closed.folder / PATH / "ПРОЧТИ.txt"
    path.chmod(0o644)
    path.write_text("!")
    told.clear()
    assert not at_the_terminal(asked)
    assert told == [PATH, "  ПРОЧТИ.txt: The file was changed."]


def test_the_terminal_says_why_a_package_cannot_be_made(closed, monkeypatch):
    def full(*_asked):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("warehouse.archive.bag.os.fsync", full)
    told = []
    asked = Asked(closed, {"check": False}, "ru", told.append, told.append)

    assert not at_the_terminal(asked)

    assert len(told) == 1
    assert "Пакет не удалось записать: No space left on device" in told[0]


def test_a_second_class_gets_its_own_folder(packed):
    close(packed, DIRECTOR, "5Б", Q2, "Двое на лечении")
    told = []

    assert at_the_terminal(
        Asked(packed, {"check": False}, "ru", told.append, told.append)
    )

    assert told[1:] == [PATH, PATH.replace("5А", "5Б")]


def test_a_package_is_downloaded_as_one_zip_by_who_leads(site, browser):
    def asked(person_id, address):
        with site.school.database.writing() as cursor:
            cursor.execute(
                "insert into access.accounts (account_id, person_id, login, state, "
                "language, security_version, created_at) "
                "values ($id, $id, $id, 'active', '', 1, $now)",
                {"id": person_id, "now": utc_naive(NOW)},
            )
        account = account_for_id(site.school.database, person_id)
        browser.client.cookies.set(COOKIE, site.sessions.open(account))
        return browser.get(address)

    address = f"/archive/{package_ids(site.school)[0]}"
    answer = asked("p-ooo", address)
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as files:
        assert files.testzip() is None
        assert "5А 2 четверть пакет 001/ПРОЧТИ.txt" in files.namelist()
    with site.school.database.reading() as cursor:
        assert cursor.execute(
            "select person_id, scope from access.log where action = 'exported'"
        ).fetchall() == [("p-ooo", f"5А {Q2} 1")]

    nowhere = browser.get("/archive/x")
    assert (nowhere.status_code, nowhere.text) == (404, "Такого пакета нет.")
    assert asked("p-soo", address).status_code == 404
    assert asked("p-mat", address).status_code == 403
