"""Folders become rows: again and again, and what cannot be read leaves what was there."""

from datetime import timedelta
from pathlib import Path

import pytest

from courses.sandbox.domain.library import keep_text, load_library
from courses.sandbox.enums import Source
from courses.sandbox.labs.library import slugs
from courses.sandbox.labs.reading import read
from courses.sandbox.models import Lab, LabText
from tests.conftest import NOW
from tests.courses.sandbox.daemon.support import LAB

pytestmark = pytest.mark.django_db


def write(library: Path, slug: str, **changed: str) -> None:
    folder = library / slug
    folder.mkdir(exist_ok=True)
    for name, text in (LAB | {"story.en.md": f"Of {slug}.\n"} | changed).items():
        (folder / name).write_text(text, encoding="utf-8")


def test_the_labs_that_we_ship_are_loaded_once() -> None:
    assert load_library(now=NOW) == {}
    before = list(LabText.objects.order_by("pk").values_list("pk", "made_at"))

    assert load_library(now=NOW + timedelta(days=1)) == {}

    assert len(before) == len(slugs()) > 0
    assert list(LabText.objects.order_by("pk").values_list("pk", "made_at")) == before
    assert not Lab.objects.filter(is_shown=False).exists()


def test_a_newer_text_stands_beside_the_older(tmp_path: Path) -> None:
    write(tmp_path, "words")
    load_library(now=NOW, library=tmp_path)
    first = Lab.objects.get().text

    write(tmp_path, "words", **{"story.en.md": "It changed."})
    load_library(now=NOW, library=tmp_path)

    assert Lab.objects.get().text != first
    assert LabText.objects.count() == 2


def test_what_cannot_be_read_stays_as_it_was(tmp_path: Path) -> None:
    write(tmp_path, "words")
    write(tmp_path, "other")
    load_library(now=NOW, library=tmp_path)

    write(tmp_path, "words", **{"lab.yaml": "format: 7\n"})
    wrong = load_library(now=NOW, library=tmp_path)

    assert list(wrong) == ["words"]
    assert set(Lab.objects.filter(is_shown=True).values_list("slug", flat=True)) == {"words", "other"}


def test_what_left_the_library_is_shown_no_more_and_comes_back(tmp_path: Path) -> None:
    write(tmp_path, "words")
    load_library(now=NOW, library=tmp_path)
    (tmp_path / "words").rename(tmp_path / "hidden")
    write(tmp_path, "hidden", **{"story.en.md": "Elsewhere."})
    load_library(now=NOW, library=tmp_path)
    assert list(Lab.objects.filter(is_shown=True).values_list("slug", flat=True)) == ["hidden"]

    write(tmp_path, "words")
    load_library(now=NOW, library=tmp_path)

    assert Lab.objects.filter(is_shown=True).count() == 2


def test_a_lab_of_the_house_is_the_houses() -> None:
    keep_text(read("words", LAB), source=Source.HOUSE, now=NOW)

    kept = keep_text(read("words", LAB | {"story.en.md": "Ours."}), source=Source.LIBRARY, now=NOW)

    assert (kept.source, LabText.objects.count()) == ("house", 1)
