"""The blocks of a body in a file (docs/course-files.md), read into what Wagtail stores. Files that a block names stay paths
here, and things that it points at stay keys: the importer puts rows in their place."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from lms.content.domain.library_entries import LANGUAGES, Entry, Pair, identity, per_language
from lms.content.enums import CodeLanguage, Medium, Tone
from lms.core.captions import BadCaptions, check_captions
from lms.core.concept_maps import ConceptMapRefused, check_map

Read = tuple[str, dict[str, Any]]  # the kind of a block, and language → its value


def read_body(entry: Entry, place: str) -> dict[str, list[dict[str, Any]]]:
    """Language → raw blocks. Their ids follow from ``place`` and their order, so both languages share them."""
    sides: dict[str, list[dict[str, Any]]] = {language: [] for language in LANGUAGES}
    for i, item in enumerate(entry.items(least=1), start=1):
        name, value = item.only()
        read = BLOCKS.get(name)
        if read is None:
            raise value.wrong(_("is not a kind of block"))
        kind, values = read(value)
        for language in LANGUAGES:
            block = {"type": kind, "id": str(identity(place, str(i))), "value": values[language]}
            sides[language].append(_with_item_ids(block))
    return sides


def _with_item_ids(block: dict[str, Any]) -> dict[str, Any]:
    """Items of a list share their ids in both languages, as blocks do: that is what pairs them."""
    value = block["value"]
    if not isinstance(value, dict):
        return block
    lists = {
        name: [
            {"type": "item", "id": str(identity(block["id"], name, str(i))), "value": item}
            for i, item in enumerate(items, start=1)
        ]
        for name, items in value.items()
        if isinstance(items, list)
    }
    return block | {"value": value | lists}


def nothing() -> Pair:
    return dict.fromkeys(LANGUAGES, "")


def optional_line(own: dict[str, Entry], name: str, *, most: int = 300) -> Pair:
    return own[name].line(most=most) if name in own else nothing()


def optional_html(own: dict[str, Entry], name: str) -> Pair:
    return own[name].html() if name in own else nothing()


def _code(entry: Entry) -> Read:
    own = entry.fields({"language", "code"}, {"caption"})
    language = own["language"].choice(CodeLanguage.values)
    return "code", per_language(language=language, caption=optional_line(own, "caption"), code=own["code"].code())


def _callout(entry: Entry) -> Read:
    own = entry.fields({"tone", "title", "text"})
    tone = own["tone"].choice(Tone.values)
    return "callout", per_language(tone=tone, title=own["title"].line(most=120), text=own["text"].html())


def titled(entry: Entry) -> dict[str, Any]:
    own = entry.fields({"title", "text"})
    return per_language(title=own["title"].line(most=200), text=own["text"].html())


def _steps(entry: Entry) -> Read:
    items = [titled(item) for item in entry.fields({"items"})["items"].items(least=1)]
    return "steps", {language: {"items": [item[language] for item in items]} for language in LANGUAGES}


def _comparison(entry: Entry) -> Read:
    own = entry.fields({"left", "right"})
    return "comparison", per_language(left=titled(own["left"]), right=titled(own["right"]))


def _image(entry: Entry) -> Read:
    own = entry.fields({"file", "alt"}, {"caption"})
    file = str(own["file"].picture())
    return "picture", per_language(file=file, alt=own["alt"].line(most=500), caption=optional_line(own, "caption"))


def _download(entry: Entry) -> Read:
    own = entry.fields({"file", "title"}, {"note"})
    title, note = own["title"].line(most=200), optional_line(own, "note")
    return "download", per_language(file=str(own["file"].path()), title=title, note=note)


def _place(entry: Entry) -> Read:
    own = entry.fields({"name", "latitude", "longitude"}, {"address", "note"})
    return "place", per_language(
        name=own["name"].line(most=200),
        address=optional_line(own, "address"),
        note=optional_line(own, "note"),
        latitude=own["latitude"].number(-90, 90),
        longitude=own["longitude"].number(-180, 180),
    )


def _concept_map(entry: Entry) -> Read:
    own = entry.fields({"title", "nodes", "arrows"})
    nodes = [node.fields({"key", "label"}) for node in own["nodes"].items(least=2)]
    arrows = [arrow.fields({"from", "to"}, {"label"}) for arrow in own["arrows"].items(least=1)]
    keys = [node["key"].slug() for node in nodes]
    ends = [(arrow["from"].slug(), arrow["to"].slug()) for arrow in arrows]
    try:
        check_map(keys, ends)
    except ConceptMapRefused as error:
        raise entry.wrong(str(error.message)) from error
    labels = [node["label"].line(most=60) for node in nodes]
    words = [optional_line(arrow, "label", most=60) for arrow in arrows]
    title = own["title"].line(most=200)
    return "concept_map", {
        language: {
            "title": title[language],
            "nodes": [{"key": key, "label": label[language]} for key, label in zip(keys, labels, strict=True)],
            "arrows": [
                {"start": start, "end": end, "label": word[language]}
                for (start, end), word in zip(ends, words, strict=True)
            ],
        }
        for language in LANGUAGES
    }


def _medium(entry: Entry) -> Read:
    own = entry.fields({"medium", "title", "minutes", "transcript"}, {"url", "megabytes", "file", "captions"})
    if ("url" in own) == ("file" in own):
        raise entry.wrong(_("should have an address (url) or a file, and not both"))
    captions = own["captions"].fields(set(), set(LANGUAGES)) if "captions" in own else {}
    for written in captions.values():
        try:
            check_captions(written.text())
        except BadCaptions as error:
            raise written.wrong(str(error.message)) from error
    return "medium", per_language(
        medium=own["medium"].choice(Medium.values),
        title=own["title"].line(),
        url=own["url"].address() if "url" in own else "",
        file=str(own["file"].path()) if "file" in own else None,
        megabytes=own["megabytes"].number(0, 9999) if "megabytes" in own else None,
        minutes=own["minutes"].integer(1, 600),
        transcript=own["transcript"].html(),
        captions=[{"language": language, "text": written.text()} for language, written in captions.items()],
    )


def _embed(entry: Entry) -> Read:
    own = entry.fields({"title", "url"}, {"note"})
    title, note = own["title"].line(most=200), optional_line(own, "note")
    return "embed", per_language(title=title, url=own["url"].address(), note=note)


def _term(entry: Entry) -> Read:
    return "term", dict.fromkeys(LANGUAGES, entry.slug())


def _exercise(entry: Entry) -> Read:
    own = entry.fields({"title", "to"}, {"text"})
    title, text = own["title"].line(most=200), optional_html(own, "text")
    return "exercise", per_language(title=title, text=text, to=own["to"].path_of_keys())


BLOCKS: dict[str, Callable[[Entry], Read]] = {
    "heading": lambda entry: ("heading", entry.line(most=200)),
    "text": lambda entry: ("text", entry.html()),
    "code": _code,
    "callout": _callout,
    "steps": _steps,
    "comparison": _comparison,
    "image": _image,
    "download": _download,
    "place": _place,
    "concept_map": _concept_map,
    "medium": _medium,
    "embed": _embed,
    "term": _term,
    "exercise": _exercise,
}
