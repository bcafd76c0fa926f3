"""What a job says of a run: a sentence with its facts, kept in no language."""

from __future__ import annotations

import json

from expectations.language import say


def told(sentence: str, **facts: object) -> str:
    """Return a sentence (an English message id) and its facts as kept."""
    return json.dumps([sentence, facts], ensure_ascii=False, default=str)


def spoken(kept: str, language: str) -> str:
    """Return what was kept in words of a reader; '' says nothing."""
    if not kept:
        return ""
    sentence, facts = json.loads(kept)
    return say(sentence, language, **facts)
