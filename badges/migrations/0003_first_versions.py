import hashlib
import json
from typing import Any

from django.db import migrations


def freeze(apps: Any, schema_editor: Any) -> None:
    """What was earned before is what the achievement says now: as ``badges.domain.versions`` freezes it."""
    version = apps.get_model("badges", "AchievementVersion")
    award = apps.get_model("badges", "Award")
    for one in apps.get_model("badges", "Achievement").objects.filter(awards__version=None).distinct():
        texts = one.texts.order_by("language")
        content = {
            text.language: {"name": text.name, "description": text.description, "criteria": text.criteria}
            for text in texts
        }
        digest = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
        made = version.objects.create(achievement=one, number=1, content=content, digest=digest, made_at=one.made_at)
        award.objects.filter(achievement=one, version=None).update(version=made)
    # Their papers are out in the world, and lead to a page that everybody could open.
    apps.get_model("badges", "Certificate").objects.update(is_shared=True)


class Migration(migrations.Migration):
    dependencies = [("badges", "0002_signed_credentials")]

    operations = [migrations.RunPython(freeze, migrations.RunPython.noop)]
