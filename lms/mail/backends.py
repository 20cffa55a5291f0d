"""Mail into a folder, for development and tests of crashes (``EMAIL_URL=file:///…``)."""

import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage


class FolderBackend(BaseEmailBackend):
    """One file per Message-ID, complete or absent: a message that is sent twice is there once."""

    def __init__(self, file_path: str | None = None, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently, **kwargs)
        self.folder = Path(file_path or str(settings.EMAIL_FILE_PATH))  # type: ignore[misc]

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            self._write(message)
        return len(email_messages)

    def _write(self, message: EmailMessage) -> None:
        mail = message.message()
        name = re.sub(r"[^A-Za-z0-9.@_-]", "_", mail["Message-ID"].strip("<>"))[:200]
        handle, unfinished = tempfile.mkstemp(dir=self.folder, prefix=".", suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(mail.as_bytes())
            file.flush()
            os.fsync(file.fileno())
        Path(unfinished).chmod(0o600)
        Path(unfinished).replace(self.folder / f"{name}.eml")
