"""Both ends of a command prove that they know the token of `server.json`.

The token itself never travels: where a server was killed, another program may hold its
port by now, and must neither hear a secret nor be believed. Each proof is an HMAC over
the command and a number used once, so none is of use a second time at another server.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

HELLO = "hello"  # asked before a command: is it our server that answers there?
ANSWERED = "x-vedomost-proof"  # the header of an answer
_SCHEME = "Vedomost"


def new_nonce() -> str:
    """Return a number used once."""
    return secrets.token_hex(16)


def asking(token: str, command: str, nonce: str) -> str:
    """Return what whoever asks sends as `Authorization`."""
    return f"{_SCHEME} {nonce} {_proof(token, 'asks', command, nonce)}"


def answering(token: str, command: str, nonce: str) -> str:
    """Return what the server sends as `ANSWERED`."""
    return _proof(token, "answers", command, nonce)


def nonce_of(token: str, command: str, authorization: str) -> str | None:
    """Return the number of whoever proves to know the token; None of anybody else."""
    parts = authorization.split(" ")
    nonce = parts[1] if len(parts) == len(("scheme", "nonce", "proof")) else ""
    is_theirs = is_same(authorization, asking(token, command, nonce))
    return nonce if nonce and is_theirs else None


def is_same(sent: str, expected: str) -> bool:
    """Compare in a time that tells nothing."""
    return hmac.compare_digest(sent.encode(), expected.encode())


def _proof(token: str, *said: str) -> str:
    return hmac.digest(token.encode(), "\n".join(said).encode(), hashlib.sha256).hex()
