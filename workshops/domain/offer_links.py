"""The links in the mail of an offer. What they can do is over when the offer is: they need no date of their own."""

from django.core import signing

from workshops.errors import NotRegistered
from workshops.models import Registration

SALT = "workshops.offer"


def offer_token(registration: Registration) -> str:
    """Says whose seat, and is ours."""
    return signing.Signer(salt=SALT).sign(str(registration.pk))


def registration_of_token(token: str) -> Registration:
    """Raises NotRegistered for a token that is not ours."""
    try:
        key = int(signing.Signer(salt=SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        raise NotRegistered from None
    found = Registration.objects.select_related("person", "session").filter(pk=key).first()
    if found is None:
        raise NotRegistered
    return found
