"""Materials and recordings of a session: links, and files that are only ever downloaded."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.db import transaction

from lms.content.enums import Language
from lms.core.html import clean_line
from workshops.domain.session_states import lock_session
from workshops.enums import MaterialFor
from workshops.errors import EmptyMaterial, MaterialTooLarge, NoLink, NoMaterialTitle, TooManyMaterials
from workshops.models import Material, Session

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from lms.accounts.models import Person

    Upload = UploadedFile[Any]

LARGEST = 25 * 1024 * 1024
MOST = 40
LONGEST_NAME = 120


def add_material(
    *,
    session: Session,
    by: "Person",
    title: str,
    language: str,
    open_to: str,
    now: datetime,
    link: str = "",
    upload: "Upload | None" = None,
) -> Material:
    """A link or a file; where both are given, the file. ``language``: empty for both."""
    title = clean_line(title, most=120)
    if not title:
        raise NoMaterialTitle
    material = Material(
        session=session,
        language=language if language in Language.values else "",
        title=title,
        open_to=open_to if open_to in MaterialFor.values else MaterialFor.SEATED,
        added_by=by,
        added_at=now,
    )
    if upload is not None:
        _check(upload)
        material.file, material.size = upload, upload.size or 0
        material.name = clean_line((upload.name or "")[-LONGEST_NAME:]) or "file"
    else:
        material.link = web_address(link)
    with transaction.atomic():
        lock_session(session.pk)
        if Material.objects.filter(session=session).count() >= MOST:
            raise TooManyMaterials
        material.save()
    return material


def remove_material(*, session: Session, pk: int) -> None:
    """The row now; the file with it, once that is certain."""
    material = Material.objects.filter(session=session, pk=pk).first()
    if material is None:
        return
    file, store = material.file.name, material.file.storage
    with transaction.atomic():
        material.delete()
        if file:
            transaction.on_commit(lambda: store.delete(file))


def web_address(link: str) -> str:
    """Of a web page, as somebody pasted it. Raises NoLink for anything that a browser could run instead."""
    link = link.strip()
    try:
        parts = urlsplit(link)
        is_page = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        is_page = False
    if not is_page or len(link) > 500 or not link.isprintable() or " " in link:
        raise NoLink
    return link


def _check(upload: "Upload") -> None:
    if not upload.size:
        raise EmptyMaterial
    if upload.size > LARGEST:
        raise MaterialTooLarge
