"""Mistakes of a lab folder, in words. The codes and their values are those of ``courses.sandbox.labs.mistakes``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from courses.sandbox.labs.mistakes import Mistake

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_LINE = 120

SENTENCES: Mapping[str, "StrOrPromise"] = {
    # the folder
    "path": _("“%(path)s” cannot be the name of a file of a lab."),
    "too_large": _("This file is larger than %(most)s bytes."),
    "folder_too_large": _("All files together are larger than %(most)s bytes."),
    "too_many_files": _("There are more than %(most)s files."),
    "not_text": _("This file is no text in UTF-8."),
    "unknown_file": _("No lab has a file of this name. Rename it, or delete it."),
    "missing_file": _("This file is missing. Add it below."),
    "empty_file": _("This file is empty. Write something in it, or delete it."),
    "unused_script": _("No check runs this script. Name it under “run”, or delete it."),
    # YAML
    "yaml": _("This cannot be read as YAML: %(problem)s."),
    "alias": _("Labs do not use anchors and aliases (& and *). Write the text out."),
    "tag": _("Labs do not use types with an exclamation mark (%(tag)s)."),
    "too_deep": _("This goes too deep: lists in lists in lists."),
    "too_many_values": _("There are more than %(most)s values."),
    "two_documents": _("There is a second document here (after ---). A lab is one."),
    "not_a_name": _("The name of a field must be a word."),
    "duplicate": _("“%(name)s” is here twice."),
    # fields
    "unknown_field": _("There is no field “%(name)s” here."),
    "missing_field": _("The field “%(name)s” is missing."),
    "not_fields": _("This must be fields with names."),
    "not_a_list": _("This must be a list."),
    "not_text_value": _("This must be a text."),
    "empty": _("This is empty."),
    "too_long": _("This is longer than %(most)s characters."),
    "control_characters": _("There are characters in this that nobody sees. Type it again."),
    "too_few": _("This has fewer than %(least)s entries."),
    "too_many": _("This has more than %(most)s entries."),
    "not_a_number": _("This must be a whole number."),
    "out_of_range": _("This number must be from %(least)s to %(most)s."),
    "not_a_flag": _("This must be true or false."),
    "unknown_choice": _("“%(value)s” is not possible here. Possible are: %(choices)s."),
    "bad_shape": _("“%(value)s” does not fit. It must be %(shape)s."),
    "bad_pattern": _("This is no regular expression: %(problem)s."),
    # the lab
    "unknown_format": _("The format “%(value)s” is not known. Write 1."),
    "base_and_hosts": _("A lab has “base” or “hosts”: one of the two, not both."),
    "lone_address": _("Where there is one host it has no address."),
    "outside_network": _("“%(address)s” is no address of the network 10.77.0.0/24."),
    "reserved": _("“%(name)s” has a meaning of its own. Choose another name."),
    "backwards": _("The number after “from” is larger than the one after “to”."),
    "unknown_parameter": _("There is no parameter “%(name)s”."),
    "unbalanced": _("A curly bracket is missing beside a parameter: %(text)s"),
    "bad_port": _("A port is a number from 1 to 65535, or a parameter that draws one."),
    "unknown_hint": _("There is no hint %(number)s."),
    "unknown_host": _("There is no host “%(name)s”."),
    "no_kind": _("This check does not say what it checks. It has one of: %(choices)s."),
    "two_kinds": _("A check has one kind, and this one has several: %(kinds)s."),
    "needs": _("“%(name)s” needs “%(other)s” beside it."),
    "asks_nothing": _("This check asks for nothing. It needs one of: %(choices)s."),
    "says_alone": _("Only a script has codes of its own under “says”; every other check has “wrong” alone."),
    "too_much_borrowed": _("“%(path)s” cannot be borrowed. Name the folder in it that the check needs."),
    "never_said": _("The script never says “%(said)s”."),
    "live_writes": _("A check of the learner's running machine (“live”) may leave nothing there."),
}
# What a value must look like, by the words that the reader has for it.
SHAPES: Mapping[str, "StrOrPromise"] = {
    "a short name in lower case": _("a short name in lower case"),
    "a short name in lower case (like-this)": _("a short name in lower case (like-this)"),
    "a name in lower case (like_this)": _("a name in lower case (like_this)"),
    "a code in lower case": _("a code in lower case"),
    "a domain name": _("a domain name"),
    "a mail address": _("a mail address"),
    "the name of a header": _("the name of a header"),
    "a path from the root": _("a path from the root, like /etc/hosts"),
    "a path that begins with /, without spaces": _("a path that begins with /, without spaces"),
    "a mode (0640)": _("rights in numbers, like 0640"),
    "a name or a number": _("a name or a number"),
}


@dataclass(frozen=True)
class Told:
    """``file``: empty where the folder is meant; ``line``: 0 where the whole file is; ``text``: what stands in that line."""

    file: str
    line: int
    sentence: str
    text: str = ""


def in_words(mistake: Mistake, files: Mapping[str, str]) -> Told:
    values = dict(mistake.values)
    if mistake.code == "bad_shape":
        values["shape"] = str(SHAPES.get(values.get("shape", ""), values.get("shape", "")))
    lines = files.get(mistake.file, "").splitlines()
    text = lines[mistake.line - 1].strip()[:LONGEST_LINE] if 0 < mistake.line <= len(lines) else ""
    file = mistake.file or (values["path"] if mistake.code == "path" else "")
    return Told(file, mistake.line, str(SENTENCES[mistake.code]) % values, text)
