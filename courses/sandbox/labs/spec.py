"""What a lab is, once it has been read. Nothing here knows Django, people or runtimes.

``Words`` are the two languages of one text. Everywhere in a lab but in scripts ``{name}`` stands for a parameter; scripts
find parameters in their environment as ``LAB_NAME``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


@dataclass(frozen=True)
class Words:
    en: str
    es: str

    def in_language(self, language: str) -> str:
        return self.es if language == "es" else self.en


class Level(StrEnum):
    FIRST = "first"
    NEXT = "next"
    DEEP = "deep"


@dataclass(frozen=True)
class Parameter:
    """Drawn for each learner from their seed: one of ``choices``, or a number of ``least``..``most``."""

    name: str
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0


@dataclass(frozen=True)
class Host:
    """``base``: the name of an image. ``address``: empty where the lab has one host."""

    name: str
    base: str
    address: str = ""


@dataclass(frozen=True)
class Check:
    """``kind`` and ``asks``: one of the kinds of ``courses.sandbox.judging.kinds`` and its fields. ``hint``: which hint
    helps (from 1), 0 for none. ``says``: what a script found, by the code that it prints."""

    key: str
    kind: str
    looks_for: Words
    asks: Mapping[str, Any]
    host: str = ""
    hint: int = 0
    is_live: bool = False  # judged on the learner's own machine as it runs, not on a copy that was started afresh
    says: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True)
class Lab:
    """``files``: everything of the folder, by its path in it (``break.sh``, ``boot.sh``, ``solve.sh``, ``story.en.md``,
    ``check/…``): what the digest is of. ``break.sh`` runs once on a new machine, ``boot.sh`` whenever one starts, with a
    host's name before them where there are several (``web.break.sh``)."""

    slug: str
    digest: str
    minutes: int
    level: Level
    topics: tuple[str, ...]
    title: Words
    summary: Words
    story: Words
    hosts: tuple[Host, ...]
    parameters: tuple[Parameter, ...]
    checks: tuple[Check, ...]
    hints: tuple[Words, ...]
    ports: tuple[int | str, ...]  # that may be looked at in the browser; a text is a parameter (``{port}``)
    files: Mapping[str, str]
