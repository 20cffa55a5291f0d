from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lms.mail.domain import promise_message
from lms.mail.models import Message
from tests.conftest import NOW
from tests.mail.smtp import FakeServer, mail_server

TEMPLATES = {
    "mail/plain.txt": "{% load i18n %}Subject: {% translate 'Sign out' %}: {{ name }}\n\nHello {{ name }}.\n",
    "mail/account/code.txt": "Subject: Your code\n\nType it:\n\n    {{ code }}\n",
}


@pytest.fixture(autouse=True)
def small_templates(settings: Any, tmp_path: Any) -> None:
    """Beside the real templates, two that only tests use."""
    for name, source in TEMPLATES.items():
        path = tmp_path / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    engines = [dict(one) for one in settings.TEMPLATES]
    engines[0]["DIRS"] = [*engines[0]["DIRS"], tmp_path / "templates"]
    settings.TEMPLATES = engines


@pytest.fixture
def promise(db: None) -> Callable[..., Message]:
    def make(key: str = "one", **given: Any) -> Message:
        asked: dict[str, Any] = {
            "to": "alicia@example.org",
            "language": "en",
            "template": "plain",
            "context": {"name": "Alicia"},
            "now": NOW,
        }
        return promise_message(key=key, **asked | given)

    return make


@pytest.fixture
def server(settings: Any) -> Iterator[FakeServer]:
    with mail_server() as fake:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", fake.port, 2
        yield fake
