"""The school's outside identity provider (OpenID Connect), as `vedomost.toml` names it.

Settings: `oidc_issuer`, `oidc_client_id`, `oidc_name` (words on the button) and
`oidc_login_claim`; the client's secret is no setting but VEDOMOST_OIDC_SECRET or the
file `keys/oidc-secret` of the school's folder.
"""

from __future__ import annotations

import os
import tomllib
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from authlib.deprecate import AuthlibDeprecationWarning
from authlib.integrations.base_client.errors import OAuthError

from expectations.language import N_
from warehouse.errors import VedomostError
from warehouse.school_folder import SETTINGS_FILE

with warnings.catch_warnings():
    # Authlib wants httpx2 and says so on import; httpx is what everything else uses.
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)
    from authlib.integrations.starlette_client import OAuth

if TYPE_CHECKING:
    from pathlib import Path

    from authlib.integrations.starlette_client import StarletteOAuth2App

    from dashboards.site import Site

_SECRET_VARIABLE = "VEDOMOST_OIDC_SECRET"  # noqa: S105 - the name, not the secret
_SECRET_FILE = "oidc-secret"  # noqa: S105 - the name, not the secret
_LOCAL = frozenset({"127.0.0.1", "localhost"})
_PATIENCE = 10.0  # seconds that the provider gets for an answer
# Only keys of which the provider alone holds the private half; never `none`.
_SIGNATURES = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"}
)
_ENDPOINTS = (
    "authorization_endpoint",
    "token_endpoint",
    "jwks_uri",
    "userinfo_endpoint",
)
_NOT_HTTPS = N_(
    "{file}: oidc_issuer is “{issuer}”. It must begin with https://, because people’s "
    "log-ins pass there."
)
_NO_CLIENT = N_("{file}: oidc_issuer is set, oidc_client_id is missing.")
_NO_SECRET = N_(
    "{file}: oidc_issuer is set, the client’s secret is missing. Put it into the "
    "variable {variable} or the file {path}."
)


@dataclass(frozen=True)
class Provider:
    """What the settings say of the provider."""

    issuer: str
    client_id: str
    client_secret: str
    name: str
    login_claim: str  # the claim that equals our login when a person first comes


def provider_name(site: Site) -> str:
    """Return the words of the log-in page's button; '' for a school without one."""
    settings = _settings(site.school.folder)
    issuer = settings.get("oidc_issuer", "")
    return settings.get("oidc_name") or urlsplit(issuer).hostname or ""


def provider_of(folder: Path) -> Provider | None:
    """Return the school's provider, or None; refuses settings that are half made."""
    settings = _settings(folder)
    issuer = settings.get("oidc_issuer", "").rstrip("/")
    if not issuer:
        return None
    if not _is_safe(issuer):
        raise VedomostError(_NOT_HTTPS, file=SETTINGS_FILE, issuer=issuer)
    if not settings.get("oidc_client_id"):
        raise VedomostError(_NO_CLIENT, file=SETTINGS_FILE)
    return Provider(
        issuer=issuer,
        client_id=settings["oidc_client_id"],
        client_secret=_secret(folder),
        name=settings.get("oidc_name") or urlsplit(issuer).hostname or issuer,
        login_claim=settings.get("oidc_login_claim") or "preferred_username",
    )


def client_of(provider: Provider) -> StarletteOAuth2App:
    """Return Authlib's client: code flow with PKCE, state and nonce."""
    scope = {"email": "openid email"}.get(provider.login_claim, "openid profile")
    client: StarletteOAuth2App = OAuth().register(
        "outside",
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        server_metadata_url=f"{provider.issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": scope,
            "code_challenge_method": "S256",
            "timeout": _PATIENCE,
        },
    )
    return client


async def check_metadata(client: StarletteOAuth2App, provider: Provider) -> str:
    """Return the issuer that tokens must name, once the provider has told of itself.

    What it tells must be about the issuer we asked, over TLS, with real signatures.
    """
    metadata: dict[str, Any] = await client.load_server_metadata()
    issuer = str(metadata.get("issuer", ""))
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    signatures = [name for name in offered if name in _SIGNATURES]
    if (
        issuer.rstrip("/") != provider.issuer
        or not signatures
        or not all(_is_safe(str(metadata.get(name, ""))) for name in _ENDPOINTS)
    ):
        client.server_metadata.clear()
        raise OAuthError("unusable_metadata")
    metadata["id_token_signing_alg_values_supported"] = signatures
    return issuer


def _settings(folder: Path) -> dict[str, str]:
    return tomllib.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8"))


def _secret(folder: Path) -> str:
    if given := os.environ.get(_SECRET_VARIABLE, "").strip():
        return given
    path = folder / "keys" / _SECRET_FILE
    if path.exists() and (kept := path.read_text(encoding="utf-8").strip()):
        return kept
    raise VedomostError(
        _NO_SECRET, file=SETTINGS_FILE, variable=_SECRET_VARIABLE, path=path
    )


def _is_safe(url: str) -> bool:
    """Tell whether an address is https, or plain http on this very machine."""
    parts = urlsplit(url)
    if parts.scheme == "http":
        return parts.hostname in _LOCAL
    return parts.scheme == "https" and bool(parts.hostname)
