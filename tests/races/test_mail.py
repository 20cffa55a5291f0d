"""Several senders of one message, and a sender that dies: one mail for each promise."""

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection

from lms.core import clock
from lms.mail.domain import promise_message, send_message
from lms.mail.enums import MessageState
from lms.mail.errors import BeingSent
from lms.mail.models import Message

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
SENDERS = 6
MESSAGES = 5


class CountingBackend:
    """Counts what it is given, and holds every sender up until all have had the chance to send too."""

    sent: list[str] = []
    lock = threading.Lock()

    def __init__(self, **options: Any) -> None:
        pass

    def send_messages(self, messages: list[Any]) -> int:
        with self.lock:
            self.sent.extend(message.extra_headers["Message-ID"] for message in messages)
        return len(messages)


def make_promises(count: int) -> list[int]:
    now = clock.now()
    return [
        promise_message(
            key=f"race:{number}",
            to="alicia@example.org",
            language="en",
            template="account/login_code",
            context={"code": "BCDF-GHJK"},
            now=now,
        ).pk
        for number in range(count)
    ]


def test_send_message_by_several_at_once_sends_each_once(settings):
    settings.EMAIL_BACKEND = "tests.races.test_mail.CountingBackend"
    CountingBackend.sent = []
    keys = make_promises(MESSAGES)
    together = threading.Barrier(SENDERS)

    def send(sender: int) -> None:
        together.wait()
        try:
            for key in keys if sender % 2 else reversed(keys):
                try:
                    send_message(message_id=key, now=clock.now())
                except BeingSent:
                    continue
        finally:
            connection.close()

    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(send, range(SENDERS)))

    assert sorted(CountingBackend.sent) == sorted(Message.objects.values_list("message_id", flat=True))
    assert set(Message.objects.values_list("state", "attempts")) == {(MessageState.SENT, 1)}


def test_promise_message_by_several_at_once_writes_one_row(settings):
    together = threading.Barrier(SENDERS)

    def promise(sender: int) -> int:
        together.wait()
        try:
            return make_promises(1)[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(SENDERS) as pool:
        keys = set(pool.map(promise, range(SENDERS)))

    assert keys == set(Message.objects.values_list("pk", flat=True))
    assert len(keys) == 1


DYING = """
import os, sys, django
from django.conf import settings
django.setup()
from django.db import connections
connections.databases["default"]["NAME"] = sys.argv[1]
from lms.core import clock
from lms.mail import backends
from lms.mail.domain import send_message

class Dying(backends.FolderBackend):
    def send_messages(self, messages):
        if sys.argv[4] == "before":
            os.kill(os.getpid(), 9)
        super().send_messages(messages)
        os.kill(os.getpid(), 9)

settings.EMAIL_BACKEND = "dying.Dying"
settings.EMAIL_FILE_PATH = sys.argv[2]
sys.modules["dying"] = sys.modules["__main__"]
send_message(message_id=int(sys.argv[3]), now=clock.now())
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_send_message_by_a_killed_sender_leaves_one_mail_in_the_folder(settings, tmp_path, moment):
    """Killed before the mail left: it is sent later. Killed before it could say so: sent again, and the same file."""
    [key] = make_promises(1)
    folder = tmp_path / "mail"
    name = str(connection.settings_dict["NAME"])
    killed = subprocess.run(
        [sys.executable, "-c", DYING, name, str(folder), str(key), moment],
        cwd=django_settings.BASE_DIR,
        env={**os.environ, "PYTHONPATH": str(django_settings.BASE_DIR)},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    message = Message.objects.get()
    assert message.state == MessageState.SENDING
    assert len(list(folder.glob("*.eml")) if folder.exists() else []) == (0 if moment == "before" else 1)

    settings.EMAIL_BACKEND = "lms.mail.backends.FolderBackend"
    settings.EMAIL_FILE_PATH = folder
    with pytest.raises(BeingSent):
        send_message(message_id=key, now=clock.now())
    assert send_message(message_id=key, now=clock.now() + timedelta(minutes=4)) == MessageState.SENT

    assert [file.name for file in Path(folder).iterdir()] == [message.message_id.strip("<>") + ".eml"]
