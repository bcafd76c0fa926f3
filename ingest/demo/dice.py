"""Chance by seed: the same seed makes the same school on every machine."""

from __future__ import annotations

import random


def dice(seed: int, *about: object) -> random.Random:
    """Return the dice for one purpose; what is thrown elsewhere does not disturb it."""
    return random.Random(f"{seed}:{about}")  # noqa: S311 - invented people, no secrets
