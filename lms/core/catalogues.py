"""The message catalogues under locale/: compiling, checking and merging need polib alone, not GNU gettext."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib

NAMED = re.compile(r"%\((\w+)\)[a-z]|(?<!\{)\{(\w+)\}(?!\})")
UNNAMED = re.compile(r"(?<!%)%[sdfr](?!\w)")
ORIGINAL = "en"  # the language that messages are written in: its catalogue repeats them

Key = tuple[str, str, str]


def path_of(root: Path, language: str) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def key_of(entry: polib.POEntry) -> Key:
    """What gettext looks a message up by, and its plural."""
    return (entry.msgctxt or "", entry.msgid, entry.msgid_plural or "")


def compile_catalogue(path: Path) -> bool:
    """Writes the .mo beside ``path`` in one move; False where there is no .po, or none newer than the .mo."""
    compiled = path.with_suffix(".mo")
    if not path.exists():
        return False
    if compiled.exists() and compiled.stat().st_mtime >= path.stat().st_mtime:
        return False
    half = compiled.with_suffix(f".mo.{os.getpid()}")
    polib.pofile(str(path)).save_as_mofile(str(half))
    half.replace(compiled)
    return True


def tidy(path: Path) -> None:
    """A catalogue as it is committed: no dates or names that change with every run, English filled from the code."""
    catalogue = polib.pofile(str(path), wrapwidth=0)
    language = path.parts[-3]
    catalogue.header = f"Messages of Vereda, {language}. Kept by ./vereda messages."
    catalogue.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    catalogue.metadata_is_fuzzy = False
    if language == ORIGINAL:
        for entry in catalogue:
            repeat(entry)
    catalogue.save(str(path))


def repeat(entry: polib.POEntry) -> None:
    if entry.msgid_plural:
        entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
    else:
        entry.msgstr = entry.msgid


def merge(path: Path, handed_in: Path) -> tuple[int, list[str]]:
    """Fills what ``path`` does not translate yet from a PO file that somebody wrote.

    Returns how many messages were filled, and a line for each message handed in that the catalogue does not know
    (its wording changed, or nothing shows it any more).
    """
    catalogue = polib.pofile(str(path), wrapwidth=0)
    waiting = {key_of(entry): entry for entry in catalogue}
    filled, unknown = 0, []
    for offered in polib.pofile(str(handed_in)):
        entry = waiting.get(key_of(offered))
        if entry is None:
            unknown.append(f"{handed_in.name}:{offered.linenum}: no such message: {offered.msgid!r}")
        elif not entry.translated() and offered.translated():
            entry.msgstr, entry.msgstr_plural = offered.msgstr, offered.msgstr_plural
            filled += 1
    catalogue.save(str(path))
    return filled, unknown


def find_faults(root: Path, languages: Iterable[str]) -> list[str]:
    """One line for every message that is missing, fuzzy, out of use, or whose placeholders do not agree."""
    faults: list[str] = []
    messages: dict[str, set[Key]] = {}
    for language in languages:
        path = path_of(root, language)
        if not path.exists():
            faults.append(f"{language}: there is no catalogue at {path}")
            continue
        catalogue = polib.pofile(str(path))
        messages[language] = {key_of(entry) for entry in catalogue if not entry.obsolete}
        for entry in catalogue:
            faults += (f"{language}:{entry.linenum}: {fault}: {entry.msgid!r}" for fault in faults_of(entry))
    everywhere: set[Key] = set().union(*messages.values())
    for language, known in messages.items():
        faults += (f"{language}: missing: {msgid!r}" for _, msgid, _ in sorted(everywhere - known))
    return faults


def faults_of(entry: polib.POEntry) -> Iterator[str]:
    if entry.obsolete:
        yield "no longer used"
        return
    if entry.fuzzy:
        yield "fuzzy"
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if not all(texts) or (entry.msgid_plural and len(texts) < 2):
        yield "not translated"
        return
    if UNNAMED.search(entry.msgid) and "python-format" in entry.flags:
        yield "placeholder without a name"
    wanted = placeholders(entry.msgid) | placeholders(entry.msgid_plural)
    # A singular may say "one" instead of the number; the last form may leave nothing out.
    for text in texts:
        if placeholders(text) - wanted:
            yield f"unknown placeholder {sorted(placeholders(text) - wanted)}"
    if wanted - placeholders(texts[-1]):
        yield f"placeholder left out {sorted(wanted - placeholders(texts[-1]))}"


def placeholders(text: str) -> set[str]:
    return {percent or brace for percent, brace in NAMED.findall(text or "")}
