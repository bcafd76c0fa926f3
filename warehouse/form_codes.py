"""Verification codes of printed forms: `K7XA-93PM-EH2C-TTB4`.

Eight letters name the form, seven seal what the register says of it, the last checks
the typing. Only signs that look the same in Latin and Cyrillic and like no other sign:
a code may be typed in either alphabet.
"""

from __future__ import annotations

import secrets

ALPHABET = "ABCEHKMPTXY234679"  # 17, a prime: one wrong or two swapped signs are seen
_NAME, _SEAL = 8, 7
_LENGTH = _NAME + _SEAL + 1
_GROUP = 4
_AS_LATIN = str.maketrans("АВСЕНКМРТХУЗ", "ABCEHKMPTXY3")
_BETWEEN = str.maketrans(dict.fromkeys(" -–—.\u00a0\u2011\t\r\n"))


def new_name() -> str:
    """Return the part that names a form, drawn at random: nobody guesses the next."""
    return "".join(secrets.choice(ALPHABET) for _ in range(_NAME))


def code_of(name: str, digest: str) -> str:
    """Return the code in groups; `digest` is the SHA-256 of what is registered."""
    number = int(digest, 16)
    seal = ""
    for _ in range(_SEAL):
        number, place = divmod(number, len(ALPHABET))
        seal += ALPHABET[place]
    signs = name + seal
    return _grouped(signs + _check(signs))


def read_code(typed: str) -> str | None:
    """Return what was typed as a code in groups; None if it has not a code's shape."""
    signs = typed.upper().translate(_BETWEEN).translate(_AS_LATIN)
    if len(signs) != _LENGTH or not set(signs) <= set(ALPHABET):
        return None
    return _grouped(signs)


def name_of(code: str) -> str:
    """Return the part of a code in groups that names the form."""
    return code.replace("-", "")[:_NAME]


def is_whole(code: str) -> bool:
    """Tell whether the last sign of a code in groups belongs to the others."""
    signs = code.replace("-", "")
    return signs[-1] == _check(signs[:-1])


def _check(signs: str) -> str:
    total = sum(
        weight * ALPHABET.index(sign) for weight, sign in enumerate(signs, start=1)
    )
    return ALPHABET[total % len(ALPHABET)]


def _grouped(signs: str) -> str:
    return "-".join(
        signs[place : place + _GROUP] for place in range(0, _LENGTH, _GROUP)
    )
