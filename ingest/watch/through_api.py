"""Hand a workbook in over the network, with a token: the way of `vedomost watch`."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import httpx

from expectations.language import N_, say
from ingest.watch.watcher import Answer
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from pathlib import Path

_PATH = "/api/workbooks"
_SECONDS = 60.0
_OWN_MACHINE = {"127.0.0.1", "::1", "localhost"}
_FINAL = (200, 400, 413, 422)
_LONGEST_TOKEN = 200

NO_SERVER = N_(
    "“{server}” is no address of a server. Write https://journal.school.example"
)
NOT_SECRET = N_(
    "“{server}” is not reached by https: everybody on the way could read the token. "
    "Write https://…"
)
NO_TOKEN = N_(
    "{file} holds no token. Make one on the page “My access” with the right to hand in "
    "and save it in this file, alone."
)
AWAY = N_(
    "Not handed in yet: the server does not answer. It is tried again by itself; the "
    "workbook may be closed and edited meanwhile."
)
NOT_TAKEN = N_(
    "Not handed in yet: the server does not take the token. Make a new one on the page "
    "“My access”; after that the workbook is handed in by itself."
)
BROKEN = N_(
    "Not handed in yet: the server answers with an error ({status}). It is tried again "
    "by itself; if it stays so, tell the administrator."
)


class Api:
    """A server, and the file with the token: read each time, so it may be replaced."""

    def __init__(self, server: str, token_file: Path, language: str) -> None:
        parts = urlsplit(server)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise VedomostError(NO_SERVER, server=server)
        if parts.scheme == "http" and parts.hostname not in _OWN_MACHINE:
            raise VedomostError(NOT_SECRET, server=server)
        self._address = server.rstrip("/") + _PATH
        self._token_file = token_file
        self._language = language
        self._token()

    def hand_in(self, content: bytes, name: str) -> Answer:
        """Send one workbook; what cannot be sent is tried again later."""
        try:
            answer = httpx.post(
                self._address,
                content=content,
                headers={
                    "Authorization": f"Bearer {self._token()}",
                    "Accept-Language": self._language,
                    "X-File-Name": quote(name),
                },
                timeout=_SECONDS,
            )
        except (httpx.HTTPError, ssl.SSLError):
            return self._later(AWAY, is_reached=False)
        except VedomostError as problem:  # the file with the token is gone
            facts = {name: str(fact) for name, fact in problem.facts.items()}
            return Answer(
                say(problem.sentence, self._language, **facts), is_final=False
            )
        if answer.status_code in (401, 403):
            return self._later(NOT_TAKEN)
        told = _told(answer)
        if answer.status_code == 503 and told is not None:  # it is being restarted
            return Answer(told, is_final=False, is_reached=False)
        if answer.status_code not in _FINAL or told is None:
            status = answer.status_code
            return self._later(BROKEN, is_reached=False, status=status)
        return Answer(told)

    def _token(self) -> str:
        try:
            token = self._token_file.read_text(encoding="utf-8-sig").strip()
        except (OSError, UnicodeError) as unread:
            raise VedomostError(NO_TOKEN, file=self._token_file) from unread
        if not token or not token.isascii() or len(token) > _LONGEST_TOKEN:
            raise VedomostError(NO_TOKEN, file=self._token_file)
        if not token.isprintable() or " " in token:
            raise VedomostError(NO_TOKEN, file=self._token_file)
        return token

    def _later(
        self, sentence: str, *, is_reached: bool = True, **facts: object
    ) -> Answer:
        text = say(sentence, self._language, **facts)
        return Answer(text, is_final=False, is_reached=is_reached)


def _told(answer: httpx.Response) -> str | None:
    """Return the server's words; None if it was not our server that spoke."""
    try:
        told: Any = answer.json()
    except ValueError:
        return None
    if not isinstance(told, dict):
        return None
    if isinstance(told.get("text"), list):
        return "\n".join(str(line) for line in told["text"])
    return str(told["error"]) if "error" in told else None
