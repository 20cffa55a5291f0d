"""What the demo says of its ticket system, and that it does without."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from lms.accounts.models import Person
from lms.content.queries.published import published_number
from tests.live_site import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_a_trac_that_cannot_be_installed_stops_nothing(
    site: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DATA_DIR, settings.DEMO_TRAC_PORT = tmp_path, free_port()
    (tmp_path / "not-a-folder").write_text("")
    monkeypatch.setenv("VEREDA_TRAC_HOME", str(tmp_path / "not-a-folder"))

    call_command("demo")

    said = capsys.readouterr().out
    assert published_number()
    assert Person.objects.filter(email="gloria@demo.example").exists()
    assert said.count("No ticket system beside the demo: ") == 1
    assert not (tmp_path / "trac-demo").exists()
