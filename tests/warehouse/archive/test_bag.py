"""A bag is BagIt to others, and each file of it that differs is named."""

from __future__ import annotations

import shutil
import stat
import subprocess

import bagit
import pytest

from warehouse.archive.bag import Unlike, unlike_sealed, write_bag

FILES = {
    "Формы/Сводная ведомость.pdf": b"%PDF",
    "Таблицы/entries.csv": b"1;2\r\n",
    "пустой файл": b"",
}


def sign(seal):
    return b"signed " + seal[:8]


def is_signed(seal, signature):
    return signature == sign(seal)


@pytest.fixture
def bag(tmp_path):
    folder = tmp_path / "пакет 001"
    written = write_bag(
        folder,
        iter(FILES.items()),
        {"ПРОЧТИ.txt": b"..."},
        [("Source-Organization", "Школа\n№ 7"), ("Bagging-Date", "2026-11-23")],
        sign,
    )
    return folder, written


def found(bag):
    folder, written = bag
    return unlike_sealed(folder, written.tag_digest, is_signed)


def write(path, content):
    path.parent.chmod(0o755)
    if path.exists():
        path.chmod(0o644)
    path.write_bytes(content)


def test_the_library_of_congress_reads_it(bag):
    read = bagit.Bag(str(bag[0]))

    assert read.is_valid()
    assert read.version_info == (1, 0)
    assert read.info["Source-Organization"] == "Школа № 7"
    assert read.info["Payload-Oxum"] == "9.3"
    assert set(read.payload_entries()) == {f"data/{one}" for one in FILES}
    assert sorted(read.algorithms) == ["sha256", "sha512"]


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no coreutils")
@pytest.mark.parametrize("manifest", ["manifest", "tagmanifest"])
@pytest.mark.parametrize("algorithm", ["sha256", "sha512"])
def test_coreutils_check_it_from_inside(bag, manifest, algorithm):
    subprocess.run(
        [f"{algorithm}sum", "--strict", "-c", f"{manifest}-{algorithm}.txt"],
        cwd=bag[0],
        check=True,
        capture_output=True,
    )


def test_no_file_of_it_can_be_written(bag):
    folder, written = bag
    files = [one for one in folder.rglob("*") if one.is_file()]

    assert {stat.S_IMODE(one.stat().st_mode) for one in files} == {0o444}
    assert written.count_files == len(files)
    assert written.size_bytes == sum(one.stat().st_size for one in files)
    assert found(bag) == []


ALTERED = {
    "a file is changed": (
        lambda bag: write(bag / "data/Таблицы/entries.csv", b"1;5\r\n"),
        [Unlike("data/Таблицы/entries.csv", "changed")],
    ),
    "a file is removed": (
        lambda bag: (bag / "data/пустой файл").unlink(),
        [Unlike("data/пустой файл", "missing")],
    ),
    "a file is added": (
        lambda bag: write(bag / "data/Формы/ещё.pdf", b""),
        [Unlike("data/Формы/ещё.pdf", "added")],
    ),
    "a file is added beside the manifests": (
        lambda bag: write(bag / "fetch.txt", b""),
        [Unlike("fetch.txt", "added")],
    ),
    "a file gives way to a link": (
        lambda bag: (
            (bag / "data/пустой файл").rename(bag.parent / "x"),
            (bag / "data/пустой файл").symlink_to(bag.parent / "x"),
        ),
        [Unlike("data/пустой файл", "changed")],
    ),
    "the readme is changed": (
        lambda bag: write(bag / "ПРОЧТИ.txt", b"!"),
        [Unlike("ПРОЧТИ.txt", "changed")],
    ),
    "the signature is another's": (
        lambda bag: write(bag / "signature.bin", b"?"),
        [Unlike("signature.bin", "signature")],
    ),
    "the signature is removed": (
        lambda bag: (bag / "signature.bin").unlink(),
        [Unlike("signature.bin", "missing")],
    ),
    "the package is gone": (
        lambda bag: bag.rename(bag.with_name("elsewhere")),
        [Unlike("", "missing_package")],
    ),
}


@pytest.mark.parametrize("what", ALTERED)
def test_what_differs_is_named(bag, what):
    alter, expected = ALTERED[what]

    alter(bag[0])

    assert found(bag) == expected


def test_a_changed_manifest_is_named_with_the_files_it_no_longer_covers(bag):
    path = bag[0] / "manifest-sha256.txt"
    lines = path.read_text().splitlines(keepends=True)
    write(path, "".join(lines[1:]).encode())

    assert Unlike("manifest-sha256.txt", "changed") in found(bag)
    assert Unlike(lines[0].split("  ")[1].strip(), "changed") in found(bag)


def test_a_bag_made_anew_around_another_file_is_not_the_registered_one(bag):
    folder, written = bag
    again = folder.with_name("anew")
    write_bag(
        again,
        iter((FILES | {"пустой файл": b"5"}).items()),
        {"ПРОЧТИ.txt": b"..."},
        [],
        sign,
    )

    assert unlike_sealed(again, written.tag_digest, is_signed) == [
        Unlike("tagmanifest-sha256.txt", "seal")
    ]
