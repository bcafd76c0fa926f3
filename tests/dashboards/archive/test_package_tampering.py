"""Whatever is altered in the archive is named: the package and the file."""

from __future__ import annotations

import base64
import hashlib
import shutil

import polars as pl
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.dashboards.archive.conftest import PATH
from warehouse import filing
from warehouse.archive.bag import ALGORITHMS, SIGNATURE, TAG_MANIFEST
from warehouse.integrity import files, packages
from warehouse.integrity.examined import Examined

ENTRIES = "data/Таблицы/entries.parquet"
SHEET = "data/Формы/Сводная ведомость.pdf"


def overwrite(path, content):
    if path.exists():
        path.chmod(0o644)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def digest(path, algorithm):
    return hashlib.new(algorithm, path.read_bytes()).hexdigest()


def alter_a_mark(folder):
    """Raise a mark in the Parquet of the ledger, as somebody with polars would."""
    table = pl.read_parquet(folder / ENTRIES)
    better = table.with_columns(
        pl.when(pl.int_range(pl.len()) == 7)
        .then(pl.lit("5"))
        .otherwise(pl.col("value"))
        .alias("value")
    )
    (folder / ENTRIES).chmod(0o644)
    better.write_parquet(folder / ENTRIES)


def reseal(folder):
    """Write all manifests anew, so that the bag by itself is in order again."""
    for kind in ("manifest", "tagmanifest"):
        for algorithm in ALGORITHMS:
            path = folder / f"{kind}-{algorithm}.txt"
            names = [line.split("  ", 1)[1] for line in path.read_text().splitlines()]
            lines = [f"{digest(folder / name, algorithm)}  {name}\n" for name in names]
            overwrite(path, "".join(lines).encode())


def sign_anew(folder):
    """Seal the bag with a key of one's own, whose public half lies in it."""
    reseal(folder)
    key = Ed25519PrivateKey.generate()
    overwrite(folder / SIGNATURE, key.sign((folder / TAG_MANIFEST).read_bytes()))


def differences(school):
    """Return what a verification says of packages and of files that nobody filed."""
    with school.database.reading() as cursor:
        examined = Examined(school, cursor, [], filing.lying_in(school.files))
        return [*files.check_filed(examined), *packages.check(examined)]


def both(*deeds):
    def done(folder):
        for deed in deeds:
            deed(folder)

    return done


CASES = {
    "a form is changed": (
        lambda one: overwrite(one / SHEET, b"%PDF-1.7 other"),
        {f"/{SHEET}": "The file was changed."},
    ),
    "a form is missing": (
        lambda one: (one / SHEET).unlink(),
        {f"/{SHEET}": "The file is missing."},
    ),
    "a file is added": (
        lambda one: overwrite(one / "data/Формы/Ещё.pdf", b"%PDF"),
        {"/data/Формы/Ещё.pdf": "The file does not belong to the package."},
    ),
    "a mark in the Parquet is altered": (
        alter_a_mark,
        {f"/{ENTRIES}": "The file was changed."},
    ),
    "a mark and all manifests are altered": (
        both(alter_a_mark, reseal),
        {
            "/tagmanifest-sha256.txt": (
                "The checksums were changed: the register knows others."
            ),
            "/signature.bin": "The signature is not the school’s.",
        },
    ),
    "a package is sealed with another key": (
        both(alter_a_mark, sign_anew),
        {
            "/tagmanifest-sha256.txt": (
                "The checksums were changed: the register knows others."
            ),
            "/signature.bin": "The signature is not the school’s.",
        },
    ),
    "the signature is another's": (
        lambda one: overwrite(one / SIGNATURE, base64.b64decode("A" * 88)[:64]),
        {"/signature.bin": "The signature is not the school’s."},
    ),
    "the retention date is altered": (
        lambda one: overwrite(
            one / "bag-info.txt",
            (one / "bag-info.txt").read_bytes().replace(b"2051", b"2027"),
        ),
        {"/bag-info.txt": "The file was changed."},
    ),
    "the package is gone": (
        shutil.rmtree,
        {"": "The package is missing."},
    ),
}


@pytest.mark.parametrize("what", CASES)
def test_an_alteration_is_named(packed, package, what):
    alter, expected = CASES[what]

    alter(package)

    found = {one.place: one.what for one in differences(packed)}
    assert found == {f"{PATH}{file}": told for file, told in expected.items()}


def test_an_untouched_archive_has_no_differences(packed):
    assert list(differences(packed)) == []


def test_a_package_that_nobody_registered_is_named(packed, package):
    shutil.copytree(package, package.with_name("пакет-007"))

    assert [(one.place, one.what) for one in differences(packed)] == [
        (
            PATH.replace("001", "007"),
            "This package is not in the register.",
        )
    ]
