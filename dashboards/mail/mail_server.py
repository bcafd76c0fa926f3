"""The school's mail server, as the section [mail] of `vedomost.toml` names it.

    [mail]
    host = "smtp.example.ru"
    port = 465
    security = "tls"            # or starttls; none only on this very machine
    login = "journal@school.ru"
    sender = "journal@school.ru"
    public_address = "https://journal.school.ru"
    mails_a_minute = 60         # at most; the provider's own limits are its affair

The password is no setting but VEDOMOST_SMTP_PASSWORD or the file `keys/smtp-password`
of the school's folder.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from expectations.language import N_
from warehouse.access.mail_addresses import checked_address
from warehouse.errors import VedomostError
from warehouse.school_folder import SETTINGS_FILE

if TYPE_CHECKING:
    from pathlib import Path

TLS, STARTTLS, NONE = "tls", "starttls", "none"
_SECURITY = (TLS, STARTTLS, NONE)
_USUAL_PORTS = {TLS: 465, STARTTLS: 587, NONE: 25}
_KEYS = (
    "host",
    "port",
    "security",
    "login",
    "sender",
    "public_address",
    "mails_a_minute",
)
USUAL_RATE = 60
_MOST_A_MINUTE = 1_000
_MOST_PORTS = 65_535
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
_PASSWORD_VARIABLE = "VEDOMOST_SMTP_PASSWORD"  # noqa: S105 - the name, not the secret
_PASSWORD_FILE = "smtp-password"  # noqa: S105 - the name, not the secret
_MISSING = N_("{file}, section [mail]: {key} is missing.")
_UNKNOWN = N_("{file}, section [mail]: “{key}” is not one of {keys}.")
_WRONG = N_("{file}, section [mail]: {key} is “{value}”. Write one of {choices}.")
_NO_PORT = N_(
    "{file}, section [mail]: port is “{value}”. Write a number, such as 465 or 587."
)
_NO_RATE = N_(
    "{file}, section [mail]: mails_a_minute is “{value}”. Write a number from 1 to "
    "{most}."
)
_NO_ADDRESS = N_("{file}, section [mail]: sender is “{value}”, not an e-mail address.")
_NO_SITE = N_(
    "{file}, section [mail]: public_address is “{value}”. Write where people open the "
    "school’s pages, such as https://journal.school.ru, without anything after it."
)
_PASSWORD_IN_FILE = N_(
    "{file}, section [mail]: take the password out of this file. Put it into the "
    "variable {variable} or the file {path}."
)
_NO_PASSWORD = N_(
    "{file}, section [mail]: login is set, the password is missing. Put it into the "
    "variable {variable} or the file {path}."
)
_NOT_ASCII = N_(
    "{file}, section [mail]: login and password may hold Latin letters, digits and "
    "signs only: mail servers know no others."
)
_IN_THE_CLEAR = N_(
    "{file}, section [mail]: with security “none” mails and the password cross the "
    "network for all to read. Write “tls” or “starttls”."
)


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed over, and how they are signed."""

    host: str
    port: int
    security: str
    login: str  # '' where the mail server asks for none
    password: str = field(repr=False)
    sender: str
    public_address: str  # where people open the pages, without a slash at the end
    mails_a_minute: int = USUAL_RATE

    @property
    def public_host(self) -> str:
        """The name under which people reach the pages."""
        return urlsplit(self.public_address).hostname or ""


def mail_server_of(folder: Path) -> MailServer | None:
    """Return the school's mail server, or None; refuses settings that are half made.

    A restored copy of a school writes to nobody.
    """
    settings = tomllib.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8"))
    section = settings.get("mail")
    if section is None or settings.get("copy_of"):
        return None
    if not isinstance(section, dict):
        raise VedomostError(_MISSING, file=SETTINGS_FILE, key="host")
    _check_keys(section, folder)
    server = MailServer(
        host=_text(section, "host"),
        port=_port(section),
        security=_security(section),
        login=str(section.get("login", "")),
        password=_password(folder, str(section.get("login", ""))),
        sender=_sender(section),
        public_address=_public_address(section),
        mails_a_minute=_rate(section),
    )
    if not (server.login.isascii() and server.password.isascii()):
        raise VedomostError(_NOT_ASCII, file=SETTINGS_FILE)
    if server.security == NONE and server.host not in _LOCAL:
        raise VedomostError(_IN_THE_CLEAR, file=SETTINGS_FILE)
    return server


def _check_keys(section: dict[str, Any], folder: Path) -> None:
    for key in section:
        if key == "password":
            raise VedomostError(
                _PASSWORD_IN_FILE,
                file=SETTINGS_FILE,
                variable=_PASSWORD_VARIABLE,
                path=folder / "keys" / _PASSWORD_FILE,
            )
        if key not in _KEYS:
            raise VedomostError(
                _UNKNOWN, file=SETTINGS_FILE, key=key, keys=", ".join(_KEYS)
            )


def _text(section: dict[str, Any], key: str) -> str:
    value = section.get(key)
    if not isinstance(value, str) or not value.strip():
        raise VedomostError(_MISSING, file=SETTINGS_FILE, key=key)
    return value.strip()


def _security(section: dict[str, Any]) -> str:
    security = _text(section, "security")
    if security not in _SECURITY:
        raise VedomostError(
            _WRONG,
            file=SETTINGS_FILE,
            key="security",
            value=security,
            choices=", ".join(_SECURITY),
        )
    return security


def _port(section: dict[str, Any]) -> int:
    port = section.get("port", _USUAL_PORTS.get(section.get("security", ""), 0))
    if not isinstance(port, int) or not 0 < port <= _MOST_PORTS:
        raise VedomostError(_NO_PORT, file=SETTINGS_FILE, value=port)
    return port


def _rate(section: dict[str, Any]) -> int:
    rate = section.get("mails_a_minute", USUAL_RATE)
    if type(rate) is not int or not 0 < rate <= _MOST_A_MINUTE:
        raise VedomostError(
            _NO_RATE, file=SETTINGS_FILE, value=rate, most=_MOST_A_MINUTE
        )
    return rate


def _sender(section: dict[str, Any]) -> str:
    typed = _text(section, "sender")
    try:
        return checked_address(typed)
    except VedomostError as error:
        raise VedomostError(_NO_ADDRESS, file=SETTINGS_FILE, value=typed) from error


def _public_address(section: dict[str, Any]) -> str:
    typed = _text(section, "public_address").rstrip("/")
    parts = urlsplit(typed)
    is_plain = not (parts.path or parts.query or parts.fragment or parts.username)
    is_safe = parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in _LOCAL
    )
    if not is_plain or not is_safe or not parts.hostname or not typed.isascii():
        raise VedomostError(_NO_SITE, file=SETTINGS_FILE, value=typed)
    return typed


def _password(folder: Path, login: str) -> str:
    if not login:
        return ""
    if given := os.environ.get(_PASSWORD_VARIABLE, "").strip():
        return given
    path = folder / "keys" / _PASSWORD_FILE
    if path.exists() and (kept := path.read_text(encoding="utf-8").strip()):
        return kept
    raise VedomostError(
        _NO_PASSWORD, file=SETTINGS_FILE, variable=_PASSWORD_VARIABLE, path=path
    )
