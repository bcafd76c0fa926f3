"""A school that another program holds is named so, in our words."""

from __future__ import annotations

import subprocess
import sys

import pytest

from warehouse.database import Database
from warehouse.errors import VedomostError

HOLD = """
import sys
from pathlib import Path
from warehouse.database import Database
with Database(Path(sys.argv[1])):
    print("open", flush=True)
    sys.stdin.read()
"""


def test_a_school_that_a_server_holds_is_not_opened_and_says_so(tmp_path):
    path = tmp_path / "school.duckdb"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout.readline() == "open\n"

        with pytest.raises(VedomostError) as refused:
            Database(path)

        holder.stdin.close()
    assert "is in use by another program" in refused.value.sentence
    assert refused.value.facts == {"folder": tmp_path}
