from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.accounts.models import Chapter
from lms.content.enums import Language
from workshops.enums import Format, Spoken
from workshops.models.sessions import SessionQuerySet


def _understood_in(language: str) -> Q:
    """Spoken in it, in both, or interpreted into it."""
    return Q(spoken__in=(language, Spoken.BOTH)) | Q(is_interpreted=True)


class SessionFilter(forms.Form):
    """One form over GET; an unknown value filters nothing."""

    language = forms.ChoiceField(
        label=_("I understand it in"),
        required=False,
        choices=[("", _("Either language")), *Language.choices],
    )
    format = forms.ChoiceField(
        label=_("I take part"),
        required=False,
        choices=[
            ("", pgettext_lazy("how one takes part", "In either way")),
            (Format.ROOM, pgettext_lazy("how one takes part", "In person")),
            (Format.ONLINE, pgettext_lazy("how one takes part", "Online")),
        ],
    )
    chapter = forms.ModelChoiceField(
        # Translators: filter of the list of workshops
        label=_("Local chapter"),
        required=False,
        to_field_name="slug",
        queryset=Chapter.objects.order_by("name"),
        # Translators: filter of the list of workshops
        empty_label=_("All chapters"),
    )

    @property
    def wanted(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}

    @property
    def is_filtered(self) -> bool:
        return bool(self.wanted)

    def narrow(self, sessions: SessionQuerySet) -> SessionQuerySet:
        wanted = self.wanted
        if "language" in wanted:
            sessions = sessions.filter(_understood_in(wanted["language"]))
        if "format" in wanted:
            sessions = sessions.filter(format__in=(wanted["format"], Format.BOTH))
        if "chapter" in wanted:
            sessions = sessions.filter(series__chapter=wanted["chapter"])
        return sessions
