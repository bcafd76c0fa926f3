"""Where a school keeps its own forms: `forms/` in its folder, by their names."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.own_forms import names
from ingest.own_forms.child import names_of
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from pathlib import Path

    from warehouse.school_folder import School

_FOLDER = "forms"
_LONGEST = 60
_NOT_IN_A_NAME = re.compile(r"[^\w \-()№]+")

NOTHING_NAMED = N_(
    "No cell of “{file_name}” has a name that is filled. Name cells (in Excel: "
    "Formulas, Define name), for example vedomost_class, vedomost_students, "
    "vedomost_table."
)


class Kept(NamedTuple):
    """A form that was taken, and names in it that mean nothing."""

    title: str
    unknown: list[str]


def keep(school: School, content: bytes, file_name: str) -> Kept:
    """Take a form into the school's folder; one of the same name is replaced.

    The bytes are kept among the received files first, as everything that comes in is.
    """
    school.keep(content)
    found = names_of(content)
    title = _title(file_name)
    if not names.known(found):
        raise VedomostError(NOTHING_NAMED, file_name=title)
    school.files.write(f"{_FOLDER}/{title}.xlsx", content)
    return Kept(title, names.unknown(found))


def titles(school: School) -> list[str]:
    """Return the names of the school's forms in order."""
    school.files.look_again()
    return sorted(path.stem for path in _folder(school).glob("*.xlsx"))


def form(school: School, title: str) -> bytes:
    """Return a form by its name; a name that is no form of the school is refused."""
    if title not in titles(school):
        raise VedomostError(N_("The school has no form “{title}”."), title=title)
    return (_folder(school) / f"{title}.xlsx").read_bytes()


def _folder(school: School) -> Path:
    return school.folder / _FOLDER


def _title(file_name: str) -> str:
    """Return a file's name without ending, path and signs that no disk likes."""
    stem = PurePath(file_name.replace("\\", "/")).stem
    plain = _NOT_IN_A_NAME.sub(" ", unicodedata.normalize("NFC", stem))
    return " ".join(plain.split())[:_LONGEST].strip() or "form"
