from typing import Any

from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "lms.content"
    label = "content"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core import checks  # noqa: PLC0415 (apps are loaded)
        from wagtail import signals  # noqa: PLC0415

        from lms.content.domain.publishing import something_public_changed  # noqa: PLC0415
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
