from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from courses.enums import Level, ShowAnswers
from courses.models.banks import QuizQuestionsBlock
from lms.content.enums import Topic
from lms.content.models import BasePage
from lms.content.models.blocks import PlainLinesBlock
from lms.content.models.body import BodyBlock

UNIT_SUMMARY_HELP = _("One sentence: what one can do after it.")
MINUTES_HELP = _("How long it takes somebody who does it for the first time. Try it with one person.")


class CourseIndexPage(BasePage):
    """The catalogue."""

    introduction = models.CharField(_("introduction"), max_length=400, blank=True)

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("introduction", help_text=_("One or two sentences above the list of courses.")),
    ]
    parent_page_types: ClassVar[list[str]] = ["portal.HomePage"]
    subpage_types: ClassVar[list[str]] = ["courses.CoursePage", "courses.QuestionBankPage"]
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
        FieldPanel("level", help_text=_("What one must know already. People filter the catalogue by it.")),
        FieldPanel("topic", help_text=_("Where people look for it in the catalogue.")),
        FieldPanel(
            "outcomes", help_text=_("Three to six things, each beginning with a verb: “read a log”, “restore a copy”.")
        ),
        HelpPanel(heading=_("What is still missing"), template="portal/editor/checklist_panel.html"),
    ]
    admin_default_ordering = "ord"  # the order of its units is the order of learning
    parent_page_types: ClassVar[list[str]] = ["courses.CourseIndexPage"]
    subpage_types: ClassVar[list[str]] = ["courses.LessonPage", "courses.QuizPage", "courses.AssignmentPage"]

    class Meta:
        verbose_name = _("course")


class UnitPage(BasePage):
    """A unit is a lesson, a quiz or an assignment. Its place in the course is its place in the tree."""

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
        FieldPanel("summary", help_text=UNIT_SUMMARY_HELP),
        FieldPanel("minutes", help_text=MINUTES_HELP),
        FieldPanel("body", help_text=_("Block by block, in the order in which it is read. The plus sign adds one.")),
    ]

    class Meta:
        verbose_name = _("lesson")


class QuizPage(UnitPage):
    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "code", "link"])
    pass_at = models.PositiveSmallIntegerField(_("right answers needed"), default=1, validators=[MinValueValidator(1)])
    questions = StreamField(QuizQuestionsBlock(), verbose_name=_("questions"))
    most_tries = models.PositiveSmallIntegerField(
        # Translators: field of a quiz: how many there are
        _("tries"),
        default=0,
        help_text=_("How often one person may hand in. 0: as often as they like."),
    )
    wait_minutes = models.PositiveIntegerField(
        _("minutes between tries"),
        default=0,
        validators=[MaxValueValidator(60 * 24 * 30)],
        help_text=_("How long one waits after a try that did not pass."),
    )
    show_answers = models.CharField(
        _("show the right answers"), max_length=8, choices=ShowAnswers.choices, default=ShowAnswers.NEVER
    )
    closes_at = models.DateTimeField(
        # Translators: field of a quiz: the moment after which nobody can answer
        _("closes at"),
        null=True,
        blank=True,
        help_text=_("After this nobody can answer. What was saved before stays. Empty: always open."),
    )

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("summary", help_text=UNIT_SUMMARY_HELP),
        FieldPanel("minutes", help_text=MINUTES_HELP),
        FieldPanel("introduction", help_text=_("What the questions are about, and how often one can try.")),
        FieldPanel(
            "questions", help_text=_("Every answer explains itself, the right ones too: that is how people learn here.")
        ),
        FieldPanel("pass_at", help_text=_("How many questions must be right to pass. There is no mark.")),
        MultiFieldPanel(
            [
                FieldPanel("most_tries"),
                FieldPanel("wait_minutes"),
                FieldPanel(
                    "show_answers",
                    help_text=_("Showing them early ends the learning of those who would have tried once more."),
                ),
                FieldPanel("closes_at"),
            ],
            heading=_("Rules, as the original version has them"),
        ),
    ]

    class Meta:
        verbose_name = _("quiz")

    def clean(self) -> None:
        super().clean()
        if self.questions and self.pass_at > sum(_asks(child) for child in self.questions):
            raise ValidationError({"pass_at": _("There are fewer questions than that.")})


def _asks(child: Any) -> int:
    """How many questions a part of a quiz asks."""
    return int(child.value["count"] or 0) if child.block_type == "draw" else 1
