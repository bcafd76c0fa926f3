"""Contents of files in S3, or in a folder that all nodes share, by their SHA-256.

    <data>/<school_id>/files/<sha256>

An object is put once and never changed. What is fetched is hashed: damage is told, and
never read as a file.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError
from obstore.store import S3Store

from warehouse.durable_files import write_durably
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warehouse.installation.settings import Installation

_PATIENCE = timedelta(seconds=30)  # for one file, tries included
_TRIES = 4
_YES = {"1", "true", "yes"}


class UnreadableContentError(VedomostError):
    """What is stored is missing, or is not what was put there."""


class MissingContentError(UnreadableContentError):
    """There is no such object."""


class DamagedContentError(UnreadableContentError):
    """The object is another one than its name says; `content` is what lies there."""

    content = b""


class Contents(Protocol):
    """Contents of one school."""

    def put(self, content: bytes) -> str:
        """Store bytes durably unless they are there; return their SHA-256."""

    def get(self, name: str) -> bytes:
        """Return the bytes of this SHA-256, or raise `UnreadableContentError`."""


def contents_of(installation: Installation, school_id: str) -> Contents:
    """Return the contents of a school."""
    place = f"{installation.data}/{school_id}/files"
    return _InS3(place) if installation.is_in_s3 else _InFolder(Path(place))


class _InS3:
    def __init__(self, url: str) -> None:
        # Where S3 is and its keys come from the environment (AWS_…).
        self._store = S3Store.from_url(
            url,
            client_options={
                "timeout": _PATIENCE,
                "connect_timeout": _PATIENCE / 3,
                # Options that are given hide this one of the environment.
                "allow_http": os.environ.get("AWS_ALLOW_HTTP", "").lower() in _YES,
            },
            retry_config={"max_retries": _TRIES, "retry_timeout": _PATIENCE},
        )

    def put(self, content: bytes) -> str:
        name = hashlib.sha256(content).hexdigest()
        with _told_plainly(), contextlib.suppress(AlreadyExistsError):
            obstore.put(self._store, name, content, mode="create", use_multipart=False)
        return name

    def get(self, name: str) -> bytes:
        with _told_plainly():
            try:
                content = bytes(obstore.get(self._store, name).bytes())
            except (NotFoundError, FileNotFoundError) as error:
                raise _missing(name) from error
        return _checked(name, content)


class _InFolder:
    """A folder that all nodes share, such as NFS; a local one for a single node."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> str:
        name = hashlib.sha256(content).hexdigest()
        if not (self._folder / name).exists():
            write_durably(self._folder / name, content)
        return name

    def get(self, name: str) -> bytes:
        try:
            content = (self._folder / name).read_bytes()
        except FileNotFoundError as error:
            raise _missing(name) from error
        return _checked(name, content)


def _checked(name: str, content: bytes) -> bytes:
    if hashlib.sha256(content).hexdigest() != name:
        damage = DamagedContentError(
            "The content {name} in the installation’s storage is damaged: its SHA-256 "
            "is another one. Put the file of this SHA-256 back from a backup.",
            name=name,
        )
        damage.content = content
        raise damage
    return content


def _missing(name: str) -> MissingContentError:
    return MissingContentError(
        "The content {name} is missing in the installation’s storage. Put the file of "
        "this SHA-256 back from a backup.",
        name=name,
    )


@contextlib.contextmanager
def _told_plainly() -> Iterator[None]:
    """Say in a sentence that the storage takes or gives nothing."""
    try:
        yield
    except (BaseError, OSError) as error:
        raise VedomostError(
            "The installation’s storage does not answer as it should ({reason}). "
            "Nothing was recorded. Tell the administrator, and try again later.",
            reason=type(error).__name__,
        ) from error
