"""The pictures of a course, read from the media store one at a time, until the file is as large as a file may get."""

import mimetypes
import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage

from lms.core.media import RENDITIONS

KINDS = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif"}  # what every reader of books draws
MOST_BYTES = 20 * 1024 * 1024
# Only what was drawn for pages: the store's own address of a file may be another one than its name.
NAME = re.compile(rf"(?:^|/)({RENDITIONS}/[^/]+)$")


@dataclass
class PictureStore:
    """``left`` bytes may still go into the file: what comes later is named in words."""

    left: int = MOST_BYTES

    def read(self, address: str) -> tuple[str, bytes] | None:
        """Content type and content; None for what is not ours, gone, of another kind, or too much."""
        kind = mimetypes.guess_type(urlsplit(address).path)[0] or ""
        name = NAME.search(unquote(urlsplit(address).path))
        if kind not in KINDS or name is None:
            return None
        try:
            with default_storage.open(name[1]) as file:
                content = file.read(self.left + 1)
        except (OSError, SuspiciousFileOperation):
            return None
        if len(content) > self.left:
            return None
        self.left -= len(content)
        return kind, content
