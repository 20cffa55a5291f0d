"""What checks found, in words. The codes and their values are those of ``courses.sandbox.judging.found``."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from courses.sandbox.enums import RunVerdict
from courses.sandbox.labs.parameters import fill
from courses.sandbox.labs.spec import Check

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST = 300  # of one value
WRONG = "wrong"  # what a lab says instead of any of these

SENTENCES: Mapping[str, "StrOrPromise"] = {
    "as_asked": _("It is so."),
    "late": _("There was no time left for this one: the others took it all."),
    "slow": _("It did not answer in time."),
    "too_much": _("It said more than can be read."),
    "too_large": _("`%(path)s` is too large to be read."),
    "no_program": _("The lab's own system has no `%(program)s`."),
    "unreadable": _("The answer makes no sense."),
    "no_machine": _("The machine did not start again as it is now."),
    "no_snapshot": _("The machine could not be kept, so it could not be judged."),
    "broken_check": _("This check is broken. That is our mistake, not yours."),
    "ended_badly": _("The check itself ended badly (%(code)s). That is our mistake, not yours."),
    "refused": _("Nobody listens on port %(port)s."),
    "no_http": _("What answers on port %(port)s is not a web server: %(problem)s"),
    "no_tls": _("Port %(port)s does not speak TLS: %(problem)s"),
    "untrusted": _("The certificate is not to be trusted: %(problem)s"),
    "status": _("The server answered %(status)s, not %(wanted)s."),
    "lacks_text": _("The answer does not hold “%(text)s”."),
    "holds_text": _("The answer still holds “%(text)s”."),
    "header": _("The header `%(name)s` says “%(value)s”, not “%(wanted)s”."),
    "location": _("It sends people on to “%(value)s”, not to “%(wanted)s”."),
    "not_served": _("A new file at `%(path)s`, made for this check, was not served."),
    "cannot_plant": _("No new file can be made at `%(path)s`."),
    "listens": _("Somebody listens on port %(port)s."),
    "silent": _("Nobody answers on port %(port)s."),
    "rcode": _("The answer is %(rcode)s, not %(wanted)s."),
    "answer": _("The answer is “%(answer)s”, not “%(wanted)s”."),
    "has_answer": _("There is an answer, “%(answer)s”, and there should be none."),
    "not_authoritative": _("The answer does not come from a server that is in charge of this zone."),
    "missing": _("`%(path)s` is not there."),
    "there": _("`%(path)s` is there, and should not be."),
    "other_kind": _("`%(path)s` is another kind of thing (%(kind)s), not %(wanted)s."),
    "mode": _("The rights of `%(path)s` are %(mode)s, not %(wanted)s."),
    "owner": _("`%(path)s` belongs to %(owner)s, not to %(wanted)s."),
    "group": _("The group of `%(path)s` is %(group)s, not %(wanted)s."),
    "small": _("`%(path)s` has %(size)s bytes, fewer than %(wanted)s."),
    "large": _("`%(path)s` has %(size)s bytes, more than %(wanted)s."),
    "file_lacks": _("`%(path)s` does not hold “%(text)s”."),
    "file_holds": _("`%(path)s` still holds “%(text)s”."),
    "no_match": _("No line of `%(path)s` looks like `%(pattern)s`."),
    "no_account": _("There is no account “%(name)s”."),
    "not_running": _("`%(program)s` does not run."),
    "replaced": _("What runs as `%(program)s` is not the program that the system came with."),
    "not_listening": _("`%(program)s` runs, and does not listen on port %(port)s."),
    "other_listens": _("On port %(port)s it is not `%(program)s` that listens."),
    "other_user": _("`%(program)s` runs as %(user)s, not as %(wanted)s."),
    "config": _("%(program)s does not accept its settings: %(problem)s"),
    "loads_code": _("The settings load a program that the system did not come with: %(problem)s"),
    "zone": _("The zone `%(path)s` is not valid: %(problem)s"),
    "lacks_record": _("The zone has no record %(name)s %(type)s %(value)s."),
    "rejected": _("The message was not taken: %(problem)s"),
    "not_arrived": _("The message was taken, and did not arrive in `%(path)s`."),
    "script": _("It is not so yet."),
}
NOTHING: Mapping[str, "StrOrPromise"] = {
    RunVerdict.PASSED: SENTENCES["as_asked"],
    RunVerdict.FAILED: SENTENCES["script"],
    RunVerdict.INCONCLUSIVE: _("It could not be judged. Check again."),
}


def sentence(
    check: Check, verdict: str, found: str, values: Mapping[str, str], parameters: Mapping[str, str], language: str
) -> str:
    """What a check found, in the reader's language. Values come from a stranger's machine: the page escapes them. Where the
    lab has words of its own for a failure, those."""
    told = {name: str(value)[:LONGEST] for name, value in values.items()}
    own = check.says.get(found) or (check.says.get(WRONG) if verdict == RunVerdict.FAILED else None)
    if own is not None:
        return fill(own.in_language(language), {**parameters, **told})
    words = SENTENCES.get(found)
    if words is None:
        return str(NOTHING.get(verdict, NOTHING[RunVerdict.INCONCLUSIVE]))
    try:
        return str(words) % told
    except (KeyError, ValueError):  # a daemon of another version
        return str(NOTHING.get(verdict, NOTHING[RunVerdict.INCONCLUSIVE]))
