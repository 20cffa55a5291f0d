"""Everything that is wrong with a lab folder at once, each by file and line. Nothing here knows Django: the web puts
words to the codes in both languages, ``SENTENCES`` are those for a terminal."""

from collections.abc import Mapping
from dataclasses import dataclass, field

MOST = 50
LONGEST_VALUE = 120

SENTENCES = {
    # the folder
    "path": "“{path}” is no path within a lab",
    "too_large": "is larger than {most} bytes",
    "folder_too_large": "the folder is larger than {most} bytes",
    "too_many_files": "the folder has more than {most} files",
    "not_text": "is no text in UTF-8",
    "unknown_file": "no lab has a file of this name",
    "missing_file": "is not there",
    "empty_file": "is empty",
    "unused_script": "no check runs it",
    # YAML
    "yaml": "cannot be read as YAML: {problem}",
    "alias": "anchors and aliases (& and *) are not used in labs",
    "tag": "types with an exclamation mark ({tag}) are not used in labs",
    "too_deep": "goes too deep",
    "too_many_values": "has more than {most} values",
    "two_documents": "holds more than one document",
    "not_a_name": "a field's name must be a word",
    "duplicate": "“{name}” is here twice",
    # fields
    "unknown_field": "“{name}” is no field here",
    "missing_field": "“{name}” is missing",
    "not_fields": "must be fields with names",
    "not_a_list": "must be a list",
    "not_text_value": "must be a text",
    "empty": "is empty",
    "too_long": "is longer than {most} characters",
    "control_characters": "holds control characters",
    "too_few": "has fewer than {least}",
    "too_many": "has more than {most}",
    "not_a_number": "must be a whole number",
    "out_of_range": "must be from {least} to {most}",
    "not_a_flag": "must be true or false",
    "unknown_choice": "“{value}” is none of: {choices}",
    "bad_shape": "“{value}” does not look like {shape}",
    "bad_pattern": "is no regular expression: {problem}",
    # the lab
    "unknown_format": "this format is not known: {value}",
    "base_and_hosts": "a lab has “base” or “hosts”, not both and not neither",
    "lone_address": "an only host has no address",
    "outside_network": "“{address}” is no address of 10.77.0.0/24",
    "reserved": "“{name}” has a meaning of its own",
    "backwards": "“from” is larger than “to”",
    "unknown_parameter": "“{{{name}}}” is no parameter",
    "unbalanced": "a parameter opens or closes without its other half: {text}",
    "bad_port": "a port is a number from 1 to 65535, or a parameter that draws one",
    "unknown_hint": "there is no hint {number}",
    "unknown_host": "there is no host “{name}”",
    "no_kind": "a check has one kind of: {choices}",
    "two_kinds": "a check has one kind, this one has {kinds}",
    "needs": "“{name}” needs “{other}” beside it",
    "asks_nothing": "asks for nothing: one of {choices} is missing",
    "says_alone": "only “wrong” can be said of a check that is no script",
    "too_much_borrowed": "{path} cannot be borrowed: name the folder in it that the check needs",
    "never_said": "the script never says “{said}”",
    "live_writes": "a check of the learner's running machine leaves nothing there",
}


@dataclass(frozen=True)
class Mistake:
    """``line``: from 1, 0 where the whole file is meant; ``file``: empty where the folder is meant."""

    code: str
    file: str = ""
    line: int = 0
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part)
        sentence = SENTENCES[self.code].format(**self.values)
        return f"{place}: {sentence}" if place else sentence


class BadLab(Exception):
    """``mistakes``: the first fifty, in the order of files and lines."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(map(str, mistakes)))


class Mistakes:
    """Gathers them while a folder is read."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int, str, str], Mistake] = {}

    def add(self, code: str, file: str = "", line: int = 0, **values: object) -> None:
        told = {name: str(value)[:LONGEST_VALUE] for name, value in values.items()}
        self._found.setdefault((file, line, code, repr(told)), Mistake(code, file, line, told))

    def __bool__(self) -> bool:
        return bool(self._found)

    def refuse(self) -> None:
        """Raises BadLab where there is one."""
        if self._found:
            raise BadLab(tuple(self._found[key] for key in sorted(self._found))[:MOST])
