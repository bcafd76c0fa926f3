"""The catalogue as a page of the user guide: `docs/rules.md` and `docs/rules.ru.md`.

After a change of the catalogue: `python -m expectations.rules_page`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from expectations.catalogue import RULES
from expectations.findings import severity_name
from expectations.language import N_, say
from expectations.parameters import PARAMETERS
from expectations.rules_warehouse import WAREHOUSE_RULES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from expectations.rule import Rule
    from expectations.warehouse_rule import WarehouseRule

PAGES = {"en": Path("docs/rules.md"), "ru": Path("docs/rules.ru.md")}
_ANY_FACT = "…"
_TITLE = N_("What Vedomost checks")
_ABOUT = N_(
    "This page is made from the catalogue of rules. A cell that breaks a rule marked "
    "“not recorded” waits until it is corrected; all other cells of the workbook are "
    "recorded."
)
_CELLS = N_("Cells of a workbook")
_WAREHOUSE = N_("The whole journal")
_NUMBERS = N_("Numbers")


def rules_page(language: str) -> str:
    """Write the catalogue out as Markdown, in the order of the catalogue."""
    return "\n".join(
        [
            f"# {say(_TITLE, language)}",
            "",
            say(_ABOUT, language),
            "",
            f"## {say(_CELLS, language)}",
            "",
            *_sections(RULES, language),
            f"## {say(_WAREHOUSE, language)}",
            "",
            *_sections(WAREHOUSE_RULES, language),
            f"## {say(_NUMBERS, language)}",
            "",
            *_numbers(language),
        ]
    )


def _sections(
    rules: Iterable[type[Rule] | type[WarehouseRule]], language: str
) -> list[str]:
    lines: list[str] = []
    for rule in rules:
        facts = _placeholders(rule)
        clause = f"§{rule.clause}, " if rule.clause else ""
        severity = severity_name(rule.id, language)
        lines += [
            f"### {say(rule.description, language).removesuffix('.')}",
            "",
            f"`{rule.id}`: {clause}{severity}",
            "",
            *(
                f"- {say(sentence, language, **facts)}"
                for sentence in (rule.what, rule.why, rule.fix)
            ),
            "",
        ]
    return lines


def _placeholders(rule: type[Rule] | type[WarehouseRule]) -> dict[str, str]:
    """Return an ellipsis for each fact that the rule's sentences name."""
    told = (rule.what, rule.why, rule.fix)
    names = {part.split("}")[0] for text in told for part in text.split("{")[1:]}
    return dict.fromkeys(names, _ANY_FACT)


def _numbers(language: str) -> list[str]:
    head = (N_("Parameter"), N_("Meaning"), N_("Value"), N_("Clause"))
    lines = [
        "| " + " | ".join(say(word, language) for word in head) + " |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| `{name}` | {say(number.meaning, language)} | {number.value:g} "
        f"| §{number.clause} |"
        for name, number in PARAMETERS.items()
    ]
    return [*lines, ""]


def write_pages() -> None:
    """Write the page in each language into the working tree."""
    for language, path in PAGES.items():
        path.write_text(rules_page(language), encoding="utf-8")


if __name__ == "__main__":
    write_pages()
