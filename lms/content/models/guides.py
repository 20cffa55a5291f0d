"""Documentation of two kinds: a guide leads to a goal, an essay explains how a thing works. And the glossary."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from lms.content.enums import CodeLanguage, Topic
from lms.content.models.blocks import CODE_HINT, RICH_FEATURES, CleanRichTextBlock, LineBlock, VerbatimBlock
from lms.content.models.body import BodyBlock
from lms.content.models.pages import BasePage

WRITINGS = ["content.GuidePage", "content.EssayPage"]


class LibraryIndexPage(BasePage):
    """All guides and essays of one language."""

    introduction = models.CharField(
        _("introduction"), max_length=400, blank=True, help_text=_("One or two sentences above the list.")
    )

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types: ClassVar[list[str]] = ["portal.HomePage"]
    subpage_types: ClassVar[list[str]] = WRITINGS
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("guides and essays")


class GlossaryPage(BasePage):
    """All terms in one language. What stands in it are the terms themselves."""

    introduction = models.CharField(
        _("introduction"), max_length=400, blank=True, help_text=_("One or two sentences above the list.")
    )

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types: ClassVar[list[str]] = ["portal.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("glossary page")


class GuideStepBlock(blocks.StructBlock):
    title = LineBlock(label=_("Title"), max_length=200, help_text=CODE_HINT)
    text = CleanRichTextBlock(
        label=_("Text"), required=False, help_text=_("What to do, and why where it is not plain.")
    )
    language = blocks.ChoiceBlock(
        label=_("Language of the code"),
        choices=CodeLanguage.choices,
        default=CodeLanguage.CONSOLE,
        help_text=_("“Console” for commands and what they answer."),
    )
    code = VerbatimBlock(
        label=_("Code"),
        rows=4,
        required=False,
        help_text=_("Exactly as it is typed and answered. It is never translated."),
    )
    see = CleanRichTextBlock(
        label=_("What you should see"), help_text=_("So that somebody knows it worked before they go on.")
    )

    class Meta:
        icon = "list-ol"
        label = _("Step")
        help_text = _("One action, and what one should see after it.")
        template = "content/blocks/guide_step.html"


class TroubleBlock(blocks.StructBlock):
    title = LineBlock(label=_("What happens"), max_length=200, help_text=CODE_HINT)
    text = CleanRichTextBlock(label=_("What to do"), help_text=_("Most likely cause first."))

    class Meta:
        icon = "warning"
        label = _("When it goes wrong")
        help_text = _("What somebody sees when a step failed, and what helps then.")
        template = "content/blocks/trouble.html"


class WritingForm(WagtailAdminPageForm):
    """An owner is somebody of the team: the list of all members is nobody's to scroll through."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kept_by" in self.fields:
            people = self.fields["kept_by"].queryset
            self.fields["kept_by"].queryset = people.filter(
                models.Q(is_staff=True, is_active=True) | models.Q(pk=self.instance.kept_by_id)
            )


class WritingPage(BasePage):
    summary = models.CharField(_("summary"), max_length=280, help_text=_("One or two sentences for the list."))
    topic = models.CharField(
        _("topic"), max_length=12, choices=Topic.choices, default=Topic.BASICS, help_text=_("The list is sorted by it.")
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
        help_text=_("How long it takes somebody who does it for the first time. Try it with one person."),
    )
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Who looks after it. Readers see the name, and their answers reach this person by mail."),
    )
    see_also = StreamField(
        [
            (
                "page",
                blocks.PageChooserBlock(
                    page_type=WRITINGS,
                    label=_("Guide or essay"),
                    help_text=_("In the language of this page; readers of the other one are led to theirs."),
                ),
            )
        ],
        verbose_name=_("see also"),
        help_text=_("What one may want to read next."),
        blank=True,
        max_num=8,
    )

    base_form_class = WritingForm
    parent_page_types: ClassVar[list[str]] = ["content.LibraryIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    head_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("topic"), FieldPanel("minutes")]),
    ]
    tail_panels: ClassVar[list[Any]] = [FieldPanel("see_also"), FieldPanel("kept_by")]

    class Meta:
        abstract = True


class GuidePage(WritingPage):
    goal = models.CharField(
        _("goal"), max_length=300, help_text=_("What somebody will have in the end, in one sentence.")
    )
    before = RichTextField(
        _("before you start"), features=RICH_FEATURES, help_text=_("What one needs: access, programs, time, a backup.")
    )
    steps = StreamField(
        [("step", GuideStepBlock())],
        verbose_name=_("steps"),
        max_num=40,
        help_text=_("In the order in which they are done, at most 40."),
    )
    troubles = StreamField(
        [("trouble", TroubleBlock())],
        verbose_name=_("when it goes wrong"),
        blank=True,
        help_text=_("What people met who did it before, and what helped."),
    )
    tested_on = models.DateField(
        _("tested on"), null=True, blank=True, help_text=_("The day on which somebody last did every step.")
    )
    tested_with = models.CharField(
        _("tested with"),
        max_length=200,
        blank=True,
        help_text=_("Systems and versions, as “Debian 12, Apache 2.4.62”."),
    )

    same_in_both: ClassVar[tuple[str, ...]] = ("tested_with",)
    content_panels: ClassVar[list[Any]] = [
        *WritingPage.head_panels,
        FieldPanel("goal"),
        FieldPanel("before"),
        FieldPanel("steps"),
        FieldPanel("troubles"),
        MultiFieldPanel([FieldPanel("tested_on"), FieldPanel("tested_with")], _("When it was tested")),
        *WritingPage.tail_panels,
    ]

    class Meta:
        verbose_name = _("guide")


class EssayPage(WritingPage):
    body = StreamField(
        BodyBlock(),
        verbose_name=_("essay"),
        help_text=_("How it works and why it is so; what to do belongs in a guide."),
    )

    content_panels: ClassVar[list[Any]] = [*WritingPage.head_panels, FieldPanel("body"), *WritingPage.tail_panels]

    class Meta:
        verbose_name = _("essay")
