"""Uploads, where no other server stands in front of them (MEDIA_URL=folder, or a store without public addresses).

Only pictures that we encoded ourselves are shown; anything else is a download that a browser may neither guess at nor run.
Originals keep what a camera wrote into them (places, times): staff only. Documents and what
learners hand in have rules of their own and are served by views of their own, never from here.
"""

import mimetypes
from pathlib import Path, PurePosixPath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from django.views.static import was_modified_since

from lms.core.policy import Audience, admits, audience

RENDITIONS, ORIGINALS, DOCUMENTS = "images", "original_images", "documents"
HANDED_IN = "handed_in"  # work of learners: a view of its own knows who may take it down
MADE_HERE = {"image/webp", "image/avif", "image/jpeg", "image/png", "image/gif"}
WEEK = 7 * 24 * 60 * 60


@audience(Audience.EVERYBODY)
@require_safe
def serve_media(request: HttpRequest, path: str) -> HttpResponse:
    folder = path.partition("/")[0]
    if folder in (DOCUMENTS, HANDED_IN) or (folder == ORIGINALS and not admits(Audience.STAFF, request.user)):
        raise Http404
    file = _open(path)
    content_type = mimetypes.guess_type(path)[0] or ""
    is_shown = folder == RENDITIONS and content_type in MADE_HERE
    modified = default_storage.get_modified_time(path).timestamp()
    if is_shown and not was_modified_since(request.headers.get("If-Modified-Since"), modified):
        file.close()
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = FileResponse(  # type: ignore[assignment]
            file,
            as_attachment=not is_shown,
            filename=PurePosixPath(path).name,
            content_type=content_type if is_shown else "application/octet-stream",
        )
    response["Cache-Control"] = f"public, max-age={WEEK}" if is_shown else "private, no-store"
    response["Last-Modified"] = http_date(modified)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _open(path: str) -> "File[bytes]":
    """A file of the store, or 404: also for a folder, a name that leads out of it, or a link that does."""
    parts = path.split("/")
    if not path or "\\" in path or any(part in ("", ".", "..") or not part.isprintable() for part in parts):
        raise Http404
    if isinstance(default_storage, FileSystemStorage):
        inside, wanted = Path(default_storage.location).resolve(), Path(default_storage.path(path))
        if not wanted.resolve().is_relative_to(inside):
            raise Http404
    try:
        return default_storage.open(path, "rb")
    except (OSError, SuspiciousFileOperation) as error:
        raise Http404 from error
