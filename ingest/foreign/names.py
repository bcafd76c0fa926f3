"""Names as different journals write them, folded so that they can be compared.

«Семёнов И. П.», «СЕМЕНОВ  Иван», «Иван Семёнов» and a Latin C in «Cеменов» are one
name; which spellings may mean a student is listed here, and nothing is guessed beyond.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from expectations.marks import INVISIBLE
from ingest.setup.cells import cyrillic_class

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_LOOK_ALIKES = str.maketrans("abcehkmoptxyё", "авсенкмортхуе")
_REMARK = re.compile(r"\([^)]*\)|\[[^]]*\]")
_NUMBER = re.compile(r"^\s*\d+\s*[.)]?\s+|^\s*\d+[.)]\s*")
_DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212]\s*")
_CLASS = re.compile(
    r"(?<![\d.,])(\d{1,2})\s*[-«\"'„“]?\s*([A-Za-zА-Яа-яЁё]{1,2})(?!\w)"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_WORDS = {"перв": 1, "втор": 2, "трет": 3, "четверта": 4}
_KINDS = (
    ("half_year", r"полуг|п/г|\bпг\b|semester|half"),
    ("trimester", r"трим|\bтр\b|trimester"),
    ("quarter", r"четв|\bчт\b|\bч\b|quarter"),
    ("exam", r"экз|exam"),
    ("overall", r"^итог|overall"),
    ("year", r"\bгод|\byear"),
)


def fold(written: str) -> str:
    """Return a name without case, odd blanks, remarks in brackets and look-alikes.

    A word that is Latin throughout stays so only where no letter looks Russian.
    """
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", written)).casefold()
    plain = _DASHES.sub("-", _REMARK.sub(" ", text)).translate(_LOOK_ALIKES)
    return " ".join(plain.split())


def fold_person(written: str) -> str:
    """Return a person's name as words: «1. Семёнов И.П.» is «семенов и п»."""
    return _NUMBER.sub("", fold(written.replace(".", " ").replace(",", " ")))


def spellings(surname: str, given_name: str, patronymic: str) -> Iterator[str]:
    """Yield the folded names by which a journal may mean this person.

    A surname alone is no name: it is asked about.
    """
    family, given, father = map(fold_person, (surname, given_name, patronymic))
    if not family or not given:
        return
    yield f"{family} {given}"
    yield f"{given} {family}"
    yield f"{family} {given[0]}"
    yield f"{given[0]} {family}"
    if father:
        yield f"{family} {given} {father}"
        yield f"{given} {father} {family}"
        yield f"{family} {given[0]} {father[0]}"
        yield f"{given[0]} {father[0]} {family}"
        yield f"{family} {given} {father[0]}"


def class_in(written: str, known: Collection[str]) -> str | None:
    """Return the class that a title, a sheet or a file name tells, if it is one."""
    whole = cyrillic_class(written.strip())
    if whole in known:
        return whole
    text = written.translate({ord("_"): " "})
    found = {
        code
        for grade, letter in _CLASS.findall(text)
        for code in [cyrillic_class(f"{int(grade)}{letter}")]
        if code in known
    }
    return found.pop() if len(found) == 1 else None


def period_key(written: str) -> tuple[str, int] | None:
    """Return what period a heading names: «III четв.» is quarter 3, «Год» year 0."""
    # Roman numbers are read before letters that only look Russian are folded.
    raw = unicodedata.normalize("NFKC", written).casefold()
    text = fold(written)
    kind = next((kind for kind, pattern in _KINDS if re.search(pattern, text)), None)
    if kind is None:
        return None
    if kind in {"year", "exam", "overall"}:
        return kind, 0
    number = _number_in(raw)
    return (kind, number) if number else None


def _number_in(text: str) -> int:
    if digits := re.search(r"\d+", text):
        return int(digits[0])
    # «ІІ» with Ukrainian letters and «11» typed as capital I look the same.
    roman = re.search(r"\b(iv|i{1,3})\b", text.replace("і", "i"))
    if roman:
        return _ROMAN[roman[1]]
    return next((number for word, number in _WORDS.items() if word in text), 0)
