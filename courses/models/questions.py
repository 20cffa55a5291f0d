"""Quiz questions as blocks. The id of a block is the identity of the question in both languages; so with options."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from lms.content.models.blocks import CODE_HINT, LineBlock


class OptionBlock(blocks.StructBlock):
    text = LineBlock(label=_("Option"), max_length=300, help_text=CODE_HINT)
    is_correct = blocks.BooleanBlock(label=_("This is right"), required=False)
    feedback = LineBlock(label=_("Feedback"), max_length=500, help_text=_("What somebody who chose this should learn."))


class ChoiceQuestionBlock(blocks.StructBlock):
    prompt = LineBlock(label=_("Question"), max_length=500, help_text=CODE_HINT)
    options = blocks.ListBlock(OptionBlock(), label=_("Options"), min_num=2, max_num=8)


class OneChoiceBlock(ChoiceQuestionBlock):
    class Meta:
        icon = "radio-full"
        label = _("One choice")

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if sum(option["is_correct"] for option in value["options"]) != 1:
            raise blocks.StructBlockValidationError(
                block_errors={"options": ValidationError(_("Mark exactly one option as right."))}
            )
        return value


class SeveralBlock(ChoiceQuestionBlock):
    class Meta:
        icon = "tick"
        label = _("Several choices")

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not any(option["is_correct"] for option in value["options"]):
            raise blocks.StructBlockValidationError(
                block_errors={"options": ValidationError(_("Mark at least one option as right."))}
            )
        return value


class TrueFalseBlock(blocks.StructBlock):
    prompt = LineBlock(label=_("Statement"), max_length=500, help_text=CODE_HINT)
    is_true = blocks.BooleanBlock(label=_("The statement is true"), required=False)
    feedback_true = LineBlock(label=_("Feedback for “true”"), max_length=500)
    feedback_false = LineBlock(label=_("Feedback for “false”"), max_length=500)

    class Meta:
        icon = "check"
        label = _("True or false")


class ShortTextBlock(blocks.StructBlock):
    prompt = LineBlock(label=_("Question"), max_length=500, help_text=CODE_HINT)
    accepted = blocks.ListBlock(
        LineBlock(max_length=200),
        label=_("Accepted answers"),
        min_num=1,
        help_text=_("Compared without case, accents and outer spaces. The answers of both languages count in both."),
    )
    feedback_right = LineBlock(label=_("Feedback for a right answer"), max_length=500)
    feedback_wrong = LineBlock(label=_("Feedback for another answer"), max_length=500)

    class Meta:
        icon = "edit"
        label = _("Short text")


class QuestionsBlock(blocks.StreamBlock):
    one_choice = OneChoiceBlock()
    several = SeveralBlock()
    true_false = TrueFalseBlock()
    short_text = ShortTextBlock()
