from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from lms.content.models import BasePage


class HomePage(BasePage):
    """One per language, right under the root of the tree."""

    eyebrow = models.CharField(_("line above the heading"), max_length=80, blank=True)
    heading = models.CharField(_("heading"), max_length=120)
    introduction = models.CharField(_("introduction"), max_length=500, blank=True)

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("eyebrow", help_text=_("A few words in small type.")),
        FieldPanel("heading", help_text=_("The one sentence that a visitor takes away.")),
        FieldPanel("introduction", help_text=_("Who this is for and what they can do here, in two sentences.")),
    ]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "courses.CourseIndexPage",
        "content.LibraryIndexPage",
        "content.GlossaryPage",
    ]

    class Meta:
        verbose_name = _("home page")
