"""Labs that come with the product become rows; a row's text never changes, a newer text stands beside it."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from courses.sandbox.enums import Source
from courses.sandbox.labs.library import LIBRARY, read_all
from courses.sandbox.labs.mistakes import BadLab
from courses.sandbox.labs.spec import Lab as Spec
from courses.sandbox.labs.spec import Words
from courses.sandbox.models import Lab, LabText


def load_library(*, now: datetime, library: Path = LIBRARY) -> dict[str, BadLab]:
    """Again changes nothing. What is gone from the library is shown no more. Gives back what could not be read: its row
    keeps the text that it had."""
    specs, wrong = read_all(library)
    with transaction.atomic():
        for spec in specs:
            keep_text(spec, source=Source.LIBRARY, now=now)
        _hide_all_but({*(spec.slug for spec in specs), *wrong})
    return wrong


def keep_text(spec: Spec, *, source: Source, now: datetime) -> Lab:
    """A lab that the house has taken over is the house's."""
    lab, _new = Lab.objects.get_or_create(slug=spec.slug, defaults={"source": source, "is_shown": False})
    if lab.source != source:
        return lab
    text, _is_new = LabText.objects.get_or_create(
        lab=lab,
        digest=spec.digest,
        defaults={"files": dict(spec.files), "card": card_of(spec), "made_at": now},
    )
    is_shown = not lab.is_kept_hidden
    if lab.text_id != text.pk or lab.is_shown != is_shown:
        lab.text, lab.is_shown = text, is_shown
        lab.save(update_fields=["text", "is_shown"])
    return lab


def card_of(spec: Spec) -> dict[str, Any]:
    return {
        "title": _both(spec.title),
        "summary": _both(spec.summary),
        "level": spec.level.value,
        "minutes": spec.minutes,
        "topics": list(spec.topics),
        "checks": len(spec.checks),
    }


def _both(words: Words) -> dict[str, str]:
    return {"en": words.en, "es": words.es}


def _hide_all_but(slugs: Iterable[str]) -> None:
    Lab.objects.filter(source=Source.LIBRARY, is_shown=True).exclude(slug__in=slugs).update(is_shown=False)
