"""Did this request come from our own page? Asked of everything that changes state."""

from __future__ import annotations

from posixpath import normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST_PATH = 1000  # characters; the choices on our pages need about a hundred
_LOG_OUT = "logout"


def is_from_own_page(headers: Mapping[str, str]) -> bool:
    """Trust the browser's fetch metadata, else the Origin; neither means no.

    A link typed or bookmarked (`none`) counts as the person's own.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    return is_own_origin(headers.get("origin"), headers.get("host"))


def is_own_origin(origin: str | None, host: str | None) -> bool:
    """Tell whether an Origin header names the host that was asked."""
    scheme, _, named = (origin or "").partition("://")
    return bool(host) and scheme in ("http", "https") and named == host


def is_known_host(host: str | None, known: frozenset[str]) -> bool:
    """Tell whether a Host header names this server (against DNS rebinding)."""
    return name_in(host) in known


def name_in(host: str | None) -> str:
    """Return the name in a Host header, without its port."""
    name, colon, port = (host or "").rpartition(":")
    if not colon or not port.isdecimal():
        name = host or ""
    return name.lower()


def own_path(asked: str | None) -> str:
    """Return where to go after log-in: an address of ours, never another site.

    Nor the log-out, which would take back the log-in just made.
    """
    if not asked or len(asked) > _LONGEST_PATH:
        return "/"
    if not asked.startswith("/") or asked.startswith("//"):
        return "/"
    if "\\" in asked or not asked.isprintable():
        return "/"
    path = normpath(unquote(asked.partition("#")[0].partition("?")[0]))
    return "/" if path.lstrip("/").casefold() == _LOG_OUT else asked
