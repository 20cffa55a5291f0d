"""docs/configuration.md lists every variable that the settings read, and no other."""

import re

from lms import settings
from tests.architecture.tree import ROOT

ROW = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)


def test_every_variable_is_documented() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8").partition("## The script")[0]

    assert sorted(ROW.findall(text)) == sorted(settings.env.names)
