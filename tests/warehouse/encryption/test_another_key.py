"""An encrypted school gets another key: the old one opens nothing, nothing is lost."""

from __future__ import annotations

import pytest

from tests.warehouse.encryption.test_encryption import (
    KilledError,
    folder,  # noqa: F401 - the fixture
    readable,
    whole,
)
from warehouse.encryption import another_key, whole_school
from warehouse.encryption.school_key import FORMER, SECTION
from warehouse.encryption.secret import write_secret
from warehouse.errors import VedomostError
from warehouse.school_folder import read_settings

pytestmark = pytest.mark.by_turns


@pytest.fixture
def keys(tmp_path):
    """Two key files outside of the school."""
    paths = (tmp_path / "first.key", tmp_path / "second.key")
    for path in paths:
        write_secret(path)
    return paths


@pytest.fixture
def locked(folder, keys):  # noqa: F811 - the fixture
    """A school encrypted with the first key."""
    whole_school.encrypt(folder, keys[0])
    return folder


def test_another_key_opens_the_school_and_the_former_is_not_needed(locked, keys, clock):
    before = whole(locked, clock)

    another_key.change_key(locked, keys[1])

    keys[0].unlink()
    assert whole(locked, clock) == before
    assert readable(locked) == []
    assert FORMER not in read_settings(locked)
    assert read_settings(locked)[SECTION]["key_file"] == str(keys[1])


@pytest.mark.parametrize(
    ("step", "after"),
    [
        ("write_settings", 0),
        ("replace_files", 0),
        ("swept_aside", 0),
        ("put_in_place", 0),
        ("write_settings", 1),
    ],
)
def test_interrupted_anywhere_it_is_run_again(
    locked, keys, clock, monkeypatch, step, after
):
    before = whole(locked, clock)
    calls = []
    real = getattr(another_key, step)

    def die(*args):
        calls.append(args)
        if len(calls) > after:
            raise KilledError
        return real(*args)

    with monkeypatch.context() as killing, pytest.raises(KilledError):
        killing.setattr(another_key, step, die)
        another_key.change_key(locked, keys[1])
    is_begun = FORMER in read_settings(locked)
    if is_begun:
        with pytest.raises(VedomostError, match="interrupted"):
            whole(locked, clock)
        another_key.change_key(locked, keys[1])

    assert whole(locked, clock) == before
    assert readable(locked) == []
    opened_by = read_settings(locked)[SECTION]["key_file"]
    assert opened_by == str(keys[1] if is_begun else keys[0])


def test_killed_between_two_files_the_first_is_not_sealed_twice(
    locked, keys, clock, monkeypatch
):
    before = whole(locked, clock)
    with monkeypatch.context() as killing, pytest.raises(KilledError):
        killing.setattr(whole_school.os, "utime", _die)  # the file is replaced already
        another_key.change_key(locked, keys[1])

    another_key.change_key(locked, keys[1])

    assert whole(locked, clock) == before


def _die(*_args, **_named):
    raise KilledError


def test_the_same_key_and_a_plain_school_are_refused(locked, keys, folder):  # noqa: F811
    with pytest.raises(VedomostError, match="already"):
        another_key.change_key(locked, keys[0])
    whole_school.decrypt(folder)
    with pytest.raises(VedomostError, match="not encrypted"):
        another_key.change_key(folder, keys[1])
