from typing import Any

from lms.content.queries.pages import live_page_at
from lms.content.queries.tree import tree


def captions_in(number: int, page_pk: int, block_id: str, language: str) -> tuple[Any, str]:
    """The published page, and the captions of the recording in it; None and nothing where there are none."""
    leaf = tree(number).live_by_pk.get(page_pk)
    page: Any = live_page_at(number, leaf.language, leaf.url_path.split("/", 2)[2]) if leaf else None
    stream = getattr(page, "body", None)
    for child in stream.raw_data if stream is not None else ():
        if child["id"] == block_id and child["type"] == "medium":
            # Items of a list are wrapped with their id once they were stored.
            texts = [one.get("value", one) for one in child["value"].get("captions") or []]
            return page, next((str(one["text"]) for one in texts if one["language"] == language), "")
    return None, ""
