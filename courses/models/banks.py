"""Questions that are kept for many quizzes, and how a quiz draws from them. A bank has no page of its own on the site."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from courses.models.questions import (
    MatchBlock,
    OneChoiceBlock,
    OpenBlock,
    OrderBlock,
    QuestionsBlock,
    SeveralBlock,
    ShortTextBlock,
    TrueFalseBlock,
)
from lms.content.models import BasePage

MOST_DRAWN = 50


class TagsBlock(blocks.CharBlock):
    """The same in both languages, as every name by which something is looked up."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs |= {
            # Translators: of a question in a bank: names by which a quiz draws
            "label": _("Tags"),
            "required": False,
            "max_length": 200,
            "translatable": False,
            "help_text": _("Names by which a quiz can draw, with commas between them; the same in both languages."),
        }
        super().__init__(**kwargs)


class TaggedOneChoice(OneChoiceBlock):
    tags = TagsBlock()


class TaggedSeveral(SeveralBlock):
    tags = TagsBlock()


class TaggedTrueFalse(TrueFalseBlock):
    tags = TagsBlock()


class TaggedShortText(ShortTextBlock):
    tags = TagsBlock()


class TaggedMatch(MatchBlock):
    tags = TagsBlock()


class TaggedOrder(OrderBlock):
    tags = TagsBlock()


class TaggedOpen(OpenBlock):
    tags = TagsBlock()


class BankQuestionsBlock(blocks.StreamBlock):
    """The kinds that ``QuestionsBlock`` has, each with tags."""

    one_choice = TaggedOneChoice()
    several = TaggedSeveral()
    true_false = TaggedTrueFalse()
    short_text = TaggedShortText()
    match = TaggedMatch()
    order = TaggedOrder()
    open = TaggedOpen()


class DrawBlock(blocks.StructBlock):
    bank = blocks.PageChooserBlock(
        # Translators: where the questions of a quiz are drawn from
        label=_("Question bank"),
        page_type="courses.QuestionBankPage",
        help_text=_("Either language of it: each person is asked in the language in which they read."),
    )
    count = blocks.IntegerBlock(
        label=_("How many questions"),
        min_value=1,
        max_value=MOST_DRAWN,
        default=3,
        help_text=_("Each try draws its own. Where the bank has fewer, it gives all that it has."),
    )
    tag = blocks.CharBlock(
        label=_("Only with this tag"),
        required=False,
        max_length=60,
        translatable=False,
        help_text=_("One tag, as it is written in the bank. Empty: any question."),
    )

    class Meta:
        icon = "redirect"
        # Translators: part of a quiz: some questions, chosen at random from a bank
        label = _("Draw from a bank")
        help_text = _("Questions chosen at random, others for each try.")


class QuizQuestionsBlock(QuestionsBlock):
    draw = DrawBlock()


class QuestionBankPage(BasePage):
    questions = StreamField(BankQuestionsBlock(), verbose_name=_("questions"))

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel(
            "questions",
            help_text=_("Quizzes draw from them. Whoever learns sees a question only where a quiz asks it."),
        ),
    ]
    parent_page_types: ClassVar[list[str]] = ["courses.CourseIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("question bank")
