import uuid

from django.db import models
from django.db.models import Q

from badges.models.awards import Award
from badges.models.signing import SigningKey, StatusList
from lms.content.enums import Language


class Credential(models.Model):
    """What an award is for everybody else: bytes that are signed once and served for ever, in one language.

    Told anew (another name, another address, another key) it keeps ``key`` and its place in the status list; nothing keeps
    what it said before. ``turn`` counts how often that was. Without ``content`` it waits for the signing worker.
    ``address_digest``: SHA-256 of the address that it is bound to, salted, to notice when that one is not theirs any more.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="credentials")
    language = models.CharField(max_length=5, choices=Language.choices)
    turn = models.PositiveIntegerField(default=1)
    salt = models.CharField(max_length=32)
    address_digest = models.CharField(max_length=80)
    holder_name = models.CharField(max_length=200, blank=True)
    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="credentials")
    status_index = models.PositiveIntegerField()
    content = models.BinaryField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    signing_key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, null=True, related_name="+")
    valid_from = models.DateTimeField(null=True)  # of the bytes that there are, or that there were last
    asked_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["award", "language"], name="credential_once_in_each_language"),
            models.UniqueConstraint(fields=["status_list", "status_index"], name="credential_has_a_place_of_its_own"),
            models.CheckConstraint(
                condition=Q(content__isnull=True, signed_at__isnull=True, signing_key__isnull=True, digest="")
                | Q(content__isnull=False, signed_at__isnull=False, signing_key__isnull=False) & ~Q(digest=""),
                name="credential_signed_or_not",
            ),
        )

    def __str__(self) -> str:
        return str(self.key)
