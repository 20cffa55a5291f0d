"""A credential: promised with the award, signed by the signing worker, then the same bytes for ever; told anew only when
what it says of its holder is not so any more."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from badges.credentials import documents
from badges.credentials.documents import AchievementSide, Earned, Holder, Place
from badges.credentials.keys import PublicKey
from badges.credentials.proofs import check_proof, signed
from badges.credentials.reading import read
from badges.domain import status
from badges.domain.freezing import digest_of, frozen
from badges.domain.keys import active_key, issuer, signer_of
from badges.enums import AwardState, KeyPurpose
from badges.errors import NotFitToBeSigned
from badges.models import AchievementVersion, Award, CertificateFile, Credential, SigningKey
from lms.content.enums import Language
from lms.core import jobs

A_SECOND = timedelta(seconds=1)
SALT = 16  # bytes, of each credential alone


def promise_credential(*, award: Award, language: str, now: datetime) -> Credential:
    """The row at once, its bytes from the signing worker. There is one in each language."""
    found = Credential.objects.filter(award=award, language=language).first()
    if found is not None:
        return found
    salt = secrets.token_hex(SALT)
    made = Credential(
        award=award,
        language=language,
        salt=salt,
        address_digest=digest_of_address(award.person.email, salt),
        holder_name=name_to_show(award),
        asked_at=now,
    )
    with transaction.atomic():
        made = status.with_place(made, now=now)
        _ask_for_signature(made)
    return made


def promise_missing(*, now: datetime, most: int = 500) -> int:
    """Of what was awarded before there were credentials, the oldest first; answers how many. What waits for its signature
    is asked for again: while there was no key the job may have been given up."""
    for waiting in Credential.objects.filter(content=None).order_by("pk")[:most]:
        _ask_for_signature(waiting)
    bare = Award.objects.filter(state=AwardState.STANDING, credentials=None, certificate__isnull=False)
    found = list(bare.select_related("person", "certificate").order_by("pk")[:most])
    for award in found:
        promise_credential(award=award, language=award.person.language, now=now)
    return len(found)


def promise_both_languages(*, award: Award, now: datetime) -> None:
    """Two credentials of one award, each with a place of its own; what becomes of the award becomes of both."""
    for language in Language.values:
        promise_credential(award=award, language=language, now=now)


def sign_anew(*, key: SigningKey, now: datetime) -> int:
    """All that ``key`` signed gets other bytes under the same id. Answers how many."""
    signed_by_it = Credential.objects.filter(signing_key=key).order_by("pk")
    return sum(_tell_anew(one, now) for one in signed_by_it.select_related("award__person", "award__certificate"))


def tell_anew(*, person_id: int | None = None, now: datetime) -> int:
    """Those that say something of their holder that is not so any more get other bytes; of everybody, or of one. Answers how
    many."""
    credentials = Credential.objects.select_related("award__person", "award__certificate").order_by("pk")
    if person_id is not None:
        credentials = credentials.filter(award__person_id=person_id)
    stale = [one for one in credentials.defer("content").iterator(chunk_size=500) if not _is_true(one)]
    return sum(_tell_anew(one, now) for one in stale)


def _is_true(one: Credential) -> bool:
    address = digest_of_address(one.award.person.email, one.salt)
    return (one.address_digest, one.holder_name) == (address, name_to_show(one.award))


def _tell_anew(one: Credential, now: datetime) -> int:
    """Another salt too: the hashes before and after tell nobody that an address stayed the same."""
    salt = secrets.token_hex(SALT)
    with transaction.atomic():
        changed = Credential.objects.filter(pk=one.pk, turn=one.turn).update(
            turn=F("turn") + 1,
            salt=salt,
            address_digest=digest_of_address(one.award.person.email, salt),
            holder_name=name_to_show(one.award),
            content=None,
            digest="",
            signing_key=None,
            signed_at=None,
            asked_at=now,
        )
        if changed:
            _ask_for_signature(one)
    return changed


def digest_of_address(address: str, salt: str) -> str:
    return hashlib.sha256(f"{salt} {address.strip().lower()}".encode()).hexdigest()


def name_to_show(award: Award) -> str:
    """Nothing unless they want it to be there."""
    certificate = award.certificate
    return certificate.holder_name if certificate.shows_name else ""


def _ask_for_signature(credential: Credential) -> None:
    jobs.enqueue("badges.sign_credential", credential.pk, dedupe=f"credential:{credential.pk}")


def issue(*, credential_id: int, now: datetime) -> Credential | None:
    """In the signing worker. None where it is gone, or was asked for anew meanwhile. Raises NotFitToBeSigned."""
    found = Credential.objects.select_related("award__person", "award__version__achievement", "status_list")
    credential = found.filter(pk=credential_id).first()
    if credential is None or credential.content is not None:
        return credential
    key = active_key(KeyPurpose.CREDENTIALS)
    signer, us = signer_of(key), issuer()
    earned = said(credential, now)
    document = signed(documents.credential(us, earned), signer, us.method(key.name), now)
    refuse_unless_fit(document, signer.public)
    content = frozen(document)
    changed = Credential.objects.filter(pk=credential.pk, turn=credential.turn, content=None).update(
        content=content,
        digest=digest_of(content),
        signing_key=key,
        signed_at=now,
        valid_from=earned.valid_from,
    )
    credential.refresh_from_db()
    if changed:
        _put_into_the_certificate(credential)
    return credential if changed else None


def _put_into_the_certificate(credential: Credential) -> None:
    """One that was drawn before carries no badge, or the one that was told before."""
    with transaction.atomic():
        drawn = CertificateFile.objects.filter(certificate__award=credential.award, language=credential.language)
        certificates = list(drawn.values_list("certificate_id", flat=True))
        drawn.delete()
        for one in certificates:
            jobs.enqueue("badges.render_certificate", one, credential.language)


def said(credential: Credential, now: datetime) -> Earned:
    """What it says, out of its rows."""
    award = credential.award
    return Earned(
        key=str(credential.key),
        achievement=side_of_version(award.version, credential.language),
        holder=Holder(award.person.email, credential.salt, credential.holder_name),
        awarded_at=award.earned_at,
        valid_from=_valid_from(credential, now),
        place=Place(credential.status_list.number, credential.status_index),
    )


def _valid_from(credential: Credential, now: datetime) -> datetime:
    """A little back, for slow clocks, and later than what was told before."""
    back = (now - documents.SKEW).replace(microsecond=0)
    return max(back, credential.valid_from + A_SECOND) if credential.valid_from else back


def side_of_version(version: AchievementVersion, language: str) -> AchievementSide:
    """In ``language``, or in the one that there is."""
    content: dict[str, Any] = version.content
    spoken = language if language in content else next(iter(content))
    words = content[spoken]
    return AchievementSide(
        key=version.achievement.key,
        version=version.number,
        language=spoken,
        name=words["name"],
        description=words["description"] or words["criteria"],
        criteria=words["criteria"],
        picture=words["name"],
        others=tuple(other for other in sorted(content) if other != spoken),
    )


def refuse_unless_fit(document: dict[str, Any], public: PublicKey) -> None:
    """Nothing leaves that somebody else would refuse. That two canonicalisers agree and nothing is dropped, ``signed`` has
    looked at; here both proofs are checked as a stranger would, of the bytes that will be served."""
    if read(frozen(document)) != document:
        raise NotFitToBeSigned
    for proof in document["proof"]:
        check_proof(document, proof, public)
