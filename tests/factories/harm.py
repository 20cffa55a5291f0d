"""What a browser would run, or load from elsewhere, in a page."""

import re
from html.parser import HTMLParser

NEVER = {"script", "iframe", "object", "embed", "style", "link", "meta", "base", "template", "math", "frame", "applet"}
LEADS = {"href", "src", "action", "formaction", "srcset", "data", "poster", "xlink:href", "background"}
SAFE = re.compile(r"(?:https?://|mailto:|/(?![/\\])|#|\?|$)", re.IGNORECASE)


class _Finder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in NEVER:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            plain = re.sub(r"[\s\x00-\x20\u200b-\u200f\u202a-\u202e\u2060-\u206f]", "", value or "")
            leads_astray = name in LEADS and not SAFE.match(plain)
            if leads_astray or name.startswith("on") or name in ("style", "srcdoc"):
                self.found.append(f"{tag} {name}={value}")


def harm_in(html: str) -> list[str]:
    """Tags and attributes that have no place in the main part of a page; empty means harmless."""
    finder = _Finder()
    finder.feed(html)
    finder.close()
    return finder.found


def main_of(page: bytes | str) -> str:
    text = page.decode() if isinstance(page, bytes) else page
    return text[text.index("<main") : text.rindex("</main>")]
