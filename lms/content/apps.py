from typing import Any

from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "lms.content"
    label = "content"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core import checks  # noqa: PLC0415 (apps are loaded)
        from django.db.models.signals import post_delete, post_save  # noqa: PLC0415
        from wagtail import signals  # noqa: PLC0415
        from wagtail.models import PageViewRestriction, Site  # noqa: PLC0415

        from lms.content.domain.publishing import something_public_changed  # noqa: PLC0415
        from lms.content.models import Picture  # noqa: PLC0415
        from lms.core.serving import unserved_page_types  # noqa: PLC0415

        checks.register(unserved_page_types)

        def forget(**kwargs: Any) -> None:
            something_public_changed()

        # Wagtail's own announcements: an editor, a schedule and a deletion all pass here.
        for signal in (
            signals.page_published,
            signals.page_unpublished,
            signals.post_page_move,
            signals.page_slug_changed,
        ):
            signal.connect(forget, weak=False, dispatch_uid=f"content.forget.{id(signal)}")

        # What Wagtail does not announce: who may see a page, which page is the root, a picture drawn again.
        for model in (PageViewRestriction, Site, Picture):
            for signal in (post_save, post_delete):
                signal.connect(forget, sender=model, weak=False, dispatch_uid=f"content.forget.{model._meta.label}")
