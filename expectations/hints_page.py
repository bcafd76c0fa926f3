"""The catalogue of hints as a page of the user guide: `docs/hints.md`, `hints.ru.md`.

After a change of the catalogue: `python -m expectations.hints_page`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from expectations.hint_numbers import HINT_NUMBERS, NORMS
from expectations.hints import HINTS
from expectations.language import N_, say
from expectations.parameters import PARAMETERS, Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from expectations.hints import Hint

PAGES = {"en": Path("docs/hints.md"), "ru": Path("docs/hints.ru.md")}
_ANY_FACT = "…"
_TITLE = N_("Hints about students")
_ABOUT = N_(
    "This page is made from the catalogue of hints. The page “Class progress” gives "
    "them to the homeroom teacher, the deputy of the level and the director (§2.4). A "
    "hint is no entry and changes nothing; it looks at an ended period as it stood on "
    "its last day, with the numbers that held then."
)
_KINDS = {"risk": N_("Who needs attention"), "chance": N_("What is within reach")}
_SHARED = Parameter(0.5, "share", "2.8", N_("Rounding of an average: threshold"))


def hints_page(language: str) -> str:
    """Write the catalogue out as Markdown, in the order of the catalogue."""
    lines = [f"# {say(_TITLE, language)}", "", say(_ABOUT, language), ""]
    for kind, title in _KINDS.items():
        lines += [f"## {say(title, language)}", ""]
        for hint in HINTS:
            if hint.kind == kind:
                lines += [*_section(hint, language), ""]
    lines += [f"## {say(N_('Numbers'), language)}", ""]
    return "\n".join([*lines, *_table(language), ""])


def _section(hint: Hint, language: str) -> Iterator[str]:
    facts = {
        part.split("}")[0]: _ANY_FACT for part in hint.what.split("{") if "}" in part
    }
    numbers = ", ".join(f"`{name}`" for name in hint.parameters)
    yield f"### {say(hint.title, language).removesuffix('.')}"
    yield ""
    yield f"`{hint.id}`: §{hint.clause}; {numbers}"
    yield ""
    yield f"- {say(hint.what, language, **facts)}"
    yield f"- {say(hint.why, language)}"
    yield f"- {say(hint.to_do, language)}"


def numbers() -> Mapping[str, Parameter]:
    """Return every number that a hint or a norm judges by."""
    named = {name for hint in HINTS for name in hint.parameters}
    known = {**HINT_NUMBERS, **PARAMETERS, "rounding_threshold": _SHARED}
    return {**{name: known[name] for name in known if name in named}, **NORMS}


def _table(language: str) -> Iterator[str]:
    head = (N_("Parameter"), N_("Meaning"), N_("Value"), N_("Clause"))
    yield "| " + " | ".join(say(word, language) for word in head) + " |"
    yield "| --- | --- | --- | --- |"
    for name, number in numbers().items():
        clause = f"§{number.clause}" if number.clause[0].isdigit() else number.clause
        meaning = say(number.meaning, language)
        yield f"| `{name}` | {meaning} | {number.value:g} | {clause} |"


def write_pages() -> None:
    """Write the page in each language into the working tree."""
    for language, path in PAGES.items():
        path.write_text(hints_page(language), encoding="utf-8")


if __name__ == "__main__":
    write_pages()
