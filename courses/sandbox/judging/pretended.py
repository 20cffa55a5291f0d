"""What a program would have to say to look like a solved lab: everything that its checks ask for, as lines for
``pretending.pl``. Source: RFC 1035 section 3 for the records."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from typing import Any


def lines(asked: list[Mapping[str, Any]]) -> Iterator[str]:
    said: dict[int, list[Mapping[str, Any]]] = {}
    for one in asked:
        if one["kind"] == "http":
            said.setdefault(int(one.get("port", 443 if one["tls"] else 80)), []).append(one)
        elif one["kind"] in ("tcp", "service") and "port" in one:
            said.setdefault(int(one["port"]), [])
        elif one["kind"] == "mail":
            yield f"mail {one['port']}"
        elif one["kind"] == "dns":
            yield from _names(one)
    for port, pages in said.items():
        yield f"say {port} {_page(pages).hex()}"


def _page(pages: list[Mapping[str, Any]]) -> bytes:
    """One for all: the status of the first, the texts and headers of each."""
    status = pages[0]["status"] if pages else 200
    headers = {name: value for one in pages for name, value in one.get("header", {}).items()}
    headers.update(("Location", one["location"]) for one in pages if "location" in one)
    body = "\n".join(text for one in pages for text in one["contains"]) + "\n"
    head = "".join(f"{name}: {value}\r\n" for name, value in ({"Content-Type": "text/html"} | headers).items())
    return f"HTTP/1.1 {status} OK\r\n{head}Content-Length: {len(body.encode())}\r\nConnection: close\r\n\r\n{body}".encode()


def _names(one: Mapping[str, Any]) -> Iterator[str]:
    name = one["name"].rstrip(".") + "."
    for value in (*one.get("answer", ()), *one.get("has", ())):
        data = _data(one["type"], value)
        if data is not None:
            yield f"name {one['port']} {name} {one['type']} {data.hex()}"


def _data(kind: str, value: str) -> bytes | None:
    if kind in ("A", "AAAA"):
        return ip_address(value).packed
    if kind in ("CNAME", "NS", "PTR"):
        return _name(value)
    if kind == "MX":
        preference, _, name = value.partition(" ")
        return int(preference).to_bytes(2) + _name(name)
    if kind == "TXT":
        text = value.strip('"').encode()
        parts = [text[start : start + 255] for start in range(0, len(text), 255)]
        return b"".join(bytes([len(part)]) + part for part in parts)
    return None


def _name(name: str) -> bytes:
    labels = [label.encode() for label in name.rstrip(".").split(".")]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
