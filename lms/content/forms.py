from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from lms.content.domain.answers import LONGEST_COMMENT
from lms.content.domain.proposals import LONGEST_REASON
from lms.content.enums import LeafKind, Topic, Writing
from lms.content.models import Answer
from lms.content.queries.leaves import LONGEST_TYPED, Leaf
from lms.content.queries.writings import Written
from lms.core.errors import DomainError
from lms.core.pictures import clean_picture


class PictureField(WagtailImageField):
    """Draws the picture anew before Wagtail looks at it: its own checks stop with an error at broken files."""

    def to_python(self, data: Any) -> Any:
        file = forms.FileField.to_python(self, data)
        if file is None:
            return None
        try:
            return super().to_python(clean_picture(file))
        except DomainError as error:
            raise ValidationError(error.message, code="invalid_image") from error


class PictureForm(BaseImageForm):
    """What the editor's picture forms are made from (WAGTAILIMAGES_IMAGE_FORM_BASE)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("file")  # the form beside an upload that is done has none
        if field:
            self.fields["file"] = PictureField(
                label=field.label, required=field.required, widget=field.widget, help_text=field.help_text
            )


class LibraryFilter(forms.Form):
    """One form over GET; an unknown value filters nothing."""

    # Translators: filter of the list of guides
    topic = forms.ChoiceField(label=_("Topic"), required=False, choices=[("", _("All topics")), *Topic.choices])
    # Translators: filter of the list of guides: guide or essay
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Guides and essays")), *Writing.choices])

    @property
    def wanted(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}

    @property
    def is_filtered(self) -> bool:
        return bool(self.wanted)

    def admits(self, one: Written) -> bool:
        has = {"topic": one.topic, "kind": one.kind}
        return all(has[name] == value for name, value in self.wanted.items())


class AnswerForm(forms.Form):
    """*Did this work for you?*"""

    has_worked = forms.TypedChoiceField(
        label=_("Did this work for you?"),
        # Translators: answer to “Did this work for you?”
        choices=[("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no."), "invalid_choice": _("Choose yes or no.")},
    )
    comment = forms.CharField(
        # Translators: label of the comment under “Did this work for you?”
        label=_("What happened?"),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever looks after this page reads it. Please leave out passwords and private addresses."),
    )

    @classmethod
    def about(cls, answer: Answer | None) -> "AnswerForm":
        """Empty, or what was answered before."""
        if answer is None:
            return cls(prefix="answer")
        return cls(
            prefix="answer", initial={"has_worked": "yes" if answer.has_worked else "no", "comment": answer.comment}
        )


class ProposalForm(forms.Form):
    """A field for each text of one block, and why."""

    def __init__(self, leaves: list[Leaf], data: Any = None) -> None:
        super().__init__(data)
        self.leaves = {f"text-{i}": leaf for i, leaf in enumerate(leaves)}
        for name, leaf in self.leaves.items():
            rows = min(14, 2 + len(leaf.typed) // 70 + leaf.typed.count("\n"))
            looks = {"rows": rows, **({"class": "verbatim"} if leaf.kind == LeafKind.VERBATIM else {})}
            widget = forms.TextInput() if leaf.kind == LeafKind.LINE else forms.Textarea(attrs=looks)
            self.fields[name] = forms.CharField(
                label=leaf.label,
                initial=leaf.typed,
                required=False,
                strip=leaf.kind != LeafKind.VERBATIM,
                max_length=LONGEST_TYPED,
                widget=widget,
                help_text=HTML_HELP if leaf.has_markup else "",
            )
        self.fields["reason"] = forms.CharField(
            # Translators: label: the reason of a change that somebody proposes
            label=_("Why?"),
            required=False,
            max_length=LONGEST_REASON,
            help_text=_("For whoever looks at it: what is wrong now, where you know it from."),
        )

    def typed(self) -> dict[str, str]:
        """Place within the block → what was typed."""
        return {leaf.path: self.cleaned_data[name] for name, leaf in self.leaves.items()}


HTML_HELP = _("You may use <p>, <b>, <i>, <code>, <ul>, <ol>, <li> and <a href>. Anything else is taken out.")
