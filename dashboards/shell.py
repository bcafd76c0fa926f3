"""Streamlit's page frame as we send it: its language, our words, our policy.

Streamlit's `index.html` is read once. Only `/` and the addresses of pages are answered
with it.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Route

from dashboards.access import PAGE_BY_NAME, pages_for
from dashboards.callers import caller
from dashboards.diary import plain_page
from dashboards.door.missing_page import missing_page
from expectations.language import N_, say

if TYPE_CHECKING:
    from starlette.requests import Request

    from dashboards.site import Site

_INDEX = Path(st.__file__).parent / "static" / "index.html"
_ASSETS = Path(__file__).parent / "static"
_ICON = "icon.svg"
_ASSET_TYPES = {
    "login.css": "text/css",
    "menu.js": "text/javascript",
    "russian.js": "text/javascript",
    "diary.js": "text/javascript",
    _ICON: "image/svg+xml",
}
_KEPT_FOR_AN_HOUR = {"Cache-Control": "max-age=3600"}
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


_DIARY_STYLE = "diary.css"  # put together of several files


@functools.cache
def _index() -> str:
    return _INDEX.read_text(encoding="utf-8")


@functools.cache
def _diary_style() -> str:
    return plain_page.stylesheet()


@functools.cache
def _page(language: str) -> str:
    """Return the frame in a language; Streamlit itself only speaks English."""
    scripts = ["menu.js", "russian.js"] if language == "ru" else ["menu.js"]
    ours = "".join(f'<script src="/assets/{name}"></script>' for name in scripts)
    title = say(N_("Vedomost"), language)
    return (
        _index()
        .replace('<html lang="en">', f'<html lang="{language}">', 1)
        .replace("<head>", f"<head>{ours}", 1)
        .replace("./favicon.png", f"/assets/{_ICON}", 1)
        .replace("<title>Streamlit</title>", f"<title>{title}</title>", 1)
    )


@functools.lru_cache(maxsize=1024)  # one for each name of a school
def policy(host: str) -> str:
    """Return the Content-Security-Policy: no inline scripts but Streamlit's one line.

    Measured with tables, editors, charts and components v2: nothing else is needed.
    """
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"
        for code in _INLINE_SCRIPT.findall(_index())
    )
    return (
        f"default-src 'self'; script-src 'self' blob: {hashes}; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; media-src 'self' blob: data:; "
        f"connect-src 'self' ws://{host} wss://{host}; worker-src 'self' blob:; "
        "frame-src 'self' blob: data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    )


def shell_routes(site: Site) -> list[Route]:
    """Return the routes of the frame, of a page's address and of the assets."""

    async def shell(request: Request) -> Response:
        name = request.path_params.get("page")
        who = await caller(site, request)
        if who is None:
            return RedirectResponse("/login?why=closed", 303)
        if name is not None and name not in PAGE_BY_NAME:
            return missing_page(site.school.name, who.language)
        if name is None and (pages := pages_for(who.roles)):
            return RedirectResponse(f"/{pages[0].name}", 303)
        return HTMLResponse(_page(who.language), headers={"Cache-Control": "no-store"})

    async def asset(request: Request) -> Response:
        name = request.path_params["name"]
        if name == _DIARY_STYLE:
            return Response(
                _diary_style(), media_type="text/css", headers=_KEPT_FOR_AN_HOUR
            )
        if name not in _ASSET_TYPES:
            return PlainTextResponse("There is no such file.", 404)
        return FileResponse(
            _ASSETS / name,
            media_type=_ASSET_TYPES[name],
            headers=_KEPT_FOR_AN_HOUR,
        )

    async def icon(_request: Request) -> Response:
        return FileResponse(_ASSETS / _ICON, media_type=_ASSET_TYPES[_ICON])

    return [
        Route("/assets/{name}", asset, methods=["GET"]),
        Route("/favicon.png", icon, methods=["GET"]),
        Route("/", shell, methods=["GET"]),
        Route("/{page}", shell, methods=["GET"]),
    ]
