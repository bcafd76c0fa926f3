"""Which language to speak to a browser that has not been told."""

from __future__ import annotations

from expectations.language import DEFAULT_LANGUAGE, LANGUAGES


def language_of(locale: str | None) -> str:
    """Return the language for a locale (`en-GB`) or an Accept-Language header."""
    first = (locale or "").partition(",")[0].partition(";")[0]
    spoken = first.partition("-")[0].strip().lower()
    return spoken if spoken in LANGUAGES else DEFAULT_LANGUAGE
