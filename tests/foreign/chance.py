"""Chance for the properties: small draws that shrink well, and wide ones."""

from __future__ import annotations

from hypothesis import strategies as st

CHANCE = st.one_of(st.randoms(use_true_random=True), st.randoms(use_true_random=False))
