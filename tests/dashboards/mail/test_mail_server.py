"""The section [mail] of vedomost.toml: what it must say, and where secrets are not."""

from __future__ import annotations

import shutil
import tomllib

import pytest

from dashboards.mail.mail_server import mail_server_of
from dashboards.site import open_site
from ingest.setup.school import _write_settings
from tests.dashboards.mail.conftest import PUBLIC
from warehouse.errors import VedomostError
from warehouse.school_folder import open_school, write_settings

SETTINGS = {
    "school_id": "small",
    "name": "Школа № 7 «Радуга»",
    "timezone": "Europe/Moscow",
    "language": "ru",
}
MAIL = {
    "host": "smtp.school7.example",
    "port": 465,
    "security": "tls",
    "login": "journal",
    "sender": "journal@School7.example",
    "public_address": f"{PUBLIC}/",
}


@pytest.fixture
def named(tmp_path, monkeypatch):
    """Write the section and read it: `named(port=0)`; None takes a key out."""
    monkeypatch.delenv("VEDOMOST_SMTP_PASSWORD", raising=False)
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "smtp-password").write_text("from the file\n")

    def read(**changed):
        section = {k: v for k, v in {**MAIL, **changed}.items() if v is not None}
        write_settings(tmp_path, {**SETTINGS, "mail": section})
        return mail_server_of(tmp_path)

    return read


def test_a_whole_section_names_the_mail_server(named, monkeypatch):
    server = named()

    assert (server.host, server.port, server.security) == (
        "smtp.school7.example",
        465,
        "tls",
    )
    assert server.sender == "journal@school7.example"
    assert (server.public_address, server.public_host) == (
        PUBLIC,
        "journal.school7.example",
    )
    assert server.password == "from the file"
    assert "from the file" not in repr(server)
    monkeypatch.setenv("VEDOMOST_SMTP_PASSWORD", "of the variable")
    assert named().password == "of the variable"
    assert named(login=None).password == ""
    assert named(port=None, security="starttls").port == 587
    assert (server.mails_a_minute, named(mails_a_minute=5).mails_a_minute) == (60, 5)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"host": None}, "host is missing"),
        ({"sender": None}, "sender is missing"),
        ({"public_address": None}, "public_address is missing"),
        ({"security": None}, "security is missing"),
        ({"security": "ssl"}, "security is “ssl”. Write one of tls, starttls, none"),
        ({"port": 0}, "port is “0”"),
        ({"port": "465"}, "port is “465”"),
        ({"sender": "Школа"}, "not an e-mail address"),
        ({"sender": "a@b.ru\r\nBcc: c@d.ru"}, "not an e-mail address"),
        ({"public_address": "http://journal.school7.example"}, "public_address is"),
        ({"public_address": f"{PUBLIC}/x"}, "public_address is"),
        ({"public_address": "journal.school7.example"}, "public_address is"),
        ({"mails_a_minute": 0}, "mails_a_minute is “0”. Write a number from 1 to 1000"),
        ({"mails_a_minute": True}, "mails_a_minute is “True”"),
        ({"mails_a_minute": "60"}, "mails_a_minute is “60”"),
        ({"mails_a_minute": 1001}, "mails_a_minute is “1001”"),
        ({"password": "secret-7"}, "take the password out of this file"),
        ({"usr": "journal"}, "“usr” is not one of"),
        ({"login": "журнал"}, "Latin letters"),
        ({"security": "none"}, "cross the network for all to read"),
    ],
)
def test_a_half_made_section_says_what_is_wrong(named, changed, told):
    with pytest.raises(VedomostError) as refused:
        named(**changed)

    assert told in str(refused.value)
    assert "secret-7" not in str(refused.value)


def test_without_a_password_the_school_is_not_opened_for_sending(named, tmp_path):
    (tmp_path / "keys" / "smtp-password").unlink()

    with pytest.raises(VedomostError, match="the password is missing"):
        named()


def test_a_new_set_up_keeps_the_section(small_school_folder, tmp_path, clock):
    folder = tmp_path / "school"
    shutil.copytree(small_school_folder, folder)
    write_settings(folder, {**SETTINGS, "mail": {**MAIL, "login": ""}})

    _write_settings(folder, {**SETTINGS, "name": "Школа № 8"})

    written = tomllib.loads((folder / "vedomost.toml").read_text(encoding="utf-8"))
    assert written["mail"] == {**MAIL, "login": ""}
    with open_school(folder, clock) as school:
        assert school.name == "Школа № 8"
        site = open_site(school)
    assert site.mail is not None
    assert "journal.school7.example" in site.hosts


def test_a_school_without_the_section_sends_nothing(small_school_folder):
    assert mail_server_of(small_school_folder) is None
