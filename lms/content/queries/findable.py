"""What the search reads of guides, essays and the terms of the glossary."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.rich_text import get_text_for_indexing

from lms.content.enums import Language, Writing
from lms.content.models import EssayPage, GuidePage, Term
from lms.content.queries.documents import plain_text, stream_headings, stream_text
from lms.content.queries.glossary import glossary_address
from lms.content.queries.published import published_number
from lms.core.finding import Document, equivalents_from, found_as
from lms.core.passages import BREAK

# Translators: kind of a search result: a word of the glossary
TERM = _("Term")


@found_as("content.GuidePage", kind=Writing.GUIDE, name=Writing.GUIDE.label, is_news=True)
def guide(page: GuidePage) -> Iterator[Document]:
    said = [page.goal, get_text_for_indexing(page.before), stream_text(page, "steps"), stream_text(page, "troubles")]
    steps = tuple(plain_text(block.value["title"]) for block in (*page.steps, *page.troubles))
    yield Document(**_of_page(page, "guide"), headings=steps, text=plain_text(BREAK.join(said)))


@found_as("content.EssayPage", kind=Writing.ESSAY, name=Writing.ESSAY.label, is_news=True)
def essay(page: EssayPage) -> Iterator[Document]:
    yield Document(**_of_page(page, "essay"), headings=stream_headings(page, "body"), text=stream_text(page, "body"))


def _of_page(page: Any, name: str) -> dict[str, Any]:
    return {
        "key": f"{name}:{page.translation_key}",
        "language": page.locale.language_code,
        "title": plain_text(page.title),
        "summary": plain_text(page.summary),
        "topic": page.topic,
        "published_at": page.first_published_at,
        "renewed_at": page.last_published_at,
    }


@found_as("content.Term", kind="term", name=TERM)
def term(one: Term) -> Iterator[Document]:
    """Nothing before there is a page of the glossary to lead to."""
    for language in Language.values:
        address = glossary_address(published_number(), language)
        if address:
            yield Document(
                key=f"term:{one.key}",
                language=language,
                title=plain_text(getattr(one, f"word_{language}")),
                summary=plain_text(getattr(one, f"definition_{language}")),
                headings=tuple(getattr(one, f"forms_{language}").splitlines()),
                address=f"{address}#t-{one.key}",
            )


@equivalents_from
def words_of_terms() -> Iterator[tuple[str, str]]:
    for one in Term.objects.all():
        english, spanish = [one.word_en, *one.forms_en.splitlines()], [one.word_es, *one.forms_es.splitlines()]
        yield from ((this, spanish[0]) for this in english)
        yield from ((english[0], that) for that in spanish[1:])
