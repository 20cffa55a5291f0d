from django.apps import AppConfig
from django.utils.module_loading import import_string


class BadgesConfig(AppConfig):
    name = "badges"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_string("lms.core.health.register")("badges", import_string("badges.queries.health.badges_signed"))
