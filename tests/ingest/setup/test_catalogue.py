from __future__ import annotations

import ast
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import expectations
import ingest.setup
from expectations.language import LANGUAGES, say
from ingest.setup.contract import SHEETS, titles
from ingest.setup.rules import RULES

_CODE = Path(ingest.setup.__file__).parent
_RUSSIAN = Path(expectations.__file__).parent / "locale" / "ru"
_CATALOGUES = tuple(
    _RUSSIAN / name
    for name in (
        "setup.po",
        "setup_deadlines.po",
        "setup_attestations.po",
        "setup_replacements.po",
        "setup_homeroom.po",
        "setup_rows.po",
    )
)


def _marked() -> set[str]:
    return {
        ast.literal_eval(node.args[0])
        for path in _CODE.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "N_"
    }


def test_every_sentence_of_the_set_up_is_in_russian_and_none_is_left_over():
    catalogue = {}
    for path in _CATALOGUES:
        with path.open("rb") as file:
            catalogue |= {
                message.id: message.string for message in read_po(file) if message.id
            }

    assert set(catalogue) == _marked()
    assert all(catalogue.values())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_says_what_why_and_how_to_fix(rule):
    for language in LANGUAGES:
        for sentence in (rule.message, rule.what, rule.why, rule.fix):
            assert say(sentence, language)
    assert rule.clause.startswith("§")
    assert rule.severity in {"critical", "warning"}


def test_no_two_sheets_and_no_two_columns_of_a_sheet_share_a_title():
    names = [title for sheet in SHEETS for title in set(titles(sheet.title))]
    assert len(set(names)) == len(names)
    for sheet in SHEETS:
        names = [
            title for column in sheet.columns for title in set(titles(column.title))
        ]
        assert len(set(names)) == len(names), sheet.table


def test_no_two_choices_of_a_column_share_a_title():
    for sheet in SHEETS:
        for column in sheet.columns:
            names = [
                name for title in column.choices.values() for name in set(titles(title))
            ]
            assert len(set(names)) == len(names), (sheet.table, column.key)
