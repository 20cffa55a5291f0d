import gettext
import os
from pathlib import Path

import polib
import pytest

from lms.core import catalogues

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
GOOD = 'msgid "Good morning, %(name)s"\nmsgstr "Buenos días, %(name)s"\n'


def write(root: Path, language: str, entries: str) -> Path:
    path = catalogues.path_of(root, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + entries, encoding="utf-8")
    return path


def faults(root: Path, entries: str) -> list[str]:
    write(root, "es", entries)
    return [fault.split(": ", 1)[1] for fault in catalogues.find_faults(root, ["es"])]


def test_a_compiled_catalogue_speaks(tmp_path: Path) -> None:
    path = write(tmp_path, "es", GOOD + '\n#, fuzzy\nmsgid "Bye"\nmsgstr "Hola"\n')

    assert catalogues.compile_catalogue(path) is True

    with path.with_suffix(".mo").open("rb") as compiled:
        spoken = gettext.GNUTranslations(compiled)
    assert spoken.gettext("Good morning, %(name)s") == "Buenos días, %(name)s"
    assert spoken.gettext("Bye") == "Bye"  # fuzzy is no translation


def test_a_catalogue_is_compiled_only_when_it_changed(tmp_path: Path) -> None:
    path = write(tmp_path, "es", GOOD)
    catalogues.compile_catalogue(path)

    assert catalogues.compile_catalogue(path) is False

    later = path.with_suffix(".mo").stat().st_mtime + 10
    os.utime(path, (later, later))
    assert catalogues.compile_catalogue(path) is True


def test_a_language_without_a_catalogue_compiles_to_nothing(tmp_path: Path) -> None:
    assert catalogues.compile_catalogue(catalogues.path_of(tmp_path, "es")) is False


def test_a_good_catalogue_has_no_faults(tmp_path: Path) -> None:
    plural = 'msgid "one hour"\nmsgid_plural "%(n)s hours"\nmsgstr[0] "una hora"\nmsgstr[1] "%(n)s horas"\n'

    assert faults(tmp_path, GOOD + "\n" + plural) == []


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('msgid "Bye"\nmsgstr ""\n', "not translated: 'Bye'"),
        ('#, fuzzy\nmsgid "Bye"\nmsgstr "Adiós"\n', "fuzzy: 'Bye'"),
        ('#~ msgid "Bye"\n#~ msgstr "Adiós"\n', "no longer used: 'Bye'"),
        ('msgid "By %(who)s"\nmsgstr "De %(quien)s"\n', "unknown placeholder ['quien']: 'By %(who)s'"),
        ('msgid "By %(who)s"\nmsgstr "De alguien"\n', "placeholder left out ['who']: 'By %(who)s'"),
        ('msgid "By {who}"\nmsgstr "De alguien"\n', "placeholder left out ['who']: 'By {who}'"),
        ('#, python-format\nmsgid "By %s"\nmsgstr "De %s"\n', "placeholder without a name: 'By %s'"),
        (
            'msgid "%(n)s hour"\nmsgid_plural "%(n)s hours"\nmsgstr[0] "%(n)s hora"\nmsgstr[1] ""\n',
            "not translated: '%(n)s hour'",
        ),
    ],
)
def test_a_fault_is_named(tmp_path: Path, entry: str, fault: str) -> None:
    assert fault in faults(tmp_path, GOOD + "\n" + entry)


def test_a_message_that_one_language_lacks_is_a_fault(tmp_path: Path) -> None:
    write(tmp_path, "en", GOOD)
    write(tmp_path, "es", GOOD + '\nmsgid "Bye"\nmsgstr "Adiós"\n')

    assert catalogues.find_faults(tmp_path, ["en", "es"]) == ["en: missing: 'Bye'"]


def test_a_language_without_a_catalogue_is_a_fault(tmp_path: Path) -> None:
    [fault] = catalogues.find_faults(tmp_path, ["es"])

    assert fault.startswith("es: there is no catalogue")


def test_merging_fills_what_waits_and_keeps_what_stands(tmp_path: Path) -> None:
    path = write(tmp_path, "es", GOOD + '\nmsgid "Bye"\nmsgstr ""\n')
    handed_in = tmp_path / "new.po"
    handed_in.write_text(
        'msgid "Bye"\nmsgstr "Adiós"\n\n'
        'msgid "Good morning, %(name)s"\nmsgstr "¡Buenas, %(name)s!"\n\n'
        'msgid "Gone"\nmsgstr "Se fue"\n',
        encoding="utf-8",
    )

    filled, unknown = catalogues.merge(path, handed_in)

    assert (filled, unknown) == (1, ["new.po:7: no such message: 'Gone'"])
    kept = {entry.msgid: entry.msgstr for entry in polib.pofile(str(path))}
    assert kept == {"Good morning, %(name)s": "Buenos días, %(name)s", "Bye": "Adiós"}


def test_tidying_twice_changes_nothing_and_english_repeats_itself(tmp_path: Path) -> None:
    path = write(
        tmp_path, "en", 'msgid "Bye"\nmsgstr ""\n\nmsgid "hour"\nmsgid_plural "hours"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    )

    catalogues.tidy(path)
    once = path.read_text(encoding="utf-8")
    catalogues.tidy(path)

    assert path.read_text(encoding="utf-8") == once
    assert catalogues.find_faults(tmp_path, ["en"]) == []
    assert "POT-Creation-Date" not in once
