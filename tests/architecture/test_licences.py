"""The licences that we state are those of what we install."""

import runpy

from tests.architecture.tree import ROOT


def test_the_list_of_licences_is_current() -> None:
    written = runpy.run_path(str(ROOT / "deploy" / "third_party.py"))["text"]()

    assert (ROOT / "THIRD_PARTY_LICENCES.md").read_text(encoding="utf-8") == written, "run ./vereda lock"


def test_our_own_licence_is_the_whole_agpl() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")

    assert text.startswith("GNU AFFERO GENERAL PUBLIC LICENSE\nVersion 3")
    assert [section for section in range(18) if f"\n{section}. " not in text] == []
    assert "13. Remote Network Interaction" in text
    assert "END OF TERMS AND CONDITIONS" in text
