"""The assignment as a page. The id of a rubric row is its identity in both languages."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from courses.enums import ReviewBy
from courses.models.pages import MINUTES_HELP, UNIT_SUMMARY_HELP, UnitPage
from lms.content.models.blocks import CODE_HINT, LineBlock
from lms.content.models.body import BodyBlock


class RubricRowBlock(blocks.StructBlock):
    title = LineBlock(label=_("What is looked at"), max_length=120, help_text=CODE_HINT)
    done_when = LineBlock(
        label=_("It is done when"), max_length=500, help_text=_("What somebody can see in the work when it is there.")
    )

    class Meta:
        icon = "tick"
        label = _("Row of the rubric")
        help_text = _("One thing that can be seen in the work. Each row ends in “done” or “try again”.")


class RubricBlock(blocks.StreamBlock):
    row = RubricRowBlock()

    class Meta:
        min_num = 1
        max_num = 12


class AssignmentPage(UnitPage):
    """Something to do, hand in and have reviewed, row by row: *done* or *try again*, never a mark."""

    body = StreamField(BodyBlock(), verbose_name=_("instructions"))
    rubric = StreamField(RubricBlock(), verbose_name=_("rubric"))
    takes_text = models.BooleanField(_("takes a text"), default=True)
    takes_files = models.BooleanField(_("takes files"), default=False)
    takes_link = models.BooleanField(_("takes a link"), default=False)
    review_by = models.CharField(_("reviewed by"), max_length=8, choices=ReviewBy.choices, default=ReviewBy.TRAINER)
    peers = models.PositiveSmallIntegerField(
        _("how many participants review each work"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text=_("Only where participants review. Where there are too few, a trainer fills the gap."),
    )

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("summary", help_text=UNIT_SUMMARY_HELP),
        FieldPanel("minutes", help_text=MINUTES_HELP),
        FieldPanel("body", help_text=_("What to do, with what, and where to stop. One task.")),
        FieldPanel("rubric", help_text=_("What the reviewer looks at. People read it before they begin.")),
        MultiFieldPanel(
            [
                FieldPanel("takes_text", help_text=_("Typed into the page; it is saved while one writes.")),
                FieldPanel("takes_files", help_text=_("Up to five files of 10 MB each.")),
                FieldPanel("takes_link", help_text=_("The address of a page, a repository or a ticket.")),
            ],
            _("What to hand in"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("review_by", help_text=_("Participants learn from each other’s work too.")),
                FieldPanel("peers"),
            ],
            _("Review"),
        ),
    ]

    class Meta:
        verbose_name = _("assignment")
        constraints = (
            models.CheckConstraint(condition=models.Q(review_by__in=ReviewBy.values), name="review_by_is_known"),
        )

    def clean(self) -> None:
        super().clean()
        if not (self.takes_text or self.takes_files or self.takes_link):
            raise ValidationError({"takes_text": _("Choose at least one thing that people hand in.")})
