from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "lms.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import lms.portal.views.pages  # noqa: F401, PLC0415 (registers the server of the home page)
