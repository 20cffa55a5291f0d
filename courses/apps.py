from typing import Any

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.signals import page_unpublished  # noqa: PLC0415 (apps are loaded)

        import courses.views.pages  # noqa: F401, PLC0415 (registers the servers of its page types)
        from courses.models import UnitPage  # noqa: PLC0415
        from lms.core import jobs  # noqa: PLC0415

        def settle(sender: Any, instance: Any, **kwargs: Any) -> None:
            """Wagtail's announcement that a unit left the site: somebody may miss nothing any more."""
            if isinstance(instance, UnitPage):
                jobs.enqueue("courses.settle_course", str(instance.get_parent().translation_key))

        page_unpublished.connect(settle, weak=False, dispatch_uid="courses.settle")
