from typing import Any

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.signals import page_unpublished, post_page_move  # noqa: PLC0415 (apps are loaded)

        import courses.queries.findable  # noqa: PLC0415 (says what the search reads of them)
        import courses.views.assignments  # noqa: PLC0415 (serves its page type)
        import courses.views.pages  # noqa: F401, PLC0415 (registers the servers of its page types)
        from courses.models import CoursePage, UnitPage  # noqa: PLC0415
        from lms.core import jobs  # noqa: PLC0415

        def settle(course: Any) -> None:
            jobs.enqueue("courses.settle_course", str(course.translation_key))

        def unpublished(sender: Any, instance: Any, **kwargs: Any) -> None:
            """Wagtail's announcement that a unit, or one language of a course, left the site: somebody may miss nothing
            any more."""
            if isinstance(instance, UnitPage):
                settle(instance.get_parent())
            elif isinstance(instance, CoursePage):
                settle(instance)

        def moved(sender: Any, parent_page_before: Any, parent_page_after: Any, **kwargs: Any) -> None:
            """A unit that goes to another course leaves one, too."""
            if issubclass(sender, UnitPage) and parent_page_before != parent_page_after:
                settle(parent_page_before)

        page_unpublished.connect(unpublished, weak=False, dispatch_uid="courses.settle")
        post_page_move.connect(moved, weak=False, dispatch_uid="courses.settle")
