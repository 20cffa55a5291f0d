"""The names that a manual tells people to look for, where no journey walks its way (``tests/journeys/test_manual.py``)."""

import polib
import pytest

from lms.core import catalogues
from tests.architecture.tree import ROOT, nothing
from tests.journeys.manual import MANUALS, told_in


@pytest.mark.parametrize(("about", "least"), [("support", 40), ("labs", 20)])
@pytest.mark.parametrize("language", ["en", "es"])
def test_what_a_manual_names_is_said_somewhere(language: str, about: str, least: int) -> None:
    """Weaker than a walk: each name is a message of ours, in the words of that language."""
    catalogue = polib.pofile(str(catalogues.path_of(ROOT, language)))
    said = {text for entry in catalogue for text in (entry.msgstr, *entry.msgstr_plural.values())}

    told = told_in(MANUALS[language][about])
    assert len(told) > least
    nothing(sorted(told - said))
