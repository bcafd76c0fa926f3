"""What the columns of a class list may be, and how schools head them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

# Kind → what it is called on the page. The ones below are read, nothing else is kept.
READ = {
    "full_name": N_("Full name"),
    "surname": N_("Surname"),
    "given_name": N_("Given name"),
    "patronymic": N_("Patronymic"),
    "class": N_("Class"),
    "grade": N_("Grade"),
    "letter": N_("Letter of the class"),
    "personal_file": N_("Personal file"),
    "enrolled_on": N_("Enrolled on"),
    "order_number": N_("Order number"),
}
IGNORED = "ignored"
IGNORED_NAME = N_("not read")
MEANINGS = {IGNORED: IGNORED_NAME, **READ}


class _Usual(NamedTuple):
    kind: str
    pattern: str  # of the header in lower case without signs


# The first that fits counts; parents stand before names, because «ФИО матери» is one.
_USUAL = (
    _Usual(IGNORED, r".*(родител|мать|матер|отец|отца|опекун|представит|законн).*"),
    _Usual(IGNORED, r".*(снилс|инн|паспорт|свидетельств|полис|документ).*"),
    _Usual(IGNORED, r".*(адрес|прожив|регистрац|прописк|телефон|почт|mail).*"),
    _Usual(IGNORED, r".*(рожд|возраст|\bпол\b|гражданств|национальн|здоров).*"),
    _Usual(IGNORED, r".*(классн\w* рук|учител|откуда|дата приказ).*"),
    _Usual("personal_file", r".*(личн\w* дел|\bлд\b|алфавитн|personal file).*"),
    _Usual("order_number", r".*(приказ|order).*"),
    _Usual("enrolled_on", r".*(зачислен|дата (при|пост)|enrolled).*"),
    _Usual(IGNORED, r"(№|n|no|пп|№ ?пп|n ?пп|номер|номер по порядку|п ?п)"),
    _Usual("full_name", r".*(фио|ф и о|фамилия.*имя|имя фамилия|full name).*"),
    _Usual("full_name", r"(ученик|учащийся|учащиеся|обучающийся|обучающиеся|ребенок)"),
    _Usual("full_name", r"(student|pupil|name)"),
    _Usual("surname", r".*(фамилия|surname|last name|family name).*"),
    _Usual("patronymic", r".*(отчество|patronymic|middle name).*"),
    _Usual("given_name", r".*(имя|given name|first name).*"),
    _Usual("letter", r".*(литер|буква|letter).*"),
    _Usual("grade", r".*(параллель|год обучения|grade).*"),
    _Usual("class", r".*(класс|class).*"),
)
_SIGNS = re.compile(r"[^\w№]+")


def plain(header: str) -> str:
    """Return a header in lower case, without signs and repeated blanks."""
    return _SIGNS.sub(" ", header.lower().replace("ё", "е")).strip()


def proposed(headers: Sequence[str]) -> dict[int, str]:
    """Return what each column most likely is, by position; each kind is found once."""
    found: dict[int, str] = {}
    for position, header in enumerate(headers):
        kind = _kind_of(plain(header))
        if kind == IGNORED or kind not in found.values():
            found[position] = kind
        else:
            found[position] = IGNORED
    return found


def _kind_of(header: str) -> str:
    for usual in _USUAL:
        if re.fullmatch(usual.pattern, header):
            return usual.kind
    return IGNORED


def is_complete(mapping: dict[int, str], class_of_sheet: str) -> bool:
    """Tell whether a name and a class can be had: only these two are required."""
    kinds = set(mapping.values())
    has_name = "full_name" in kinds or {"surname", "given_name"} <= kinds
    has_class = "class" in kinds or {"grade", "letter"} <= kinds or bool(class_of_sheet)
    return has_name and has_class
