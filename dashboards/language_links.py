"""The languages as a page outside Streamlit offers them: each in its own words."""

from __future__ import annotations

from expectations.language import LANGUAGES

LANGUAGE_NAMES = {"ru": "Русский", "en": "English"}


def language_links(language: str) -> str:
    """Return the languages as HTML; `language` is the one that the page speaks."""
    return " ".join(
        f'<b aria-current="true" lang="{one}">{LANGUAGE_NAMES[one]}</b>'
        if one == language
        else (
            f'<a href="/language/{one}" hreflang="{one}" lang="{one}">'
            f"{LANGUAGE_NAMES[one]}</a>"
        )
        for one in LANGUAGES
    )
