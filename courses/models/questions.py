"""Quiz questions as blocks. The id of a block is the identity of the question in both languages; so with options."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from lms.content.models.blocks import CODE_HINT, LineBlock

FEEDBACK_HINT = _("What somebody who chose this should learn.")


class OptionBlock(blocks.StructBlock):
    text = LineBlock(label=_("Option"), max_length=300, help_text=CODE_HINT)
    is_correct = blocks.BooleanBlock(label=_("This is right"), required=False, help_text=_("Mark what is right."))
    feedback = LineBlock(label=_("Feedback"), max_length=500, help_text=FEEDBACK_HINT)


class ChoiceQuestionBlock(blocks.StructBlock):
    prompt = LineBlock(label=_("Question"), max_length=500, help_text=CODE_HINT)
    options = blocks.ListBlock(
        OptionBlock(),
        label=_("Options"),
        min_num=2,
        max_num=8,
        help_text=_("Two to eight. They are shown in this order."),
    )


class OneChoiceBlock(ChoiceQuestionBlock):
    class Meta:
        icon = "radio-full"
        label = _("One choice")
        help_text = _("One of the options is right.")

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
        help_text = _("All that is right must be marked, and nothing else.")

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not any(option["is_correct"] for option in value["options"]):
            raise blocks.StructBlockValidationError(
                block_errors={"options": ValidationError(_("Mark at least one option as right."))}
            )
        return value


class TrueFalseBlock(blocks.StructBlock):
    prompt = LineBlock(label=_("Statement"), max_length=500, help_text=CODE_HINT)
    is_true = blocks.BooleanBlock(
        label=_("The statement is true"), required=False, help_text=_("Leave it empty where the statement is false.")
    )
    feedback_true = LineBlock(label=_("Feedback for “true”"), max_length=500, help_text=FEEDBACK_HINT)
    feedback_false = LineBlock(label=_("Feedback for “false”"), max_length=500, help_text=FEEDBACK_HINT)

    class Meta:
        icon = "check"
        label = _("True or false")
        help_text = _("A statement that people agree with or not.")


class ShortTextBlock(blocks.StructBlock):
    prompt = LineBlock(label=_("Question"), max_length=500, help_text=CODE_HINT)
    accepted = blocks.ListBlock(
        LineBlock(max_length=200),
        label=_("Accepted answers"),
        min_num=1,
        help_text=_("Compared without case, accents and outer spaces. The answers of both languages count in both."),
    )
    feedback_right = LineBlock(label=_("Feedback for a right answer"), max_length=500, help_text=FEEDBACK_HINT)
    feedback_wrong = LineBlock(label=_("Feedback for another answer"), max_length=500, help_text=FEEDBACK_HINT)

    class Meta:
        icon = "edit"
        label = _("Short text")
        help_text = _("One word or two, typed. Good for a command or a name.")


class PairBlock(blocks.StructBlock):
    # Translators: left side of a pair, before "Belongs to"
    left = LineBlock(label=_("This"), max_length=300, help_text=CODE_HINT)
    # Translators: right side of a pair, after "This"
    right = LineBlock(label=_("Belongs to"), max_length=300, help_text=_("What is chosen beside it."))
    feedback = LineBlock(label=_("Feedback"), max_length=500, help_text=_("Why the two belong together."))


class MatchBlock(blocks.StructBlock):
    prompt = LineBlock(label=_("Question"), max_length=500, help_text=CODE_HINT)
    pairs = blocks.ListBlock(
        PairBlock(),
        # Translators: the pairs of a quiz question that matches things
        label=_("Pairs"),
        min_num=2,
        max_num=8,
        help_text=_("The right sides are shown shuffled."),
    )

    class Meta:
        icon = "link"
        # Translators: kind of quiz question: what belongs together
        label = _("Match")
        help_text = _("Things that belong together, two by two.")

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        for side in ("left", "right"):
            if _has_twins(pair[side] for pair in value["pairs"]):
                raise blocks.StructBlockValidationError(
                    block_errors={"pairs": ValidationError(_("Two pairs have the same words on one side."))}
                )
        return value


class OrderedItemBlock(blocks.StructBlock):
    text = LineBlock(label=_("Text"), max_length=300, help_text=CODE_HINT)
    feedback = LineBlock(label=_("Feedback"), max_length=500, help_text=_("Why its place is here."))


class OrderBlock(blocks.StructBlock):
    prompt = LineBlock(label=_("Question"), max_length=500, help_text=CODE_HINT)
    items = blocks.ListBlock(
        OrderedItemBlock(),
        label=_("In the right order"),
        min_num=2,
        max_num=10,
        help_text=_("They are shown shuffled."),
    )

    class Meta:
        icon = "list-ol"
        # Translators: kind of quiz question: put things in order
        label = _("Order")
        help_text = _("Things that come one after another.")

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if _has_twins(item["text"] for item in value["items"]):
            raise blocks.StructBlockValidationError(
                block_errors={"items": ValidationError(_("Two items have the same words."))}
            )
        return value


class OpenBlock(blocks.StructBlock):
    prompt = LineBlock(label=_("Question"), max_length=500, help_text=CODE_HINT)
    words = blocks.IntegerBlock(
        label=_("About how many words"),
        required=False,
        min_value=1,
        max_value=600,
        help_text=_("Only a hint for whoever answers. Empty: none is given."),
    )
    feedback = LineBlock(
        label=_("What a good answer holds"),
        max_length=500,
        help_text=_("Shown to everybody once they have handed in, and to whoever reviews."),
    )

    class Meta:
        icon = "doc-full"
        # Translators: kind of quiz question: an answer in one's own words, which a person reads
        label = _("Open question")
        help_text = _(
            "Answered in one’s own words. A trainer reads each answer: done, or try again with words that help."
        )


def _has_twins(lines: Iterable[str]) -> bool:
    seen = [" ".join(line.casefold().split()) for line in lines]
    return len(set(seen)) < len(seen)


class QuestionsBlock(blocks.StreamBlock):
    one_choice = OneChoiceBlock()
    several = SeveralBlock()
    true_false = TrueFalseBlock()
    short_text = ShortTextBlock()
    match = MatchBlock()
    order = OrderBlock()
    open = OpenBlock()
