"""Our cookies: bound to this host, out of reach of scripts, never over plain HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.responses import Response


def set_cookie(
    answer: Response,
    name: str,
    value: str,
    *,
    samesite: str,
    seconds: int | None = None,
) -> None:
    """Add a `__Host-` cookie; without `seconds` it lives until the browser closes."""
    rules = f"Path=/; HttpOnly; Secure; SameSite={samesite}"
    age = "" if seconds is None else f"; Max-Age={seconds}"
    answer.headers.append("set-cookie", f"{name}={value}; {rules}{age}")


def drop_cookie(answer: Response, name: str) -> None:
    """Take a cookie out of the browser."""
    set_cookie(answer, name, "", samesite="lax", seconds=0)
