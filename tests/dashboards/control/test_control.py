"""Commands that the running server does: who may ask, and what they hear."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import socket
import stat
import threading

import httpx
import pytest
from click.testing import CliRunner
from starlette.applications import Starlette
from starlette.middleware import Middleware

from dashboards.control import asking, proof, routes
from dashboards.control.announcement import Announcement, announce, announced, withdraw
from dashboards.control.asking import run
from dashboards.control.commands import Command, command_of
from dashboards.control.routes import _lines, _Order
from dashboards.door.guard import Guard
from dashboards.safekeeping.words import verdict
from dashboards.server import our_routes
from tests.dashboards.serving import PATIENCE, Serving
from vedomost import main
from warehouse.errors import VedomostError

pytestmark = pytest.mark.by_turns

ARGUMENTS = {"code": "", "as_json": False, "receipt": ""}
NONCE = proof.new_nonce()
VERIFY = {"language": "en", "arguments": ARGUMENTS}


def ask(
    site, *, address="127.0.0.1", token=None, headers=(), asked=VERIFY, name="verify"
):
    """Ask as a program at `address` would, through the guard."""
    app = Starlette(routes=our_routes(site), middleware=[Middleware(Guard, site=site)])
    proved = proof.asking(token or site.control_token, name, NONCE)
    sent = {"authorization": proved, **dict(headers)}

    async def post():
        transport = httpx.ASGITransport(app, client=(address, 50000))
        async with httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1:8501"
        ) as client:
            return await client.post(f"/control/{name}", json=asked, headers=sent)

    return asyncio.run(post())


def test_a_command_is_done_line_by_line_and_says_how_it_ended(site):
    answer = ask(site)

    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert answer.status_code == 200
    assert lines[0] == {"show": verdict(0, "en")}
    assert lines[-1] == {"clean": True}


@pytest.mark.parametrize("address", ["::1", "127.0.0.1", "::ffff:127.0.0.1"])
def test_this_machine_is_answered(site, address):
    assert ask(site, address=address).status_code == 200


@pytest.mark.parametrize("address", ["192.0.2.7", "10.0.0.1", "2001:db8::1", ""])
def test_another_machine_finds_nothing_even_with_the_token(site, address):
    assert ask(site, address=address).status_code == 404


@pytest.mark.parametrize("token", ["x", "ключ".encode().hex(), "vdm_0123"])
def test_a_wrong_token_finds_nothing(site, token):
    assert ask(site, token=token).status_code == 404


@pytest.mark.parametrize(
    "header",
    [
        "X-Forwarded-For",
        "X-Forwarded-Proto",
        "Forwarded",
        "Via",
        "X-Real-IP",
        "CF-Connecting-IP",
        "Origin",
    ],
)
def test_nothing_passes_on_what_others_ask(site, header):
    assert ask(site, headers={header: "127.0.0.1"}).status_code == 404


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("drop", VERIFY),
        ("verify", {**VERIFY, "language": "xx"}),
        ("verify", {"language": "en"}),
        ("verify", [1]),
        ("verify", {**VERIFY, "arguments": "x" * 70_000}),
    ],
)
def test_what_is_no_command_is_refused(site, name, asked):
    assert ask(site, name=name, asked=asked).status_code == 400


def test_the_server_proves_who_it_is_to_whoever_knows_the_token_and_to_nobody_else(
    site,
):
    for name, asked in (("verify", VERIFY), (proof.HELLO, {})):
        own = proof.answering(site.control_token, name, NONCE)
        assert ask(site, name=name, asked=asked).headers[proof.ANSWERED] == own
        assert proof.ANSWERED not in ask(site, name=name, token="x").headers
    assert ask(site, name=proof.HELLO, asked={}).status_code == 204


@pytest.mark.parametrize(
    "altered",
    [
        lambda sent: sent.replace(NONCE, proof.new_nonce()),
        lambda sent: sent.replace(proof.asking("", "", "")[:8], "Bearer"),
        lambda sent: sent + " ",
        lambda sent: sent[:-1],
        lambda _sent: "Vedomost",
        lambda _sent: "",
    ],
)
def test_a_proof_is_of_one_command_and_one_number(altered):
    sent = proof.asking("token", "verify", NONCE)

    assert proof.nonce_of("token", "verify", sent) == NONCE
    assert proof.nonce_of("token", "backup", sent) is None
    assert proof.nonce_of("token", "verify", altered(sent)) is None


def test_a_refusal_and_a_failure_reach_whoever_asked(site, caplog):
    name = "Иванов Иван"

    def refuse(_asked):
        raise VedomostError("No {thing} here.", thing="cake")

    def fail(_asked):
        raise ZeroDivisionError(name)

    assert said(site, refuse) == [
        {"refused": "No {thing} here.", "facts": {"thing": "cake"}}
    ]
    assert said(site, fail) == [{"failed": "ZeroDivisionError"}]
    assert name not in caplog.text


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("verify", ARGUMENTS), ("backup", {"to": None}), ("archive", {"check": True})],
)
def test_a_server_that_stops_ends_its_commands_and_they_leave_nothing(
    site, name, arguments
):
    site.versions.close()

    assert said(site, command_of(name).run, arguments) == []
    for thread in threading.enumerate():
        if thread.name == "control one":
            thread.join()
    backups = site.school.folder / "backups"
    assert not backups.exists() or list(backups.iterdir()) == []


def test_nobody_waits_for_a_command_once_the_server_stops(site, monkeypatch):
    monkeypatch.setattr(routes, "_LOOKS_EVERY", 0.02)
    may_end = threading.Event()

    def work(asked):
        asked.narrate("begun")
        site.versions.close()
        return may_end.wait(20)

    try:
        assert said(site, work) == [{"narrate": "begun"}]
    finally:
        may_end.set()


def said(site, run_command, arguments=None):
    order = _Order(Command("one", run_command), arguments or {}, "en")

    async def listen():
        return [json.loads(line) async for line in _lines(site, order)]

    return asyncio.run(listen())


def test_a_long_command_speaks_while_it_works_and_nobody_waits_for_it(site):
    may_end = threading.Event()

    def work(asked):
        asked.narrate("begun")
        assert may_end.wait(20)
        asked.show("done")
        return False

    async def listen():
        lines = _lines(site, _Order(Command("long", work), {}, "en"))
        first = await anext(lines)
        await asyncio.sleep(0)  # the loop is free: others are answered
        may_end.set()
        return [json.loads(line) for line in [first, *[line async for line in lines]]]

    assert asyncio.run(listen()) == [
        {"narrate": "begun"},
        {"show": "done"},
        {"clean": False},
    ]


def test_only_the_owner_may_read_the_announcement(tmp_path):
    own = Announcement("http://127.0.0.1:1", 1, "secret")
    announce(tmp_path, own)

    path = tmp_path / "server.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert announced(tmp_path) == own
    assert "secret" not in repr(own)
    withdraw(tmp_path, "a successor's")
    assert path.exists()
    withdraw(tmp_path, "secret")
    assert not path.exists()


@pytest.mark.parametrize("left", ["", "{", "[1]", '{"address": 1}', "\x00"])
def test_an_announcement_without_sense_says_nothing(tmp_path, left):
    (tmp_path / "server.json").write_text(left)

    assert announced(tmp_path) is None


@pytest.fixture
def served_folder(small_school_folder, tmp_path):
    folder = tmp_path / "served"
    shutil.copytree(small_school_folder, folder)
    return folder


def verify(folder):
    lines = []
    is_clean = run(
        folder,
        "verify",
        ARGUMENTS,
        "en",
        show=lines.append,
        narrate=lines.append,
    )
    return is_clean, lines[0]


WHOLE = (True, verdict(0, "en"))


def test_without_a_server_the_command_runs_here(served_folder):
    assert verify(served_folder) == WHOLE


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "nonsense", "http://[::1"])
def test_what_a_killed_server_left_is_passed_over(served_folder, address):
    announce(served_folder, Announcement(address, 1, "old"))

    assert verify(served_folder) == WHOLE


SILENCE = b""
FORGED = (
    b"HTTP/1.1 200 OK\r\nx-vedomost-proof: %s\r\ncontent-length: 41\r\n\r\n"
    b'{"show": "forged"}\n{"clean": true}\n      '
)


@pytest.mark.parametrize(
    "answer", [FORGED, FORGED % (b"0" * 64), b"SSH-2.0-other\r\n", SILENCE]
)
def test_another_program_at_the_old_address_hears_nothing_and_is_not_believed(
    served_folder, answer, monkeypatch
):
    monkeypatch.setattr(asking, "_GREETS_WITHIN", 0.5)
    with stranger(answer) as (address, heard):
        announce(served_folder, Announcement(address, 1, "a secret token"))

        assert verify(served_folder) == WHOLE

    sent = b"".join(heard)
    assert sent.startswith(b"POST /control/hello")
    assert sent.endswith(b"\r\n\r\n{}")
    assert b"secret" not in sent


def test_a_command_that_the_stopping_server_did_not_answer_is_not_done_here(
    served_folder, monkeypatch
):
    monkeypatch.setattr(asking, "_greet", lambda *_: None)  # it answered a moment ago
    with stranger(b"HTTP/1.1 500 Oh\r\ncontent-length: 0\r\n\r\n") as (address, _):
        announce(served_folder, Announcement(address, 1, "token"))

        with pytest.raises(VedomostError, match="stopped before it had answered"):
            verify(served_folder)


@contextlib.contextmanager
def stranger(answer):
    """A program of somebody else that says `answer` to whatever it hears."""
    heard, is_over = [], threading.Event()

    def listen():
        while not is_over.is_set():
            with contextlib.suppress(TimeoutError):
                connection, _ = listening.accept()
                with connection:
                    while not b"".join(heard).endswith(b"}"):
                        heard.append(connection.recv(65536))
                    connection.sendall(answer)
                    if answer == SILENCE:
                        is_over.wait()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)
        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}", heard
        finally:
            is_over.set()
            thread.join()


def test_a_running_server_is_asked_and_a_killed_one_is_not(served_folder):
    with serving(served_folder) as running:
        told = CliRunner().invoke(
            main, ["--language", "en", "verify", str(served_folder)]
        )
        refused = httpx.post(
            f"{running.url}/control/verify",
            headers={"authorization": "Bearer x"},
            timeout=PATIENCE,
        )
        left = announced(served_folder)
        running.process.kill()
        running.process.wait()

    assert told.exit_code == 0
    assert WHOLE[1] in told.stdout
    assert refused.status_code == 404
    assert left is not None
    assert announced(served_folder) == left
    assert verify(served_folder) == WHOLE

    with serving(served_folder) as again:
        assert announced(served_folder) != left
        again.stop()
    assert announced(served_folder) is None


@contextlib.contextmanager
def serving(folder):
    running = Serving(folder)
    try:
        yield running
    finally:
        running.process.kill()
        running.process.communicate()
