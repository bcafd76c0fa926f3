"""Every sentence shown to people has its Russian, with the same facts in it."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from babel.messages.catalog import Message

ROOT = Path(__file__).parents[1]
ROOMS = ("expectations", "warehouse", "ingest", "dashboards")
CATALOGUES = sorted((ROOT / "expectations" / "locale" / "ru").glob("*.po"))
# Which positional arguments are message ids; so are those of every VedomostError.
KEYWORDS = {
    "N_": (0,),
    "_": (0,),
    "say": (0,),
    "say_many": (0, 1),
    "ngettext": (0, 1),
    "counted": (0, 1),
    "Difference": (1,),  # what a verification finds, said by the page and the command
}
COMMENT = re.compile(r"comment on [^']+? is\s+'((?:[^']|'')*)'", re.IGNORECASE)
FACT = re.compile(r"\{(\w+)[^}]*\}")


def sources() -> dict[Path, ast.Module]:
    paths = [ROOT / "vedomost.py"]
    for room in ROOMS:
        paths += sorted((ROOT / room).rglob("*.py"))
    return {path: ast.parse(path.read_bytes()) for path in paths if path.exists()}


def error_names(trees: dict[Path, ast.Module]) -> set[str]:
    """Return VedomostError and every class that descends from it, by name."""
    names = {"VedomostError"}
    grown = True
    while grown:
        heirs = {
            node.name
            for tree in trees.values()
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef)
            and any(getattr(base, "id", "") in names for base in node.bases)
        }
        grown = not heirs <= names
        names |= heirs
    return names


def sentences_in(tree: ast.Module, errors: set[str]) -> list[str]:
    """Return the message ids in Python code; a plural gives both its forms."""
    keywords = {**KEYWORDS, **dict.fromkeys(errors, (0,))}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
            positions = keywords.get(name, ())
            for argument in (node.args[n] for n in positions if n < len(node.args)):
                found += texts_of(argument)
    return found


def texts_of(argument: ast.expr) -> list[str]:
    """Return the literal texts of an argument: one, or those of its two branches."""
    if isinstance(argument, ast.IfExp):
        return texts_of(argument.body) + texts_of(argument.orelse)
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return [argument.value] if argument.value else []
    return []


def descriptions_in(query: str) -> list[str]:
    """Return the sentences of `comment on`, which the data-quality page shows."""
    found = [text.replace("''", "'") for text in COMMENT.findall(query)]
    return [" ".join(text.split()) for text in found]


@functools.cache
def message_ids() -> dict[str, str]:
    """Return each message id of all rooms with a file it stands in."""
    trees = sources()
    errors = error_names(trees)
    ids = {
        sentence: str(path.relative_to(ROOT))
        for path, tree in trees.items()
        for sentence in sentences_in(tree, errors)
    }
    for path in (ROOT / "warehouse" / "models" / "marts").glob("*.sql"):
        for sentence in descriptions_in(path.read_text(encoding="utf-8")):
            ids.setdefault(sentence, str(path.relative_to(ROOT)))
    return ids


def messages_of(path: Path) -> list[Message]:
    with path.open("rb") as source:
        return [message for message in read_po(source, locale="ru") if message.id]


def ids_of(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if message.pluralizable else (message.id,)


def forms_of(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if message.pluralizable else (message.string,)


def is_in_english(sentence: str) -> bool:
    """Tell it from a word of the journal itself, such as «н» or a bare {fact}."""
    return bool(re.search("[A-Za-z]", FACT.sub("", sentence)))


def test_every_sentence_has_its_russian():
    translated = {
        sentence
        for path in CATALOGUES
        for message in messages_of(path)
        if all(forms_of(message))
        for sentence in ids_of(message)
    }

    missing = sorted(
        f"{path}: {sentence!r}"
        for sentence, path in message_ids().items()
        if sentence not in translated and is_in_english(sentence)
    )
    assert not missing, "\n" + "\n".join(missing)


def test_every_translation_tells_the_same_facts():
    differing = []
    for path in CATALOGUES:
        for message in messages_of(path):
            facts = [set(FACT.findall(form)) for form in ids_of(message)]
            for form in forms_of(message):
                told = set(FACT.findall(form))
                # A singular may say “one page” where its plural says “{count} pages”.
                is_told = told in facts or set.intersection(
                    *facts
                ) <= told <= set.union(*facts)
                if not is_told:
                    differing.append(f"{path.name}: {message.id!r} → {form!r}")

    assert not differing, "\n" + "\n".join(differing)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.name)
def test_no_catalogue_keeps_guesses_or_leftovers(path):
    with path.open("rb") as source:
        obsolete = list(read_po(source, locale="ru").obsolete)
    messages = messages_of(path)

    assert not [message.id for message in messages if message.fuzzy]
    assert not obsolete
    used = message_ids()
    leftovers = [
        repr(message.id)
        for message in messages
        if not any(sentence in used for sentence in ids_of(message))
    ]
    assert not leftovers, "no code says:\n" + "\n".join(leftovers)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.name)
def test_every_catalogue_knows_the_three_russian_plurals(path):
    header = path.read_text(encoding="utf-8").split("\n\n", 1)[0]

    assert "Plural-Forms: nplurals=3;" in header


def test_no_sentence_is_translated_differently_in_two_rooms():
    seen: dict[tuple[str, ...], tuple[str, tuple[str, ...]]] = {}
    clashes = []
    for path in CATALOGUES:
        for message in messages_of(path):
            here = (path.name, forms_of(message))
            there = seen.setdefault(ids_of(message), here)
            if there[1] != here[1]:
                clashes.append(f"{message.id!r}: {there} and {here}")

    assert not clashes, "\n" + "\n".join(clashes)


def test_the_finder_of_sentences_finds_each_kind(tmp_path):
    tree = ast.parse(
        "class TooLateError(VedomostError): ...\n"
        "raise TooLateError('It is {hour} o’clock.', hour=1)\n"
        "say_many('{count} page', '{count} pages', 2, 'ru')\n"
        "NAME = N_('Held')\n"
        "f'# {say(N_('Title'), row['reason'])}: {say(row['reason'])}'\n".replace(
            "f'#", 'f"#'
        ).replace("])}'", '])}"')
        + "_('Yes' if row else 'No')\n"
    )

    errors = error_names({tmp_path / "room.py": tree})

    assert errors == {"VedomostError", "TooLateError"}
    assert sorted(sentences_in(tree, errors)) == [
        "Held",
        "It is {hour} o’clock.",
        "No",
        "Title",
        "Yes",
        "{count} page",
        "{count} pages",
    ]
    assert descriptions_in("comment on view marts.a is\n'The class''s day.';") == [
        "The class's day."
    ]
