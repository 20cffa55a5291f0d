"""A file that somebody holds out to us, checked with what this site knows: its own keys and lists, and nobody else's."""

import threading
from datetime import datetime
from uuid import UUID

from django.conf import settings

from badges.credentials import documents
from badges.credentials.apart import Checked, Known, check_apart
from badges.credentials.findings import Verdict
from badges.domain.keys import issuer, published_keys
from badges.errors import BusyChecking, NothingToCheck
from badges.models import Certificate, Credential, StatusList

LARGEST = 4 * 1024 * 1024  # bytes, of a picture or a PDF around a badge
_AT_ONCE = threading.BoundedSemaphore(2)  # of one process: a rush of heavy files must not starve the pages


def known() -> Known:
    us, keys = issuer(), published_keys()
    lists = StatusList.objects.exclude(content=None)
    return Known(
        [documents.did_document(us, keys)],
        {documents.status_url(us.site, one.number): bytes(one.content or b"") for one in lists},
    )


def check_file(*, file: bytes, now: datetime) -> Checked:
    """Raises NothingToCheck, BusyChecking."""
    if not file.strip():
        raise NothingToCheck
    if not _AT_ONCE.acquire(timeout=5):
        raise BusyChecking
    try:
        return check_apart(file[: LARGEST + 1], known(), now)
    finally:
        _AT_ONCE.release()


def certificate_of(checked: Checked) -> Certificate | None:
    """The page of a badge of ours that was found genuine, where its holder shares it."""
    if checked.document is None or checked.report.verdict not in (Verdict.VALID, Verdict.REVOKED):
        return None
    key = str(checked.document.get("id", "")).removeprefix(f"{settings.SITE_URL}/credentials/")
    try:
        found = Credential.objects.filter(key=UUID(key), award__certificate__is_shared=True)
    except ValueError:
        return None
    credential = found.select_related("award__certificate").first()
    return credential.award.certificate if credential else None
