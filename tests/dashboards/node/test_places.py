"""Which schools a node serves and what it refuses to begin with."""

from __future__ import annotations

import pytest

from dashboards.node.places import places_in, see_that_names_differ
from dashboards.node.running import serve_node
from dashboards.node.settings import node_settings
from warehouse.errors import VedomostError
from warehouse.school_folder import create_folder

SCHOOL = {"school_id": "x", "name": "X", "timezone": "Europe/Moscow"}


@pytest.fixture
def lay(tmp_path):
    """Lay school folders with these settings beside the node's settings."""
    (tmp_path / "schools").mkdir()

    def laid(**settings):
        for name, more in settings.items():
            create_folder(tmp_path / "schools" / name, {**SCHOOL, **more})
        return tmp_path / "schools"

    return laid


def test_every_folder_with_a_school_is_served_at_its_name(lay):
    folder = lay(b={"host": "b.example.org"}, a={"host": "a.example.org"})
    (folder / "backups").mkdir()
    (folder / "notes.txt").write_text("no school")

    found = places_in(folder)

    assert [(one.school, one.host) for one in found] == [
        ("a", "a.example.org"),
        ("b", "b.example.org"),
    ]


@pytest.mark.parametrize(
    "host",
    [
        None,
        "",
        "A.example.org",
        "a.example.org:8501",
        "https://a",
        "a/b",
        "школа.рф",
        7,
    ],
)
def test_a_school_without_a_name_of_its_own_is_refused(lay, host):
    folder = lay(a={} if host is None else {"host": host})

    with pytest.raises(VedomostError, match="is missing or is no name"):
        places_in(folder)


def test_two_schools_at_one_name_are_refused(lay):
    folder = lay(a={"host": "a.example.org"}, b={"host": "a.example.org"})

    with pytest.raises(VedomostError, match="is the name of another school, too"):
        see_that_names_differ(places_in(folder))


def test_mails_that_lead_to_another_school_are_refused(lay):
    mail = {"public_address": "https://b.example.org"}
    folder = lay(a={"host": "a.example.org", "mail": mail})

    with pytest.raises(VedomostError, match="mails lead people to b"):
        places_in(folder)


def _settings(tmp_path, text):
    path = tmp_path / "vedomost-node.toml"
    path.write_text(text)
    return path


def test_the_machines_own_name_is_no_schools(lay, tmp_path):
    lay(a={"host": "localhost"})

    with pytest.raises(VedomostError, match="this machine’s own name"):
        serve_node(_settings(tmp_path, 'folder = "schools"'))


def test_a_node_of_an_installation_does_not_begin_without_its_secret(
    lay, tmp_path, monkeypatch
):
    lay()
    monkeypatch.delenv("VEDOMOST_INSTALLATION_SECRET", raising=False)
    lake = '[lake]\ncatalogue = "postgres:host=127.0.0.1 port=1"\ndata = "/lake"'

    with pytest.raises(VedomostError, match="needs the installation’s secret"):
        serve_node(_settings(tmp_path, f'folder = "schools"\n{lake}'))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("node = ", "cannot be read"),
        ('node = "a"', "which is no folder"),
        ('folder = "nowhere"', "which is no folder"),
        ('folder = "schools"\nports = 1', "is no setting of a node"),
        ('folder = "schools"\nserve = 1', "is no setting of a node"),
        ('folder = "schools"\n[serve]\nport = "x"', "port is “x”"),
        ('folder = "schools"\n[serve]\nport = 70000', "port is “70000”"),
        ('folder = "schools"\n[metrics]\ntoken_file = "none"', "cannot be read or"),
        (
            'folder = "schools"\n[lake]\ncatalogue = "host=a"',
            "of \\[lake\\] is “host=a”",
        ),
    ],
)
def test_settings_that_say_nothing_sensible_are_refused(lay, tmp_path, text, words):
    lay()

    with pytest.raises(VedomostError, match=words):
        node_settings(_settings(tmp_path, text))


def test_the_token_of_metrics_is_in_no_words_about_the_settings(lay, tmp_path):
    lay()
    (tmp_path / "token").write_text("x" * 40 + "\n")
    text = 'folder = "schools"\n[metrics]\ntoken_file = "token"'

    found = node_settings(_settings(tmp_path, text))

    assert found.metrics_token == "x" * 40
    assert "xxxx" not in repr(found)
