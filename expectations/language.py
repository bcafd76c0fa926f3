"""Russian and English: gettext catalogues, resolved when a sentence is shown.

English sentences are the message ids. One catalogue per room lies in `locale/ru/*.po`
and is compiled in memory, so there is no build step. A sentence that will be shown
later is marked with `N_` and translated by `say`.
"""

from __future__ import annotations

import functools
import gettext
import io
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("ru", "en")
DEFAULT_LANGUAGE = "ru"
_LOCALE = Path(__file__).parent / "locale"


def N_(sentence: str) -> str:  # noqa: N802 - gettext's own name for this marker
    """Mark a sentence for the catalogues without translating it."""
    return sentence


@functools.cache
def translations(language: str) -> gettext.NullTranslations:
    """Return the merged catalogues of all rooms; English is the source itself."""
    merged = gettext.NullTranslations()
    for path in sorted((_LOCALE / language).glob("*.po")):
        compiled = io.BytesIO()
        with path.open("rb") as source:
            write_mo(compiled, read_po(source, locale=language))
        compiled.seek(0)
        room = gettext.GNUTranslations(compiled)
        room.add_fallback(merged)
        merged = room
    return merged


def say(sentence: str, language: str, **facts: object) -> str:
    """Translate a sentence and fill in its facts."""
    translated = _translated(sentence, language) if sentence else ""
    return translated.format(**facts) if facts else translated


@functools.lru_cache(maxsize=20_000)  # else each room's catalogue is asked in turn
def _translated(sentence: str, language: str) -> str:
    return translations(language).gettext(sentence)


def say_many(one: str, many: str, count: int, language: str, **facts: object) -> str:
    """Translate a counted sentence; Russian has three plural forms."""
    sentence = translations(language).ngettext(one, many, count)
    return sentence.format(count=count, **facts)


def clause_name(clause: str, language: str) -> str:
    """Return «п. 2.5» of «2.5» or «§2.5»: the clause that a rule comes from."""
    return say(N_("§{clause}"), language, clause=clause.removeprefix("§"))
