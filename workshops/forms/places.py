from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from lms.accounts.queries import time_zones


class PlaceForm(WagtailAdminModelForm):
    """Of places and chapters: the zone is chosen, not typed."""

    time_zone = forms.ChoiceField(
        # Translators: label of a field: of a place
        label=_("Time zone"),
        choices=lambda: [(zone, zone.replace("_", " ")) for zone in time_zones()],
    )
