"""Both languages say everything that the code and the templates say, and nothing else."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

from lms.core import catalogues
from tests.architecture.tree import NOT_OURS, ROOT, nothing

NAMES_ITSELF = re.compile(r"\b(?:models|enums)\b|^lms/settings\.py$")
LANGUAGES = [code for code, _ in settings.LANGUAGES]


def test_every_message_is_translated() -> None:
    nothing(catalogues.find_faults(ROOT, LANGUAGES))


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``./vereda messages`` finds now, in a copy of the tree without catalogues. Needs xgettext."""
    folder = tmp_path_factory.mktemp("collected") / "copy"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_OURS, "locale", "tests", "library", "*.pyc", ".*"))
    for language in LANGUAGES:
        catalogues.path_of(folder, language).parent.mkdir(parents=True)
    command = [sys.executable, "manage.py", "catalogues", "collect"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_is_as_new_as_the_code(collected: Path, language: str) -> None:
    """``./vereda messages`` has been run since the last sentence changed."""
    now = {catalogues.key_of(entry) for entry in polib.pofile(str(catalogues.path_of(collected, language)))}
    kept = {catalogues.key_of(entry) for entry in polib.pofile(str(catalogues.path_of(ROOT, language)))}

    nothing([f"not collected yet: {msgid!r}" for _, msgid, _ in sorted(now - kept)])
    nothing([f"no longer used: {msgid!r}" for _, msgid, _ in sorted(kept - now)])


@pytest.mark.slow
def test_a_short_message_tells_its_translator_where_it_stands(collected: Path) -> None:
    """«Open» is a verb or an adjective: a note says which. In models and enums the place says it: the name of a field, a
    kind of thing, a state."""
    catalogue = polib.pofile(str(catalogues.path_of(collected, "en")))

    nothing(
        [
            f"{', '.join(places)}: no note for {entry.msgid!r}"
            for entry in catalogue
            if len(entry.msgid.split()) < 3 and not entry.comment and not entry.msgctxt
            if (places := [path for path, _ in entry.occurrences if not NAMES_ITSELF.search(path)])
        ]
    )
