"""WsgiDAV's request server with our limits: no log-in of its own, no pages, no logs."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from wsgidav.dav_error import (  # type: ignore[import-untyped] # ships no types
    HTTP_INTERNAL_ERROR,
    DAVError,
    get_http_status_string,
)
from wsgidav.lock_man.lock_manager import (  # type: ignore[import-untyped] # no types
    LockManager,
)
from wsgidav.lock_man.lock_storage import (  # type: ignore[import-untyped] # no types
    LockStorageDict,
)
from wsgidav.prop_man.property_manager import (  # type: ignore[import-untyped] # none
    PropertyManager,
)
from wsgidav.request_server import (  # type: ignore[import-untyped] # ships no types
    RequestServer,
)

from dashboards.network_folder.desk import INSUFFICIENT_STORAGE
from dashboards.network_folder.names import MOUNT
from dashboards.network_folder.provider import FolderProvider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from warehouse.school_folder import School

_LONGEST_LOCK = 15 * 60.0  # seconds; programs that live renew theirs
_MOST_LOCKS = 50  # of an account
_MOST_PROPERTIES = 300  # of an account
_LONGEST_PROPERTY = 4096  # bytes
_CONFIG: dict[str, Any] = {
    "hotfixes": {},
    "mutable_live_props": [],
    "add_header_MS_Author_Via": True,  # old Office asks for it
}
_LIBRE_OFFICE = "LibreOffice"
_XML = "application/xml; charset=utf-8"
_WORDS = {
    403: "This stays as it is.",
    422: "The file was not taken in: the text beside it says why.",
    423: "Somebody has this file open.",
    507: "There is no more room for files of programs.",
}


class FolderApplication:
    """The WSGI application behind `/dav/`; `vedomost.caller` in the scope says who."""

    def __init__(self, school: School) -> None:
        # It would log addresses, which hold teachers' names.
        logging.getLogger("wsgidav").setLevel(logging.CRITICAL + 1)
        self._provider = FolderProvider(school)
        self._provider.set_mount_path(MOUNT)
        self._provider.set_share_path("")
        self._provider.set_lock_manager(LockManager(FewLocks()))
        self._provider.set_prop_manager(FewProperties())

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., object]
    ) -> Iterable[bytes]:
        """Answer one request, whole: the largest answer is a workbook."""
        who = environ["asgi.scope"]["vedomost.caller"]
        path = environ["PATH_INFO"].encode("latin-1").decode()
        environ |= {
            "PATH_INFO": path or "/",
            "vedomost.caller": who,
            "wsgidav.auth.user_name": who.account_id,
            "wsgidav.config": _CONFIG,
            "wsgidav.provider": self._provider,
            "wsgidav.verbose": 0,
        }
        self._find_lock(environ)
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def begin(status: str, headers: list[tuple[str, str]], *_: object) -> None:
            begun.append((status, [_mended(*header) for header in headers]))

        try:
            content = b"".join(RequestServer(self._provider)(environ, begin))
            status, headers = begun[-1]
        except DAVError as error:
            status, headers, content = _told(error)
        if any(value.startswith("text/html") for _, value in headers):
            content = b""  # WsgiDAV would tell in a page of its own
        if environ["REQUEST_METHOD"] != "HEAD":
            headers = [one for one in headers if one[0] != "Content-Length"]
            headers.append(("Content-Length", str(len(content))))
        # The date is the server's own to say.
        start_response(status, [one for one in headers if one[0] != "Date"])
        return [content]

    def _find_lock(self, environ: dict[str, Any]) -> None:
        """Add the lock's token where LibreOffice forgets it.

        LibreOffice 7.4 finds its own lock no more when the name has letters beyond
        ASCII, and could not save what it has locked itself. A lock that another program
        holds stays closed to it.
        """
        agent = environ.get("HTTP_USER_AGENT", "")
        if environ["REQUEST_METHOD"] != "PUT" or "HTTP_IF" in environ:
            return
        resource = self._provider.get_resource_inst(environ["PATH_INFO"], environ)
        if resource is None or not agent.startswith(_LIBRE_OFFICE):
            return
        locks = self._provider.lock_manager.get_url_lock_list(resource.get_ref_url())
        if len(locks) == 1 and _LIBRE_OFFICE.encode() in locks[0]["owner"]:
            environ["HTTP_IF"] = f"(<{locks[0]['token']}>)"


def _mended(name: str, value: str) -> tuple[str, str]:
    """Return a header as RFC 4918 and programs want it, where WsgiDAV 4.3 is off."""
    if name == "Lock-Token" and not value.startswith("<"):
        return name, f"<{value}>"
    if name == "Content-Type" and value.startswith("application;"):
        return name, _XML
    return name, value


def _told(error: Any) -> tuple[str, list[tuple[str, str]], bytes]:
    """Return the answer to a request that was refused; a bug goes on to the guard."""
    if error.value == HTTP_INTERNAL_ERROR and error.src_exception is not None:
        raise error.src_exception
    status = get_http_status_string(error)
    kind = "text/plain; charset=utf-8"
    content = _WORDS.get(error.value, status).encode()
    if error.value in (204, 304):
        content = b""
    elif error.err_condition:
        kind = _XML
        told = error.err_condition.as_string()
        content = told if isinstance(told, bytes) else told.encode()
    return status, [("Content-Type", kind), *(error.add_headers or [])], content


class FewLocks(LockStorageDict):  # type: ignore[misc] # untyped base
    """Locks in memory, few and short: a crashed program's lock must not stay."""

    def create(self, path: str, lock: dict[str, Any]) -> dict[str, Any]:
        """Keep a lock, for a quarter of an hour at most."""
        self._forget_expired()
        held = [one for one in self._locks() if one["principal"] == lock["principal"]]
        if len(held) >= _MOST_LOCKS:
            raise DAVError(INSUFFICIENT_STORAGE)
        lock["timeout"] = _bounded(lock["timeout"])
        made: dict[str, Any] = super().create(path, lock)
        return made

    def refresh(self, token: str, *, timeout: float) -> dict[str, Any]:
        """Let a lock go on for a while."""
        made: dict[str, Any] = super().refresh(token, timeout=_bounded(timeout))
        return made

    def get_lock_list(self, path: str, **asked: bool) -> list[Any]:
        """Return locks; expired ones go first, since dropping them on the way fails."""
        self._forget_expired()
        found: list[Any] = super().get_lock_list(path, **asked)
        return found

    def _locks(self) -> list[dict[str, Any]]:
        return [one for one in tuple(self._dict.values()) if isinstance(one, dict)]

    def _forget_expired(self) -> None:
        now = time.time()  # as the base does: a lock's seconds are real ones
        for lock in self._locks():
            if 0 <= float(lock["expire"]) < now:
                self.delete(lock["token"])


