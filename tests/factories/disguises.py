"""Ways in which people and programs write an identifier, and a reader that sees through them.

The reader is written apart from the engine on purpose: what one of them overlooks the other may see.
"""

import base64
import binascii
import contextlib
import html
import quopri
import re
import unicodedata
from collections.abc import Callable, Iterator
from urllib.parse import quote, unquote

_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])


def percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


DISGUISES: dict[str, Callable[[str], str]] = {
    "plain": str,
    "upper": str.upper,
    "lower": str.lower,
    "bare": lambda text: "".join(
        sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign)
    ),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "percent": percent,
    "quoted": lambda text: quote(text, safe=""),
    "twice": lambda text: quote(quote(text, safe=""), safe=""),
    "entities": lambda text: "".join(f"&#{ord(sign)};" for sign in text),
    "hexadecimal_entities": lambda text: "".join(f"&#x{ord(sign):x};" for sign in text),
    "qp": lambda text: "".join(
        f"={byte:02X}" if byte > 126 or chr(byte) in "=@" else chr(byte) for byte in text.encode()
    ),
    "escapes": lambda text: "".join(
        f"\\u{ord(sign):04x}" if not sign.isalnum() or ord(sign) > 126 else sign for sign in text
    ),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "hex": lambda text: text.encode().hex(),
    "wide": wide,
    "zero": "\u200b".join,
    "soft": "\u00ad".join,
}

_DIRECTIVE = re.compile(r"\{\{(\w+):((?:[^{}]|\{[^{])*)\}\}")


def expand(text: str) -> str:
    """``{{base64:…}}`` and so on, the inner ones first."""
    while (new := _DIRECTIVE.sub(lambda found: DISGUISES[found.group(1)](found.group(2)), text)) != text:
        text = new
    return text


def fold(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text.translate(_INVISIBLE)).casefold()
    return "".join(sign for sign in spread if not unicodedata.combining(sign))


def readings(text: str, depth: int = 2) -> Iterator[str]:
    """The text with its disguises taken off, in every order that matters."""
    seen = [text, unicodedata.normalize("NFKC", text.translate(_INVISIBLE))]
    seen.append(html.unescape(unquote(html.unescape(unquote(seen[-1])))))
    seen.append(quopri.decodestring(seen[1].encode()).decode("utf-8", "replace"))
    seen.append(re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found.group(1), 16)), seen[2]).replace("\\/", "/"))
    seen.append(re.sub(r"[\s(\[{]{0,3}(?:dot|punto)[\s)\]}]{0,3}", ".", seen[1], flags=re.IGNORECASE))
    seen.append(re.sub(r"[\s(\[{]{0,3}(?:at|arroba)[\s)\]}]{0,3}", "@", seen[-1], flags=re.IGNORECASE))
    yield from seen
    if depth:
        for run in re.findall(r"[A-Za-z0-9+/_-]{8,}={0,2}", seen[1]):
            inner = _decoded(run)
            if inner:
                yield from readings(inner, depth - 1)


def _decoded(run: str) -> str:
    bare = run.rstrip("=").replace("-", "+").replace("_", "/")
    made = []
    if len(bare) % 4 != 1:
        made.append(base64.b64decode(bare + "=" * (-len(bare) % 4)).decode("utf-8", "replace"))
    if len(bare) % 2 == 0:
        with contextlib.suppress(binascii.Error, ValueError):
            made.append(binascii.unhexlify(bare).decode("utf-8", "replace"))
    return "\n".join(text for text in made if "\ufffd" not in text)


def leaks(secrets: Iterator[str] | list[str], text: str) -> list[str]:
    """Which of them can still be read in the text. Short ones (under 5 signs) only as a whole word."""
    found = []
    read = [fold(reading) for reading in readings(text)]
    squeezed = [re.sub(r"[\W_]+", "", reading) for reading in read]
    for secret in secrets:
        bare = re.sub(r"[\W_]+", "", fold(secret))
        if len(bare) < 5:
            written = re.escape(fold(secret))
            hit = any(re.search(rf"(?<![^\W_]){written}(?![^\W_])", reading) for reading in read) or any(
                re.search(rf"(?<![^\W_]){re.escape(bare)}(?![^\W_])", reading) for reading in read
            )
        else:
            hit = any(bare in reading for reading in squeezed)
        if hit:
            found.append(secret)
    return found
