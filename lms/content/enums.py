from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Language(TextChoices):
    ENGLISH = "en", "English"
    SPANISH = "es", "Español"

    @property
    def other(self) -> "Language":
        return Language.SPANISH if self is Language.ENGLISH else Language.ENGLISH


class Tone(TextChoices):
    NOTE = "note", _("Note")
    TIP = "tip", _("Tip")
    WARNING = "warning", _("Warning")


class Medium(TextChoices):
    AUDIO = "audio", _("Audio")
    VIDEO = "video", _("Video")


class CodeLanguage(TextChoices):
    CONSOLE = "console", _("Console")
    TEXT = "text", _("Text")
    INI = "ini", "INI"
    APACHE = "apache", "Apache"
    NGINX = "nginx", "nginx"
    PHP = "php", "PHP"
    PYTHON = "python", "Python"
    DNS = "dns", "DNS"
    MAIL = "mail", _("Mail headers")
