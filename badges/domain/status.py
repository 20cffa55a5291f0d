"""Status lists: where a credential has its bit, and the signed list of all of them. A bit is set while the award does not
stand; nothing else is told."""

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max

from badges.credentials import documents, status
from badges.credentials.proofs import signed
from badges.domain.freezing import frozen
from badges.domain.keys import active_key, issuer, signer_of
from badges.enums import AwardState, KeyPurpose
from badges.models import Credential, StatusList
from lms.core import jobs

LENGTH = 131_072  # bits; the fewest that the standard allows, so that a bit says nothing about how many there are
FULL = LENGTH // 2  # then the next list begins: a random place is found at once
VALID = timedelta(days=30)
RENEWED = timedelta(days=1)
TRIES = 50


def open_list(*, now: datetime) -> StatusList:
    """The one that new credentials get their place in."""
    last = StatusList.objects.order_by("-number").first()
    if last is not None and last.credentials.count() < FULL:
        return last
    number = (StatusList.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    made, is_new = StatusList.objects.get_or_create(number=number, defaults={"made_at": now})
    if is_new:
        promise_list(made)
    return made


def with_place(credential: Credential, *, now: datetime) -> Credential:
    """Saves a new credential at a place that is drawn: whoever sees two indexes learns nothing of who came when."""
    credential.status_list = open_list(now=now)
    for _ in range(TRIES):
        credential.status_index = secrets.randbelow(LENGTH)
        if Credential.objects.filter(status_list=credential.status_list, status_index=credential.status_index).exists():
            continue
        try:
            with transaction.atomic():
                credential.save(force_insert=True)
        except IntegrityError:
            if Credential.objects.filter(award=credential.award, language=credential.language).exists():
                raise  # not the place: somebody made the same credential
            continue
        return credential
    raise RuntimeError("no place was found in a list that is half empty")


def promise_list(made: StatusList) -> None:
    jobs.enqueue("badges.sign_status_list", made.pk, dedupe=f"status-list:{made.pk}")


def revoked_in(made: StatusList) -> set[int]:
    gone = made.credentials.exclude(award__state=AwardState.STANDING)
    return set(gone.values_list("status_index", flat=True))


def sign_list(*, list_id: int, now: datetime) -> StatusList:
    """In the signing worker. Again it is a new signature over what is so now."""
    made = StatusList.objects.get(pk=list_id)
    key = active_key(KeyPurpose.STATUS)
    us, until = issuer(), now + VALID
    document = documents.status_list(us, made.number, status.encode(revoked_in(made), LENGTH), now, until)
    content = frozen(signed(document, signer_of(key), us.method(key.name), now))
    made.content, made.signed_at, made.valid_until, made.signing_key = content, now, until, key
    made.save(update_fields=["content", "signed_at", "valid_until", "signing_key"])
    return made


def renew_lists(*, now: datetime) -> int:
    """Promises to sign those that were not for a day. Answers how many."""
    due = [one for one in StatusList.objects.order_by("pk") if one.signed_at is None or now - one.signed_at >= RENEWED]
    for made in due:
        promise_list(made)
    return len(due)
