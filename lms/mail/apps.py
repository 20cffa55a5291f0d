from datetime import datetime, timedelta

from django.apps import AppConfig
from django.utils.module_loading import import_string

LATE = timedelta(minutes=5)


class MailConfig(AppConfig):
    name = "lms.mail"
    label = "mail"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_string("lms.core.health.register")("outbox", outbox_on_time)


def outbox_on_time(now: datetime) -> str | None:
    """For /readyz: the oldest unsent message is younger than five minutes."""
    age: timedelta = import_string("lms.mail.queries.age_of_oldest_unsent")(now)
    return f"A message has waited for {age // timedelta(minutes=1)} minutes to be sent." if age > LATE else None
