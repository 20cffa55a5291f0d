from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "workshops"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import workshops.queries.findable  # noqa: F401, PLC0415 (apps are loaded; says what the search reads of them)
