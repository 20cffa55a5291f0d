from typing import Any

from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "lms.content"
    label = "content"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail import signals  # noqa: PLC0415 (apps are loaded)

        from lms.content.domain.publishing import something_public_changed  # noqa: PLC0415

        def forget(**kwargs: Any) -> None:
            something_public_changed()

        # Wagtail's own announcements: an editor, a schedule and a deletion all pass here.
        for signal in (signals.page_published, signals.page_unpublished, signals.post_page_move, signals.page_slug_changed):
            signal.connect(forget, weak=False, dispatch_uid=f"content.forget.{id(signal)}")
