import os
from pathlib import Path

import pytest

from courses.sandbox.daemon.keeping import Keeping
from courses.sandbox.runtimes.port import Snapshot


@pytest.fixture
def keeping(tmp_path: Path) -> Keeping:
    return Keeping(tmp_path)


def take(keeping: Keeping, key: str, digest: str, at: float, size: int = 10, *, is_auto: bool = False) -> Path:
    place = keeping.place()
    place.mkdir()
    (place / "lab.tar.gz").write_bytes(digest.encode())
    return keeping.keep(key, "lab", 1, Snapshot(digest, place, size), at, is_auto=is_auto).folder


def digests(keeping: Keeping) -> set[str]:
    return {folder.name for folder in keeping.snapshots.iterdir()}


def test_keeping_has_one_place_for_one_content(keeping: Keeping) -> None:
    assert take(keeping, "one", "a", 1) == take(keeping, "two", "a", 2)
    assert digests(keeping) == {"a"}
    assert keeping.of("one").latest == "a"
    keeping.forget("one")
    assert keeping.of("one").latest == ""
    assert keeping.folder_of("a")
    keeping.forget("two")
    assert keeping.folder_of("a") is None
    assert digests(keeping) == set()
    assert keeping.folder_of("") is None


def test_keeping_lets_autosaves_take_each_others_place(keeping: Keeping) -> None:
    take(keeping, "one", "a", 1)
    for number in range(5):
        take(keeping, "one", f"auto{number}", 2 + number, is_auto=True)
    assert digests(keeping) == {"a", "auto3", "auto4"}
    take(keeping, "one", "auto4", 9)  # asked for: it stays
    take(keeping, "one", "auto5", 10, is_auto=True)
    take(keeping, "one", "auto6", 11, is_auto=True)
    take(keeping, "one", "auto7", 12, is_auto=True)
    assert digests(keeping) == {"a", "auto4", "auto6", "auto7"}
    assert keeping.of("one").latest == "auto7"


def test_keeping_of_one_machine_is_bounded(tmp_path: Path) -> None:
    keeping = Keeping(tmp_path, most_of_one=3)
    for number in range(6):
        take(keeping, "one", str(number), number)
    assert digests(keeping) == {"3", "4", "5"}


def test_keeping_tidies_what_is_old_too_much_or_nobodys(tmp_path: Path) -> None:
    keeping = Keeping(tmp_path, longest=100, whole=25)
    for number, at in enumerate((0, 50, 60, 70)):
        take(keeping, "one", f"a{number}", at)
    take(keeping, "two", "b", 10)
    half = keeping.place()
    nobody = keeping.snapshots / "nobody"
    nobody.mkdir()
    for folder in keeping.snapshots.iterdir():
        os.utime(folder, (0, 0))
    fresh = keeping.place()
    os.utime(fresh.parent, (4_000, 4_000))
    keeping.tidy(105)
    assert [one.digest for one in keeping.of("one").kept] == ["a3"]  # a0 is too old, a1 and a2 too much
    assert keeping.of("two").latest == "b"
    keeping.tidy(5_000)
    assert digests(keeping) == {fresh.parent.name}
    assert not half.parent.exists()


def test_keeping_knows_labs_and_survives_a_file_that_is_broken(keeping: Keeping) -> None:
    assert keeping.lab("0" * 64) is None
    keeping.put_lab("0" * 64, {"lab.yaml": "x"})
    assert keeping.lab("0" * 64) == {"lab.yaml": "x"}
    (keeping.labs / f"{'0' * 64}.json").write_text("{")
    assert keeping.lab("0" * 64) is None
