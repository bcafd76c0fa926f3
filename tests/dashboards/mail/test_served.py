"""The real server: it sends by itself, once, and its log names nobody."""

from __future__ import annotations

import httpx
import pytest

from dashboards.mail.sending import look
from tests.dashboards.mail.conftest import MONDAY, local, rows
from tests.dashboards.mail.weekly import wants_weekly
from tests.dashboards.serving import PATIENCE, Serving, get, wait_until
from warehouse.access import mail_settings
from warehouse.school_folder import open_school

pytestmark = pytest.mark.by_turns


@pytest.fixture
def served(school, subscribe):
    """Serve the school at a moment of its own clock, as the demo school is."""
    running = []

    def serve(moment):
        settings = school.folder / "vedomost.toml"
        told = settings.read_text(encoding="utf-8")
        demo_now = local(school, moment).isoformat()
        settings.write_text(f'demo_now = "{demo_now}"\n{told}', encoding="utf-8")
        school.database.close()
        running.append(Serving(school.folder))
        return running[-1]

    yield serve
    for one in running:
        one.process.kill()
        one.process.communicate()


def test_a_served_school_sends_what_is_ripe_and_says_nothing_of_it_in_its_log(
    served, school, subscribe, mailbox, server, clock
):
    subscribe("teacher")
    serving = served(f"{MONDAY}T09:50")

    wait_until(lambda: mailbox.mails)
    link = mailbox.mails[0]["List-Unsubscribe"].strip("<>")
    path = link.removeprefix(server.public_address)
    asked = get(serving.url + path)
    by_name = get(serving.url + path, headers={"host": server.public_host})
    code, _, logged = serving.stop()

    assert (asked.status_code, by_name.status_code) == (200, 200)
    assert code == 0
    assert "school7" not in logged
    assert "Traceback" not in logged
    with open_school(school.folder, clock) as opened:
        assert rows(opened, "kind, failure, sent_at is not null") == [
            ("reminder", None, True)
        ]
        clock.set(local(opened, f"{MONDAY}T10:00"))
        mailbox.take()
        look(opened, server)
        assert mailbox.take() == []


def test_a_mail_server_that_is_down_keeps_no_page_waiting(
    served, school, subscribe, office, clock
):
    subscribe("teacher")
    office.close()
    serving = served(f"{MONDAY}T09:50")

    assert get(f"{serving.url}/healthz").json() == {"ok": True}
    with serving.log_in("administrator") as client:
        waits = 'vedomost_mails{outcome="waiting"} 1.0'
        wait_until(lambda: waits in client.get("/metrics").text)
    code, _, logged = serving.stop()

    assert (code, "Traceback" in logged) == (0, False)
    with open_school(school.folder, clock) as opened:
        assert rows(opened, "failure") == [("no_connection",)]


def test_the_link_of_a_received_weekly_mail_ends_them_at_the_served_school(
    served, school, mailbox, server, clock
):
    actor = wants_weekly(school)
    serving = served("2026-11-28T11:00")  # it was off on Friday evening

    wait_until(lambda: mailbox.mails)
    (mail,) = mailbox.mails
    link = mail["List-Unsubscribe"].strip("<>")
    address = serving.url + link.removeprefix(server.public_address)
    asked = get(address)
    told = httpx.post(address, data={"List-Unsubscribe": "One-Click"}, timeout=PATIENCE)
    code, _, logged = serving.stop()

    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (asked.status_code, told.status_code, code) == (200, 200, 0)
    assert "families" not in logged
    assert "Traceback" not in logged
    with open_school(school.folder, clock) as opened:
        own = mail_settings.settings_of(opened.database, actor.account_id)
        assert (own.is_confirmed, own.wants_weekly) == (True, False)
        assert rows(opened, "kind, about, sent_at is not null") == [
            ("weekly", "2026-W48", True)
        ]
        mailbox.take()
        for moment in ("2026-11-29T18:00", "2026-12-04T18:00"):
            clock.set(local(opened, moment))
            look(opened, server)
        assert mailbox.take() == []
