"""Answers of the identity provider that were tampered with or came too often."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import time

import httpx
import pytest
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey, RSAKey

from dashboards.door.outside_login import COOKIE
from dashboards.door.outside_provider import check_metadata, client_of, provider_of
from tests.dashboards.outside.visiting import (
    ANSWER,
    SECRET,
    failures,
    has_session,
    rows,
)


def test_the_way_there_carries_pkce_state_and_nonce_and_a_strict_cookie(
    visitor, client
):
    away = visitor.begin()

    asked = httpx.URL(away.headers["location"]).params
    assert asked["client_id"] == client.client_id
    assert asked["redirect_uri"] == ANSWER
    assert asked["code_challenge_method"] == "S256"
    assert min(len(asked[part]) for part in ("state", "nonce", "code_challenge")) >= 20
    cookie = away.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    for rule in ("path=/;", "Max-Age=600", "httponly", "samesite=lax", "secure"):
        assert rule in cookie


def test_an_answer_works_once_and_only_in_the_browser_that_began(
    visitor, school, person_at_provider
):
    person_at_provider("teacher")
    away = visitor.begin()
    back = visitor.at_provider(away.headers["location"], "teacher")
    kept = dict(visitor.ours.client.cookies)

    visitor.ours.client.cookies.clear()
    elsewhere = visitor.ours.get(back)
    visitor.ours.client.cookies.update(kept)
    changed = visitor.ours.get(re.sub("state=[^&]+", "state=made-up", back))
    visitor.ours.client.cookies.update(kept)
    right = visitor.ours.get(back)
    visitor.ours.client.cookies.clear()
    again = visitor.ours.get(back)
    visitor.ours.client.cookies.update(kept)  # a copy of the cookie, as a thief has it
    replayed = visitor.ours.get(back)

    assert (elsewhere.status_code, changed.status_code) == (400, 400)
    assert "Начните ещё раз" in elsewhere.text
    assert has_session(right)
    assert again.status_code == 400
    assert replayed.status_code == 502
    for answer in (elsewhere, changed, again, replayed):
        assert not has_session(answer)
    assert len(rows(school, "select * from access.sessions")) == 1


def test_a_token_for_another_nonce_verifier_or_program_is_refused(
    visitor, school, site, iam_server, client, person_at_provider
):
    person_at_provider("teacher")

    def answer_after(change):
        url = str(httpx.URL(visitor.begin().headers["location"]))
        return visitor.ours.get(visitor.at_provider(change(url), "teacher"))

    nonce = answer_after(lambda url: re.sub("nonce=[^&]+", "nonce=of-a-thief", url))
    challenge = answer_after(
        lambda url: re.sub("code_challenge=[^&]+", "code_challenge=" + "x" * 43, url)
    )
    other = iam_server.models.Client(client_id="another", client_secret="x")
    iam_server.backend.save(other)
    client.audience = [other]
    iam_server.backend.save(client)
    audience = answer_after(lambda url: url)
    iam_server.backend.delete(other)

    for refused in (nonce, challenge, audience):
        assert refused.status_code == 502
        assert "не прошёл проверку" in refused.text
        assert not has_session(refused)
    assert rows(school, "select * from access.sessions") == []
    site.trail.write()
    assert failures(school) == [("", "", "/outside/answer", "", "")]


def test_made_up_answers_do_not_flood_the_log_of_access(visitor, school, site):
    for number in range(30):
        made_up = visitor.ours.get(f"/outside/answer?error=access_denied&x={number}")
        assert made_up.status_code == 403

    site.trail.write()

    assert len(failures(school)) == 1


def test_a_token_without_a_signature_or_by_another_key_is_refused(small_school_folder):
    provider = provider_of(small_school_folder)
    door = client_of(provider)
    claims = {
        "iss": provider.issuer,
        "aud": provider.client_id,
        "sub": "1",
        "nonce": "n",
        "iat": int(time.time()),
        "exp": int(time.time()) + 60,
    }
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
        for part in ({"alg": "none", "typ": "JWT"}, claims)
    ]
    unsigned = ".".join([*parts, ""])
    foreign = jwt.encode({"alg": "RS256"}, claims, RSAKey.generate_key(2048))
    client_secret = OctKey.import_key(SECRET * 2)
    by_secret = jwt.encode({"alg": "HS256"}, claims, client_secret)

    async def read(token):
        assert await check_metadata(door, provider) == provider.issuer
        return await door.parse_id_token({"id_token": token}, nonce="n")

    for forged in (unsigned, foreign, by_secret):
        with pytest.raises((JoseError, ValueError)):
            asyncio.run(read(forged))
