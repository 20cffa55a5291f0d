from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.models import Page

from lms.content.views.checks import SCRIPT, in_place_of_wagtails


@hooks.register("insert_global_admin_css")
def house_colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("content/editor.css"))


@hooks.register("construct_wagtail_userbar")
def house_checks(request: HttpRequest, items: list[Any], page: Page | None) -> None:
    in_place_of_wagtails(items)


@hooks.register("insert_editor_js")
def script_of_checks() -> SafeString:
    return format_html('<script src="{}"></script>', static(SCRIPT))
