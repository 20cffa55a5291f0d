from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.core.html import LineTooLong, clean_line

KEY = RegexValidator(r"^[a-z0-9]+(?:-[a-z0-9]+)*\Z", _("Small letters a-z, digits and single dashes."))
MOST_FORMS = 20


class Term(models.Model):
    """A word of the glossary: both languages in one row, so that each is the other's equivalent."""

    LINES: ClassVar[dict[str, int]] = {"word_en": 80, "word_es": 80, "definition_en": 400, "definition_es": 400}
    FORMS: ClassVar[tuple[str, ...]] = ("forms_en", "forms_es")

    key = models.CharField(_("short name"), max_length=80, unique=True, validators=[KEY])
    word_en = models.CharField(_("word, in English"), max_length=80)
    word_es = models.CharField(_("word, in Spanish"), max_length=80)
    definition_en = models.CharField(
        _("what it means, in English"), max_length=400, help_text=_("One or two sentences. `Backticks` mark code.")
    )
    definition_es = models.CharField(
        _("what it means, in Spanish"), max_length=400, help_text=_("One or two sentences. `Backticks` mark code.")
    )
    forms_en = models.TextField(
        _("other forms, in English"), blank=True, help_text=_("Plurals and synonyms, one on a line.")
    )
    forms_es = models.TextField(
        _("other forms, in Spanish"), blank=True, help_text=_("Plurals and synonyms, one on a line.")
    )

    class Meta:
        ordering = ("key",)
        verbose_name = _("term")
        verbose_name_plural = _("glossary")

    def __str__(self) -> str:
        return f"{self.word_en} · {self.word_es}"

    def clean(self) -> None:
        """Plain lines alone: these words are put into the pages of others."""
        super().clean()
        for name, most in self.LINES.items():
            setattr(self, name, self._line(name, getattr(self, name), most))
        for name in self.FORMS:
            lines = [self._line(name, line, 80) for line in getattr(self, name).splitlines()]
            if len(lines) > MOST_FORMS:
                raise ValidationError({name: _("More than %(most)s forms.") % {"most": MOST_FORMS}})
            setattr(self, name, "\n".join(dict.fromkeys(line for line in lines if line)))

    @staticmethod
    def _line(name: str, text: str, most: int) -> str:
        try:
            return clean_line(text, most=most)
        except LineTooLong as error:
            raise ValidationError({name: error.message}) from error
