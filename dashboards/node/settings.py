"""The settings of a node, `vedomost-node.toml`.

    node = "node-1"                        # how its health names it
    folder = "/var/lib/vedomost/schools"   # one folder a school lies here

    [lake]                                 # the schools of an installation's registry;
    catalogue = "postgres:host=10.0.0.5 dbname=vedomost user=vedomost"
    data = "s3://vedomost/schools"         # without it those that lie in `folder`

    [serve]
    host = "0.0.0.0"
    port = 8501

    [metrics]
    token_file = "/etc/vedomost/metrics-token"   # else only this machine may ask

Paths are looked for beside the file. No password stands here.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from expectations.language import N_
from warehouse.errors import VedomostError
from warehouse.installation.settings import DATA, LAKE, WAREHOUSE, installation_of

if TYPE_CHECKING:
    from pathlib import Path

    from warehouse.installation.settings import Installation

_KEYS = {
    "": {"node", "folder", "lake", "serve", "metrics"},
    "lake": {"catalogue", "data"},
    "serve": {"host", "port"},
    "metrics": {"token_file"},
}
_UNREADABLE = N_("{path} cannot be read: {reason}.")
_UNKNOWN = N_("{path}: “{key}” is no setting of a node. Known are: {keys}.")
_NO_FOLDER = N_(
    "{path}: folder is “{folder}”, which is no folder. Write where the schools’ "
    "folders lie."
)
_NO_PORT = N_(
    "{path}: port is “{port}”. Write a number from 0 to 65535; 0: a free one."
)
_NO_TOKEN = N_(
    "{path}: the file of the token for metrics, {token_file}, cannot be read or holds "
    "fewer than {least} signs."
)
_NO_CATALOGUE = N_(
    "{path}: “catalogue” of [lake] is “{named}”. Write “postgres:” and where "
    "PostgreSQL is, such as “postgres:host=10.0.0.5 dbname=vedomost”."
)
_MOST_PORTS = 65_535
_SHORTEST_TOKEN = 32


@dataclass(frozen=True)
class NodeSettings:
    """What a node is told about itself."""

    node: str
    folder: Path
    installation: Installation | None = None  # None where schools are embedded
    host: str = "127.0.0.1"
    port: int = 8501
    metrics_token: str = field(default="", repr=False)  # '' where none is named


def node_settings(path: Path) -> NodeSettings:
    """Read the settings; VedomostError names what is wrong with them."""
    said = _read(path)
    _see_that_keys_are_known(path, said)
    folder = path.parent / str(said.get("folder", ""))
    if "folder" not in said or not folder.is_dir():
        raise VedomostError(_NO_FOLDER, path=path, folder=said.get("folder", ""))
    serve = said.get("serve", {})
    port = serve.get("port", NodeSettings.port)
    if type(port) is not int or not 0 <= port <= _MOST_PORTS:
        raise VedomostError(_NO_PORT, path=path, port=port)
    return NodeSettings(
        node=str(said.get("node", "node")),
        folder=folder,
        installation=_installation(path, said.get("lake")),
        host=str(serve.get("host", NodeSettings.host)),
        port=port,
        metrics_token=_metrics_token(path, said.get("metrics", {})),
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise VedomostError(_UNREADABLE, path=path, reason=str(error)) from error


def _see_that_keys_are_known(path: Path, said: dict[str, Any]) -> None:
    for section, keys in _KEYS.items():
        of_section = said if not section else said.get(section, {})
        if not isinstance(of_section, dict):
            raise VedomostError(_UNKNOWN, path=path, key=section, keys=f"[{section}] …")
        for key in of_section:
            if key not in keys:
                told = ", ".join(sorted(keys))
                raise VedomostError(_UNKNOWN, path=path, key=key, keys=told)


def _installation(path: Path, lake: dict[str, Any] | None) -> Installation | None:
    """Return the installation that the section names, as a school's settings would."""
    if lake is None:
        return None
    catalogue = str(lake.get("catalogue", ""))
    named = f"ducklake:{catalogue}"
    if not named.startswith(LAKE):
        raise VedomostError(_NO_CATALOGUE, path=path, named=catalogue)
    return installation_of({WAREHOUSE: named, DATA: lake.get("data", "")})


def _metrics_token(path: Path, metrics: dict[str, Any]) -> str:
    named = metrics.get("token_file")
    if named is None:
        return ""
    token_file = path.parent / str(named)
    try:
        token = token_file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        token = ""
    if len(token) < _SHORTEST_TOKEN:
        raise VedomostError(
            _NO_TOKEN, path=path, token_file=token_file, least=_SHORTEST_TOKEN
        )
    return token
