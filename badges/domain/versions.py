"""What an achievement says is frozen when somebody earns it: changed words make a new version, never another meaning."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from badges.models import Achievement, AchievementVersion


def content_of(achievement: Achievement) -> dict[str, Any]:
    """From languages to words, as ``AchievementVersion.content`` keeps them."""
    texts = achievement.texts.order_by("language")
    return {one.language: {"name": one.name, "description": one.description, "criteria": one.criteria} for one in texts}


def current_version(*, achievement: Achievement, now: datetime) -> AchievementVersion:
    """The one that says what the achievement says now; made where there is none. Several callers get the same."""
    content = content_of(achievement)
    digest = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    found = AchievementVersion.objects.filter(achievement=achievement, digest=digest).first()
    if found is not None:
        return found
    with transaction.atomic():
        locked = Achievement.objects.select_for_update(no_key=True, of=("self",)).get(pk=achievement.pk)
        last = locked.versions.aggregate(last=Max("number"))["last"] or 0
        made, _ = AchievementVersion.objects.get_or_create(
            achievement=locked, digest=digest, defaults={"number": last + 1, "content": content, "made_at": now}
        )
    return made
