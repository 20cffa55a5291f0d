"""What interpreters get to prepare themselves, and the offer to go when nobody listens any more."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.content.enums import Language
from workshops.enums import PackKind, ReleaseState
from workshops.models.people import Assignment
from workshops.models.series import Series
from workshops.models.sessions import Session


class PackItem(models.Model):
    """A glossary or slides, for every session of a series or for one; as an address, or as the words themselves."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, null=True, related_name="pack_items")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, null=True, related_name="pack_items")
    kind = models.CharField(_("kind"), max_length=10, choices=PackKind.choices)
    language = models.CharField(_("language"), max_length=5, choices=Language.choices)
    title = models.CharField(_("title"), max_length=120)
    link = models.URLField(_("web address"), max_length=300, blank=True)
    words = models.TextField(_("words"), max_length=10000, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("kind", "language", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(series__isnull=True, session__isnull=False) | Q(series__isnull=False, session__isnull=True),
                name="pack_item_of_one_thing",
            ),
            models.CheckConstraint(condition=Q(kind__in=PackKind.values), name="pack_item_kind_is_known"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="pack_item_language_is_known"),
            models.CheckConstraint(condition=~Q(link="") | ~Q(words=""), name="pack_item_has_something"),
        )

    def __str__(self) -> str:
        return self.title


class PackReceipt(models.Model):
    """That an interpreter was sent what there is, and that they have read it."""

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="pack_receipt")
    sent_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.sent_at}"


class ReleaseOffer(models.Model):
    """The last one who listened is gone: an interpreter may go, too."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="releases")
    state = models.CharField(_("state"), max_length=10, choices=ReleaseState.choices, default=ReleaseState.OFFERED)
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(state=ReleaseState.OFFERED), name="release_offered_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(state__in=ReleaseState.values), name="release_state_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.state}"
