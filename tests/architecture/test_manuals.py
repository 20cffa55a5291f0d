"""The names that a manual tells people to look for, where no journey walks its way (``tests/journeys/test_manual.py``)."""

import polib
import pytest

from lms.core import catalogues
from tests.architecture.tree import ROOT, nothing
from tests.journeys.manual import MANUALS, told_in


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_the_support_manual_names_is_said_somewhere(language: str) -> None:
    """Weaker than a walk: each name is a message of ours, in the words of that language."""
    catalogue = polib.pofile(str(catalogues.path_of(ROOT, language)))
    said = {text for entry in catalogue for text in (entry.msgstr, *entry.msgstr_plural.values())}

    told = told_in(MANUALS[language]["support"])
    assert len(told) > 40
    nothing(sorted(told - said))
