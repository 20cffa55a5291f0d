from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from lms.content.enums import Language
from lms.core.errors import DomainError
from lms.core.html import clean_rich_text
from lms.core.serving import server_for


class BasePage(Page):
    """What every page type shares. It knows its reads only through the registry in ``lms.core.serving``."""

    original_language = models.CharField(
        _("original language"),
        max_length=5,
        choices=Language.choices,
        default=Language.ENGLISH,
        help_text=_("The language that this was first written in. The other one is its translation."),
    )

    promote_panels: ClassVar[list[Any]] = [
        MultiFieldPanel(["slug", "seo_title", "search_description"], _("Address and search")),
        FieldPanel("original_language", read_only=True),  # switched in the translation view, for both sides at once
    ]
    show_in_menus_default = False

    class Meta:
        abstract = True

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        if not self.pk and self.locale_id and not self.alias_of_id and not self._is_translation_of_something():
            self.original_language = self.locale.language_code
        super().full_clean(*args, **kwargs)

    def clean(self) -> None:
        """Rich text outside of blocks is cleaned as the blocks clean theirs, whoever wrote it."""
        super().clean()
        for field in self._meta.get_fields():
            if isinstance(field, RichTextField) and getattr(self, field.name):
                try:
                    setattr(self, field.name, clean_rich_text(getattr(self, field.name)))
                except DomainError as error:
                    raise ValidationError({field.name: error.message}) from error

    def _is_translation_of_something(self) -> bool:
        return Page.objects.filter(translation_key=self.translation_key).exclude(pk=self.pk).exists()

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        server = server_for(self._meta.label)
        if server is None:
            raise LookupError(f"{self._meta.label} has no server: register one with lms.core.serving.serves")
        return server(request, self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """What the editor shows beside the form: the same page, from the draft, in its own language. A draft may have no
        address yet that would name it."""
        translation.activate(self.locale.language_code)
        return self.serve(request)

    @property
    def path_on_site(self) -> str:
        """``/en/…`` without asking the database: the tree above the home page never shows in an address."""
        return f"/{self.locale.language_code}/{self.url_path.split('/', 2)[2]}"
