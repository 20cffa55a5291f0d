from typing import Any

import pytest
from django.core.management import CommandError, call_command

from lms.content.models import SearchEntry
from tests.factories.site import make_course

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_rebuild_writes_everything_and_check_changes_nothing(site: Any, capsys: pytest.CaptureFixture[str]) -> None:
    make_course("web")
    with pytest.raises(CommandError, match="2 entries are not current"):
        call_command("search", "rebuild", "--check")
    assert not SearchEntry.objects.exists()

    call_command("search", "rebuild")
    call_command("search", "rebuild", "--check")

    assert capsys.readouterr().out == "2 entries.\nThe index is current.\n"
