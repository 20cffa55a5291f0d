"""The environment of ``sandboxd``, parsed by type. A wrong value refuses to start and says which."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

RUNTIMES = ("bwrap", "runsc", "k8s", "fake")
SHORTEST_KEY = 32
ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?")
HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?")


class WrongSetting(Exception):
    """Names the variable and what is wrong with it; never its value, which may be a secret."""


@dataclass(frozen=True)
class Settings:
    """``bind``: address and port. ``preview``: the name, with its port where it has one, under which each machine has a host
    name of its own; empty: none. ``images``: where the bases of labs lie."""

    key: bytes = field(repr=False)
    data: Path
    bind: tuple[str, int] = ("127.0.0.1", 8011)
    origins: frozenset[str] = frozenset()
    preview: str = ""
    runtime: str = "bwrap"
    most: int = 40
    per_person: int = 2
    images: Path = Path()

    @property
    def is_secure(self) -> bool:
        return any(origin.startswith("https:") for origin in self.origins)


def read(environment: Mapping[str, str]) -> Settings:
    """Raises WrongSetting. Reads the file of the key: whoever starts us may be the only one who can."""
    data = _folder(environment, "SANDBOX_DATA")
    runtime = environment.get("SANDBOX_RUNTIME") or "bwrap"
    if runtime not in RUNTIMES:
        raise WrongSetting(f"SANDBOX_RUNTIME: one of {', '.join(RUNTIMES)}")
    preview = (environment.get("SANDBOX_PREVIEW") or "").lower()
    if preview and not HOST.fullmatch(preview):
        raise WrongSetting("SANDBOX_PREVIEW: a host name, with its port where it has one (preview.example.org)")
    return Settings(
        key=_key(environment),
        data=data,
        bind=_bind(environment.get("SANDBOX_BIND") or "127.0.0.1:8011"),
        origins=_origins(environment.get("SANDBOX_ORIGINS") or ""),
        preview=preview,
        runtime=runtime,
        most=_number(environment, "SANDBOX_MOST", 40),
        per_person=_number(environment, "SANDBOX_PER_PERSON", 2),
        images=_folder(environment, "SANDBOX_IMAGES") if environment.get("SANDBOX_IMAGES") else data / "images",
    )


def _folder(environment: Mapping[str, str], name: str) -> Path:
    text = environment.get(name) or ""
    if not text.startswith("/"):
        raise WrongSetting(f"{name}: the whole path of a folder")
    return Path(text)


def _key(environment: Mapping[str, str]) -> bytes:
    text, file = (environment.get("SANDBOX_KEY") or "").strip(), environment.get("SANDBOX_KEY_FILE") or ""
    if bool(text) == bool(file):
        raise WrongSetting("SANDBOX_KEY or SANDBOX_KEY_FILE: one of them")
    if file:
        try:
            text = Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise WrongSetting(f"SANDBOX_KEY_FILE: cannot be read ({type(error).__name__})") from error
    if len(text) < SHORTEST_KEY:
        raise WrongSetting(f"SANDBOX_KEY{'_FILE' if file else ''}: {SHORTEST_KEY} characters at least")
    return text.encode()


def _bind(text: str) -> tuple[str, int]:
    address, colon, port = text.rpartition(":")
    if not colon or not address or not port.isdecimal() or int(port) > 65_535:
        raise WrongSetting("SANDBOX_BIND: address and port (127.0.0.1:8011)")
    return address.strip("[]"), int(port)


def _origins(text: str) -> frozenset[str]:
    found = frozenset(text.lower().replace(",", " ").split())
    if not found or not all(ORIGIN.fullmatch(one) for one in found):
        raise WrongSetting("SANDBOX_ORIGINS: the site's addresses, without a path (https://learn.example.org)")
    return found


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name) or str(default)
    if not text.isdecimal() or not 1 <= int(text) <= 10_000:
        raise WrongSetting(f"{name}: a number from 1")
    return int(text)
