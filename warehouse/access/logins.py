"""Logins of students and parents: spelled from the name, one a person for ever."""

from __future__ import annotations

import itertools
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_LATIN_LETTERS = {
    **dict(zip("абвгдезийклмнопрстуфыэё", "abvgdeziyklmnoprstufyee", strict=True)),
    **{"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch"},
    **{"ю": "yu", "я": "ya", "ъ": "", "ь": ""},
    **{"ә": "a", "ө": "o", "ү": "u", "җ": "zh", "ң": "n", "һ": "h"},
    **{"і": "i", "ї": "yi", "є": "ye", "ґ": "g", "ў": "u"},
}
_LONGEST_SURNAME = 20  # a child types it
_NAMELESS = "user"  # a name in another script leaves no letter


def latin(text: str) -> str:
    """Spell Cyrillic letters in Latin, for logins and stable keys; others stay."""
    return "".join(_LATIN_LETTERS.get(letter, letter) for letter in text.lower())


def login_for(surname: str, given_name: str, patronymic: str) -> str:
    """Return a login such as `smirnova.ep`: small Latin letters and one dot."""
    initials = "".join(_letters(name)[:1] for name in (given_name, patronymic))
    spelled = _letters(surname)[:_LONGEST_SURNAME] or _NAMELESS
    return ".".join(filter(None, (spelled, initials)))


def free_login(wanted: str, taken: AbstractSet[str]) -> str:
    """Return the login, with a number from 2 on if somebody has or had it."""
    if wanted not in taken:
        return wanted
    numbered = (f"{wanted}{number}" for number in itertools.count(2))
    return next(login for login in numbered if login not in taken)


def _letters(name: str) -> str:
    plain = unicodedata.normalize("NFKD", latin(unicodedata.normalize("NFKC", name)))
    return re.sub("[^a-z0-9]", "", plain)
