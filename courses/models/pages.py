from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from courses.enums import Level, Topic
from courses.models.questions import QuestionsBlock
from lms.content.models import BasePage
from lms.content.models.blocks import BodyBlock, PlainLinesBlock


class CourseIndexPage(BasePage):
    """The catalogue."""

    introduction = models.CharField(_("introduction"), max_length=400, blank=True)

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types: ClassVar[list[str]] = ["portal.HomePage"]
    subpage_types: ClassVar[list[str]] = ["courses.CoursePage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("course catalogue")


class CoursePage(BasePage):
    summary = models.CharField(_("summary"), max_length=280, help_text=_("One or two sentences for the catalogue."))
    audience = models.CharField(
        _("for whom"), max_length=400, blank=True, help_text=_("Who it is for, and what one needs to begin.")
    )
    level = models.CharField(_("level"), max_length=12, choices=Level.choices, default=Level.BEGINNER)
    topic = models.CharField(_("topic"), max_length=12, choices=Topic.choices, default=Topic.BASICS)
    outcomes = StreamField(
        [("outcomes", PlainLinesBlock(label=_("What you will be able to do")))],
        verbose_name=_("outcomes"),
        blank=True,
        max_num=1,
    )

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("audience"),
        FieldPanel("level"),
        FieldPanel("topic"),
        FieldPanel("outcomes"),
    ]
    parent_page_types: ClassVar[list[str]] = ["courses.CourseIndexPage"]
    subpage_types: ClassVar[list[str]] = ["courses.LessonPage", "courses.QuizPage"]

    class Meta:
        verbose_name = _("course")


class UnitPage(BasePage):
    """A unit is a lesson or a quiz. Its place in the course is its place in the tree."""

    summary = models.CharField(_("summary"), max_length=280, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=10, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )

    parent_page_types: ClassVar[list[str]] = ["courses.CoursePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        abstract = True


class LessonPage(UnitPage):
    body = StreamField(BodyBlock(), verbose_name=_("lesson"))

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("minutes"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("lesson")


class QuizPage(UnitPage):
    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "code", "link"])
    pass_at = models.PositiveSmallIntegerField(_("right answers needed"), default=1, validators=[MinValueValidator(1)])
    questions = StreamField(QuestionsBlock(), verbose_name=_("questions"))

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("minutes"),
        FieldPanel("introduction"),
        FieldPanel("questions"),
        FieldPanel("pass_at"),
    ]

    class Meta:
        verbose_name = _("quiz")

    def clean(self) -> None:
        super().clean()
        if self.questions and self.pass_at > len(self.questions):
            raise ValidationError({"pass_at": _("There are fewer questions than that.")})
