"""Let the school's running server do a command, or do it here if none runs."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import httpx

from dashboards.control import proof
from dashboards.control.announcement import announced
from dashboards.control.commands import Asked, command_of
from expectations.language import N_
from warehouse.errors import VedomostError
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from dashboards.control.announcement import Announcement

_CONNECTS_WITHIN = 5.0  # seconds; what a command then says may take hours
_STOPPED = N_(
    "The server stopped before it had answered. Once it runs again, ask anew."
)
_GREETS_WITHIN = 30.0  # a server under load, too; another program may stay silent


def run(
    folder: Path,
    command: str,
    arguments: Mapping[str, Any],
    language: str,
    *,
    show: Callable[[str], None],
    narrate: Callable[[str], None],
) -> bool:
    """Do a command of `commands.COMMANDS`; true if it found nothing wrong.

    A `server.json` behind which nobody answers, or somebody else, is what a killed
    server left: then the lock of the database decides whether it can be done here.
    """
    found = announced(folder)
    if found is not None:
        asked = {"language": language, "arguments": dict(arguments)}
        try:
            return _heard(_asking(found, command, asked), show, narrate)
        except _NobodyThereError:
            pass
    here = command_of(command)
    if here is None:
        raise LookupError(command)
    with open_school(folder, to_verify=here.to_verify) as school:
        return here.run(Asked(school, arguments, language, show, narrate))


class _NobodyThereError(Exception):
    """No server of this school answers at the address."""


class _NotProvedError(Exception):
    """What answers does not know the token."""


def _asking(
    found: Announcement, command: str, asked: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    with httpx.Client(trust_env=False) as client:
        _greet(client, found)
        timeout = httpx.Timeout(None, connect=_CONNECTS_WITHIN)
        try:
            with _posting(client, found, command, asked, timeout) as answer:
                if answer.status_code != httpx.codes.OK:
                    raise _NobodyThereError
                yield from map(json.loads, answer.iter_lines())
        except (httpx.HTTPError, _NotProvedError) as error:
            # Never done here instead: the server may have done it before it stopped.
            raise VedomostError(_STOPPED) from error


def _greet(client: httpx.Client, found: Announcement) -> None:
    """See that the school's own server answers there, before a command goes out."""
    timeout = httpx.Timeout(_GREETS_WITHIN, connect=_CONNECTS_WITHIN)
    try:
        with _posting(client, found, proof.HELLO, {}, timeout):
            pass
    except (httpx.HTTPError, httpx.InvalidURL, _NotProvedError) as error:
        raise _NobodyThereError from error


@contextlib.contextmanager
def _posting(
    client: httpx.Client,
    found: Announcement,
    command: str,
    asked: dict[str, Any],
    timeout: httpx.Timeout,
) -> Iterator[httpx.Response]:
    """Yield the answer of the school's own server; nobody else's is listened to."""
    nonce = proof.new_nonce()
    headers = {"authorization": proof.asking(found.token, command, nonce)}
    if found.host:
        headers["host"] = found.host
    url = f"{found.address}/control/{command}"
    with client.stream(
        "POST", url, json=asked, headers=headers, timeout=timeout
    ) as answer:
        expected = proof.answering(found.token, command, nonce)
        if not proof.is_same(answer.headers.get(proof.ANSWERED, ""), expected):
            raise _NotProvedError
        yield answer


def _heard(
    lines: Iterator[dict[str, Any]],
    show: Callable[[str], None],
    narrate: Callable[[str], None],
) -> bool:
    """Pass on what the server says until it says how it ended."""
    for line in lines:
        if "show" in line:
            show(line["show"])
        elif "narrate" in line:
            narrate(line["narrate"])
        elif "clean" in line:
            return bool(line["clean"])
        elif "refused" in line:
            raise VedomostError(line["refused"], **line["facts"])
        else:
            raise VedomostError(
                "The server failed at this ({error}). Its log says where.",
                error=line["failed"],
            )
    raise VedomostError(_STOPPED)
