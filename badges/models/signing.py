from django.db import models
from django.db.models import Q

from badges.enums import KeyPurpose, KeyState


class SigningKey(models.Model):
    """An Ed25519 key. ``name``: its fragment in the DID document; ``public``: Multikey; ``secret``: its seed, wrapped under
    the key-encryption key that only the signing worker has (``badges.credentials.wrapping``)."""

    name = models.CharField(max_length=40, unique=True)
    purpose = models.CharField(max_length=12, choices=KeyPurpose.choices)
    public = models.CharField(max_length=64, unique=True)
    secret = models.BinaryField()
    state = models.CharField(max_length=12, choices=KeyState.choices, default=KeyState.ACTIVE)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    compromised_since = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(purpose__in=KeyPurpose.values), name="key_purpose_is_known"),
            models.CheckConstraint(condition=Q(state__in=KeyState.values), name="key_state_is_known"),
            models.UniqueConstraint(fields=["purpose"], condition=Q(state=KeyState.ACTIVE), name="key_active_once"),
            models.CheckConstraint(
                condition=Q(state=KeyState.COMPROMISED, compromised_since__isnull=False)
                | ~Q(state=KeyState.COMPROMISED) & Q(compromised_since__isnull=True),
                name="key_compromised_since",
            ),
        )

    def __str__(self) -> str:
        return self.name


class StatusList(models.Model):
    """A Bitstring Status List (1.0), signed anew every day and whenever a bit changes. ``content``: the exact bytes that
    are served."""

    number = models.PositiveIntegerField(unique=True)
    made_at = models.DateTimeField()
    content = models.BinaryField(null=True)
    signed_at = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)
    signing_key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(content__isnull=True, signed_at__isnull=True, valid_until__isnull=True)
                | Q(content__isnull=False, signed_at__isnull=False, valid_until__isnull=False),
                name="status_list_signed_or_not",
            ),
        )

    def __str__(self) -> str:
        return str(self.number)
