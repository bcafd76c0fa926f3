"""`POST /control/{command}`: a command of the command line, done by the server.

Answered directly on this machine only, to whoever proves to know the token of
`server.json`; anyone else is told that there is nothing here. The answer proves it too,
and so does that to `hello`, which does nothing else. What a command says comes line by
line as it is made: JSON with one key, `show`, `narrate`, at the end `clean`, or
`refused` with sentence and facts.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import json
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from dashboards import current
from dashboards.bodies import TooLargeError, body_of
from dashboards.control import proof as proofs
from dashboards.control.commands import Asked, command_of
from dashboards.failures import log_place
from dashboards.scheduling.job import StoppedError
from expectations.language import LANGUAGES
from warehouse.backups import making
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.requests import Request
    from starlette.types import Scope

    from dashboards.control.commands import Command
    from dashboards.site import Site

PATH = "/control/{command}"
_LARGEST = 64 * 1024
_LOOKS_EVERY = 1.0  # seconds: whether the server stops meanwhile
# What a proxy in front adds, and what a browser's page cannot leave out.
_NOT_DIRECT = frozenset(
    {"forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "origin"}
)
# What ends a command because the server stops: it left nothing half-done.
_STOPPED = (StoppedError, making.StoppedError)
_NOT_DIRECT_PREFIXES = ("x-forwarded-", "cf-")


@dataclass(frozen=True)
class _Order:
    command: Command
    arguments: dict[str, Any]
    language: str


def control_routes(site: Site) -> list[Route]:
    """Return the route of commands."""

    async def answer(request: Request) -> Response:
        name = request.path_params["command"]
        nonce = _nonce(request, site.control_token, name)
        if nonce is None:
            return PlainTextResponse("There is nothing here.", 404)
        proof = {proofs.ANSWERED: proofs.answering(site.control_token, name, nonce)}
        if name == proofs.HELLO:
            return Response(status_code=204, headers=proof)
        try:
            order = _order(request, await body_of(request, _LARGEST))
        except (TooLargeError, ValueError, TypeError, KeyError):
            return PlainTextResponse("This is no command of this server's.", 400)
        return StreamingResponse(
            _lines(site, order), headers=proof, media_type="application/x-ndjson"
        )

    return [Route(PATH, answer, methods=["POST"])]


def is_direct(scope: Scope, header_names: frozenset[str]) -> bool:
    """Tell whether a request comes from this very machine, with nothing in between.

    A server that listens at one address of the machine is asked from that address.
    """
    if header_names & _NOT_DIRECT:
        return False
    if any(name.startswith(_NOT_DIRECT_PREFIXES) for name in header_names):
        return False
    client, server = scope.get("client"), scope.get("server")
    try:
        address = ipaddress.ip_address(client[0] if client else "")
    except ValueError:
        return False
    plain = getattr(address, "ipv4_mapped", None) or address
    return bool(plain.is_loopback or (server and str(address) == server[0]))


def _nonce(request: Request, token: str, command: str) -> str | None:
    """Return what the answer is to be proved with; None where there is to be none."""
    sent = request.headers.getlist("authorization")
    names = frozenset(name.lower() for name in request.headers)
    if len(sent) != 1 or not is_direct(request.scope, names):
        return None
    return proofs.nonce_of(token, command, sent[0])


def _order(request: Request, body: bytes) -> _Order:
    command = command_of(request.path_params["command"])
    said = json.loads(body)
    arguments, language = said["arguments"], said["language"]
    if command is None or language not in LANGUAGES or not isinstance(arguments, dict):
        raise ValueError
    return _Order(command, arguments, language)


async def _lines(site: Site, order: _Order) -> AsyncIterator[str]:
    """Run the command in a thread of its own and pass on what it says.

    It goes on to its end when whoever asked has left, as a command in a closed
    terminal would not; half-done work is worth less than a line nobody reads. Only a
    server that stops ends it, between two of its steps.
    """
    loop = asyncio.get_running_loop()
    said: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()

    def tell(line: dict[str, Any] | None) -> None:
        with contextlib.suppress(RuntimeError):  # the server has stopped meanwhile
            loop.call_soon_threadsafe(said.put_nowait, line)

    name = f"control {order.command.name}"
    threading.Thread(
        target=current.carried(_run), args=[site, order, tell], name=name
    ).start()
    while (line := await _next(site, said)) is not None:
        yield json.dumps(line, ensure_ascii=False) + "\n"


async def _next(
    site: Site, said: asyncio.Queue[dict[str, Any] | None]
) -> dict[str, Any] | None:
    """Return the next line; None after the last, and where the server stops."""
    while True:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LOOKS_EVERY):
                return await said.get()
        if site.versions.is_closing:
            return None


def _run(
    site: Site, order: _Order, tell: Callable[[dict[str, Any] | None], None]
) -> None:
    asked = Asked(
        school=site.school,
        arguments=order.arguments,
        language=order.language,
        show=lambda line: tell({"show": line}),
        narrate=lambda line: tell({"narrate": line}),
        site=site,
    )
    try:
        tell({"clean": order.command.run(asked)})
    except _STOPPED:
        pass  # whoever asked hears no end, and says that the server stopped
    except VedomostError as error:
        facts = {name: str(value) for name, value in error.facts.items()}
        tell({"refused": error.sentence, "facts": facts})
    except Exception as error:  # a bug: the log gets the place, the asker a sentence
        log_place(error)
        tell({"failed": type(error).__name__})
    finally:
        tell(None)
