"""The forms in which labs are written: a new one, and the files of a folder, each with its name."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.sandbox.domain.writing import Given
from courses.sandbox.rules.writing import LONGEST_SLUG, SLUG

SKELETON = ""
UNNAMED = "unnamed"
PATH = re.compile(r"path-([0-9]{1,3})")
LONGEST_PATH = 100


class NewLabForm(forms.Form):
    slug = forms.CharField(
        label=_("Name in the address"),
        max_length=LONGEST_SLUG,
        help_text=_("Lower case, with hyphens, like wrong-site. It stays; titles can change."),
    )
    # Translators: label of a choice: what a new lab begins with
    source = forms.ChoiceField(label=_("Begin with"), required=False)

    def __init__(self, *args: Any, labs: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["source"]
        field.choices = [(SKELETON, _("A small lab that works, to write over")), *labs]

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"]).strip()
        if not SLUG.fullmatch(slug):
            raise forms.ValidationError(_("Use a to z, 0 to 9 and hyphens between them."), code="slug")
        return slug


def given_in(post: Mapping[str, str]) -> Given:
    """The folder as it was typed: renamed, with what was added, without what was ticked to be deleted. Two files of one name
    both stay, the second under a name of its own."""
    version = post.get("version", "")
    files: dict[str, str] = {}
    moved: dict[str, str] = {}
    numbers = sorted(int(found[1]) for name in post if (found := PATH.fullmatch(name)))
    typed = [(post[f"path-{n}"], post.get(f"text-{n}", "")) for n in numbers if not post.get(f"drop-{n}")]
    if post.get("new-path", "").strip() or post.get("new-text", "").strip():
        typed.append((post.get("new-path", ""), post.get("new-text", "")))
    for path, text in typed:
        wanted = "".join(path.split())[:LONGEST_PATH]
        name = _free(wanted or UNNAMED, files)
        if name != wanted:
            moved[wanted] = name
        files[name] = _plain(text)
    return Given(int(version) if version.isdecimal() and len(version) < 9 else 0, files, moved)


def _free(path: str, files: Mapping[str, str]) -> str:
    name, number = path, 2
    while name in files:
        name, number = f"{path}.{number}", number + 1
    return name


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
