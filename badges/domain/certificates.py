from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from badges.domain.issuing import tell_anew
from badges.errors import NameCannotBePrinted, NoName
from badges.models import Certificate, CertificateFile, Credential
from badges.queries.awards import words
from lms.core import jobs
from lms.core.pdf import GlyphsMissing

if TYPE_CHECKING:
    from lms.accounts.models import Person

Draw = Callable[..., bytes]


def render_certificate(*, certificate_id: int, language: str, draw: Draw, now: datetime) -> CertificateFile | None:
    """Makes the PDF in one language, once, with ``draw``. No transaction is open while it draws.

    A name that changed meanwhile is noticed when the row is written: the stale page is thrown away, the job that the
    change promised makes the right one. So is a badge that was signed meanwhile: a page without it is drawn once more.
    """
    found = Certificate.objects.select_related("award__achievement", "award__person").filter(pk=certificate_id)
    certificate = found.first()
    if certificate is None or not certificate.holder_name:
        return None
    made = CertificateFile.objects.filter(certificate=certificate, language=language).first()
    if made:
        return made
    signed = _signed(certificate, language)
    try:
        content = _drawn(certificate, language, signed, draw)
    except GlyphsMissing:
        return None  # no font here has every letter of the name; the holder's page says so before it promises a file
    with transaction.atomic():
        now_holds = Certificate.objects.select_for_update().get(pk=certificate_id)
        if now_holds.holder_name != certificate.holder_name:
            return None
        if _signed(certificate, language) != signed:
            jobs.enqueue("badges.render_certificate", certificate.pk, language)
            return None
        made, _ = CertificateFile.objects.get_or_create(
            certificate=certificate, language=language, defaults={"content": content, "made_at": now}
        )
    return made


def _signed(certificate: Certificate, language: str) -> bytes:
    """The badge, or nothing while it waits for its signature, or is not there in this language."""
    found = Credential.objects.filter(award=certificate.award, language=language).exclude(content=None).first()
    return bytes(found.content or b"") if found else b""


def _drawn(certificate: Certificate, language: str, signed: bytes, draw: Draw) -> bytes:
    text = words(certificate.award.achievement, language)
    return draw(
        holder_name=certificate.holder_name,
        achievement_name=text.name,
        achievement_key=certificate.award.achievement.key,
        criteria=text.criteria,
        completed_on=certificate.completed_on,
        issued_on=certificate.issued_at.date(),
        organisation=settings.SITE_NAME,
        code=certificate.code,
        verify_url=settings.SITE_URL + reverse("badges:verify", args=[certificate.code]),
        language=language,
        credential=signed,
    )


def ask_for_file(
    *, certificate: Certificate, language: str, unprintable: Callable[[str], str]
) -> CertificateFile | None:
    """The file if it is ready; else promises to make it. Raises rather than promise what ``unprintable`` finds letters
    against: somebody would wait for ever."""
    if not certificate.holder_name:
        raise NoName
    made = certificate.files.filter(language=language).first()
    if made is None:
        letters = unprintable(certificate.holder_name)
        if letters:
            raise NameCannotBePrinted(letters)
        jobs.enqueue(
            "badges.render_certificate", certificate.pk, language, dedupe=f"certificate:{certificate.pk}:{language}"
        )
    return made


def choose_what_is_shown(*, certificate: Certificate, is_shared: bool, shows_name: bool, now: datetime) -> Certificate:
    """Whether anybody finds it at all, and whether they find the name: on the page, and in the credential itself."""
    with transaction.atomic():
        certificate.is_shared, certificate.shows_name = is_shared, shows_name
        certificate.save(update_fields=["is_shared", "shows_name"])
        tell_anew(person_id=certificate.award.person_id, now=now)
    return certificate


def reissue_in_current_name(*, certificate: Certificate, person: "Person", now: datetime) -> Certificate:
    """The same award and code with the name that the person uses now. Nothing keeps the old one."""
    if not person.chosen_name:
        raise NoName
    with transaction.atomic():
        certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
        certificate.holder_name = person.chosen_name
        certificate.save(update_fields=["holder_name"])
        certificate.files.all().delete()
        tell_anew(person_id=person.pk, now=now)
        jobs.enqueue("badges.render_certificate", certificate.pk, person.language)
    return certificate
