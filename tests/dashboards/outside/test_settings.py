"""What the settings say of the provider, and a provider that says no or nothing."""

from __future__ import annotations

import pytest

from dashboards.door.outside_provider import provider_name, provider_of
from ingest.setup.school import _write_settings
from tests.dashboards.outside.visiting import SETTINGS, rows
from warehouse.errors import VedomostError
from warehouse.school_folder import open_school, write_settings


def test_a_person_who_says_no_at_the_provider_comes_back_to_a_clear_sentence(
    visitor, school, person_at_provider
):
    person_at_provider("teacher")

    answer = visitor.log_in("teacher", answer="deny")

    assert answer.status_code == 403
    assert "не подтвердил вход" in answer.text
    assert rows(school, "select * from access.sessions") == []


def test_a_provider_that_does_not_answer_is_said_so_with_the_other_way_in(
    tmp_path, small_school_folder, clock, request
):
    settings = {
        **SETTINGS,
        "oidc_issuer": "http://127.0.0.1:9",  # nobody listens at the discard port
        "oidc_client_id": "vedomost",
        "oidc_name": "Портал области",
    }
    write_settings(small_school_folder, settings)
    browser = request.getfixturevalue("browser")

    answer = browser.get("/outside/login")

    assert answer.status_code == 503
    assert "Портал области сейчас не отвечает" in answer.text
    assert 'href="/login"' in answer.text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"oidc_issuer": "http://id.example"}, "https"),
        ({"oidc_client_id": ""}, "oidc_client_id"),
    ],
)
def test_half_made_or_unsafe_settings_stop_the_server(tmp_path, changed, said):
    given = {"oidc_issuer": "https://id.example", "oidc_client_id": "v", **changed}
    write_settings(tmp_path, {**SETTINGS, **given})

    with pytest.raises(VedomostError, match=said):
        provider_of(tmp_path)


def test_the_secret_comes_from_the_variable_or_the_key_file_never_from_settings(
    tmp_path, monkeypatch
):
    given = {"oidc_issuer": "https://id.example", "oidc_client_id": "v"}
    write_settings(tmp_path, {**SETTINGS, **given, "oidc_client_secret": "no"})

    with pytest.raises(VedomostError, match="secret is missing"):
        provider_of(tmp_path)
    monkeypatch.setenv("VEDOMOST_OIDC_SECRET", "из переменной")
    provider = provider_of(tmp_path)

    assert provider.client_secret == "из переменной"
    assert (provider.name, provider.login_claim) == ("id.example", "preferred_username")


def test_an_init_again_keeps_what_was_set_about_the_provider(
    small_school_folder, clock
):
    _write_settings(small_school_folder, {**SETTINGS, "name": "Школа № 8"})

    assert provider_of(small_school_folder).name == "Портал области"
    with open_school(small_school_folder, clock) as school:
        assert school.name == "Школа № 8"


def test_a_school_without_a_provider_has_neither_button_nor_door(
    small_school_folder, request
):
    write_settings(small_school_folder, SETTINGS)
    browser = request.getfixturevalue("browser")

    assert provider_name(request.getfixturevalue("site")) == ""
    assert browser.get("/outside/login").status_code == 404
    assert browser.get("/outside/answer?code=a&state=b").status_code == 404
