"""What the fork server imports once, so that a killed process lives for seconds only.

Imports and nothing else: a process that has used polars or DuckDB must not be forked.
"""

from expectations.check import prepare_import

prepare_import()

from expectations import suites  # noqa: E402
from tests.crash import deeds  # noqa: E402

__all__ = ["deeds", "suites"]
