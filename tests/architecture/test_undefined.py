"""The guard of tests/undefined.py: it speaks up in our templates, and nowhere else."""

import pytest
from django.template import Context, Origin, Template, engines

from tests.undefined import OURS


def render(source: str, origin: str) -> str:
    return Template(source, Origin(name=origin), engine=engines["django"].engine).render(Context({"known": "here"}))


def test_an_undefined_variable_of_ours_fails_the_test() -> None:
    with pytest.raises(pytest.fail.Exception, match="nothing is called unknown here"):
        render("<p>{{ unknown }}</p>", f"{OURS}/page.html")


@pytest.mark.parametrize(
    ("source", "shown"),
    [("{{ known }}", "here"), ("{{ unknown|default:'—' }}", "—"), ("{% if unknown %}a{% else %}b{% endif %}", "b")],
)
def test_what_is_defined_or_has_a_default_is_shown(source: str, shown: str) -> None:
    assert render(source, f"{OURS}/page.html") == shown


def test_templates_of_others_keep_silent() -> None:
    assert render("[{{ unknown }}]", "/usr/lib/python/site-packages/allauth/page.html") == "[]"