def _bounded(timeout: float) -> float:
    asked = float(timeout)
    return asked if 0 < asked < _LONGEST_LOCK else _LONGEST_LOCK


class FewProperties(PropertyManager):  # type: ignore[misc] # untyped base
    """Properties that programs attach to files: in memory, short, the latest ones."""

    def write_property(
        self,
        norm_url: str,
        name: str,
        property_value: bytes,
        dry_run: bool = False,  # noqa: FBT001, FBT002 - the base's signature
        environ: dict[str, Any] | None = None,
    ) -> None:
        """Keep a property; the account's oldest make room for it."""
        if len(property_value) > _LONGEST_PROPERTY or len(name) > _LONGEST_PROPERTY:
            raise DAVError(INSUFFICIENT_STORAGE)
        if not dry_run:
            self._make_room(norm_url)
        super().write_property(norm_url, name, property_value, dry_run, environ)

    def copy_properties(
        self, src_url: str, dest_url: str, environ: dict[str, Any] | None = None
    ) -> None:
        """Copy a file's properties."""
        self._make_room(dest_url)
        super().copy_properties(src_url, dest_url, environ)

    def _make_room(self, url: str) -> None:
        mine = f"/{url.split('/')[1]}/"
        kept = self._dict or {}
        urls = [one for one in tuple(kept) if one.startswith(mine)]
        while urls and sum(len(kept.get(one, ())) for one in urls) >= _MOST_PROPERTIES:
            kept.pop(urls.pop(0), None)
