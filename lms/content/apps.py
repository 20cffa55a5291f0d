from typing import Any

from django.apps import AppConfig
from wagtail.admin.apps import WagtailAdminAppConfig


class ContentConfig(AppConfig):
    name = "lms.content"
    label = "content"
    default_auto_field = "django.db.models.BigAutoField"
    default = True

    def ready(self) -> None:
        from django.core import checks  # noqa: PLC0415 (apps are loaded)

        import lms.content.queries.findable  # noqa: PLC0415 (says what the search reads of them)
        import lms.content.views.library  # noqa: F401, PLC0415 (registers the servers of its page types)
        from lms.core.serving import unserved_page_types  # noqa: PLC0415

        checks.register(unserved_page_types)
        forget_what_changed()
        keep_ledger()
        follow_proposals()
        keep_search_current()


def forget_what_changed() -> None:
    """Whatever a page shows is remembered; here every process learns that something of it is another now."""
    from django.db.models.signals import post_delete, post_save  # noqa: PLC0415
    from wagtail import signals  # noqa: PLC0415
    from wagtail.documents import get_document_model  # noqa: PLC0415
    from wagtail.models import PageViewRestriction, Site  # noqa: PLC0415

    from lms.accounts.models import Person  # noqa: PLC0415
    from lms.content.domain.publishing import owner_changed, something_public_changed  # noqa: PLC0415
    from lms.content.models import Picture, Term  # noqa: PLC0415

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

    # What Wagtail does not announce: who may see a page, which page is the root, a picture drawn again, a file, a term.
    for model in (PageViewRestriction, Site, Picture, get_document_model(), Term):
        for signal in (post_save, post_delete):
            signal.connect(forget, sender=model, weak=False, dispatch_uid=f"content.forget.{model._meta.label}")

    def renamed(instance: Any, update_fields: Any = None, **kwargs: Any) -> None:
        """The owner of a guide stands on its page, under the name that they have now."""
        if update_fields is None or {"chosen_name", "pronouns", "is_active"} & set(update_fields):
            owner_changed(person_id=instance.pk)

    post_save.connect(renamed, sender=Person, weak=False, dispatch_uid="content.owner")


def keep_ledger() -> None:
    """After ``forget_what_changed``, whose row keeps two publications apart."""
    from wagtail import signals  # noqa: PLC0415 (apps are loaded)

    from lms.content.domain.ledger import renew_ledger  # noqa: PLC0415
    from lms.content.models import BasePage  # noqa: PLC0415
    from lms.core import clock  # noqa: PLC0415

    def renew(instance: Any, **kwargs: Any) -> None:
        if isinstance(instance, BasePage) and not instance.alias_of_id:
            user = getattr(kwargs.get("revision"), "user", None)
            renew_ledger(page_key=instance.translation_key, now=clock.now(), by=user)

    signals.page_published.connect(renew, weak=False, dispatch_uid="content.renew")


def follow_proposals() -> None:
    """Wagtail announces what decides about a member's proposal."""
    from wagtail import signals  # noqa: PLC0415

    from lms.content.domain.proposals import page_changed  # noqa: PLC0415

    def happened(instance: Any, **kwargs: Any) -> None:
        page_changed(page_id=int(getattr(instance, "object_id", instance.pk)))

    for signal in (signals.page_published, signals.workflow_rejected, signals.workflow_cancelled):
        signal.connect(happened, weak=False, dispatch_uid=f"content.proposals.{id(signal)}")


def keep_search_current() -> None:
    """What is published is found within seconds; what is not, is not found at all (the tree of pages is asked, too)."""
    from django.db.models.signals import post_delete, post_save  # noqa: PLC0415 (apps are loaded)
    from wagtail import signals  # noqa: PLC0415
    from wagtail.models import PageViewRestriction  # noqa: PLC0415

    from lms.content.domain.search_index import mend_later, renew_later  # noqa: PLC0415
    from lms.content.models import Term  # noqa: PLC0415

    def renew(instance: Any, **kwargs: Any) -> None:
        renew_later(source=instance._meta.label, pk=instance.pk)

    def mend(**kwargs: Any) -> None:
        mend_later()

    for signal in (signals.page_published, signals.page_unpublished):
        signal.connect(renew, weak=False, dispatch_uid=f"content.search.{id(signal)}")
    for signal in (post_save, post_delete):
        signal.connect(renew, sender=Term, weak=False, dispatch_uid="content.search.term")
    signals.post_page_move.connect(mend, weak=False, dispatch_uid="content.search.move")
    for signal in (post_save, post_delete):
        signal.connect(mend, sender=PageViewRestriction, weak=False, dispatch_uid="content.search.limit")


class EditorConfig(WagtailAdminAppConfig):
    """Wagtail's editor, whose mail about reviews goes through the outbox."""

    def ready(self) -> None:
        super().ready()
        from lms.content.views import review  # noqa: PLC0415 (apps are loaded)

        review.take_over()
