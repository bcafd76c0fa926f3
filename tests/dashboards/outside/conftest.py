"""A school that logs in through Canaille, a real OpenID provider beside the tests."""

from __future__ import annotations

import shutil
import uuid

import httpx
import pytest

from tests.dashboards.outside.visiting import ANSWER, SECRET, SETTINGS, WORD, Visitor
from tests.dashboards.serving import PATIENCE
from warehouse.school_folder import write_settings


@pytest.fixture(scope="session")
def iam_configuration(iam_configuration):
    """Let the subject be a number that stays when the person is renamed."""
    iam_configuration["CANAILLE_OIDC"]["USERINFO_MAPPING"] = {
        "SUB": "{{ user.id }}",
        "PREFERRED_USERNAME": "{{ user.user_name }}",
    }
    return iam_configuration


@pytest.fixture
def client(iam_server):
    """Register our school at the provider, anew for each test."""
    registered = iam_server.models.Client(
        client_id=f"vedomost-{uuid.uuid4().hex[:8]}",
        client_secret=SECRET,
        client_name="Ведомость",
        client_uri="https://testserver",
        redirect_uris=[ANSWER],
        response_types=["code"],
        grant_types=["authorization_code"],
        token_endpoint_auth_method="client_secret_basic",
        scope=["openid", "profile"],
    )
    iam_server.backend.save(registered)
    registered.audience = [registered]
    iam_server.backend.save(registered)
    yield registered
    iam_server.backend.delete(registered)


@pytest.fixture
def small_school_folder(small_school_folder, tmp_path, iam_server, client):
    """Tell the school of its provider."""
    folder = tmp_path / "made" / "school"
    shutil.copytree(small_school_folder, folder)
    write_settings(
        folder,
        {
            **SETTINGS,
            "oidc_issuer": iam_server.url.rstrip("/"),
            "oidc_client_id": client.client_id,
            "oidc_name": "Портал области",
        },
    )
    (folder / "keys").mkdir(exist_ok=True)
    (folder / "keys" / "oidc-secret").write_text(SECRET, encoding="utf-8")
    return folder


@pytest.fixture
def person_at_provider(iam_server):
    """Make people of the provider; they are gone after the test."""
    made = []

    def make(user_name):
        user = iam_server.models.User(
            user_name=user_name,
            formatted_name=user_name,
            family_name=user_name,
            emails=[f"{uuid.uuid4().hex}@school.example"],
            password=WORD,
        )
        iam_server.backend.save(user)
        made.append(user)
        return user

    yield make
    for user in made:
        iam_server.backend.delete(user)


@pytest.fixture
def visitor(browser, iam_server):
    with httpx.Client(timeout=PATIENCE) as theirs:
        yield Visitor(browser, theirs, iam_server.url)
