"""What checks find, as codes with the names of the values that stand in their sentences. The web side puts words to them."""

from collections.abc import Mapping

FOUND: Mapping[str, tuple[str, ...]] = {
    "as_asked": (),
    # could not be judged
    "late": (),  # the time for all checks was over
    "slow": (),
    "too_much": (),  # a program said more than is read
    "too_large": ("path",),
    "no_program": ("program",),  # the base does not have it
    "unreadable": (),  # an answer that we cannot make sense of
    "no_machine": (),  # the copy, or the learner's own machine, does not run
    "no_snapshot": (),
    "broken_check": (),  # our own mistake
    "ended_badly": ("code",),  # a script of the lab
    # http
    "refused": ("port",),  # nobody listens; tcp and mail too
    "no_http": ("port", "problem"),
    "no_tls": ("port", "problem"),
    "untrusted": ("problem",),
    "status": ("status", "wanted"),
    "lacks_text": ("text",),
    "holds_text": ("text",),
    "header": ("name", "value", "wanted"),
    "location": ("value", "wanted"),
    "not_served": ("path",),  # a file that was put there for this check
    "cannot_plant": ("path",),
    # tcp
    "listens": ("port",),
    # dns
    "silent": ("port",),
    "rcode": ("rcode", "wanted"),
    "answer": ("answer", "wanted"),
    "has_answer": ("answer",),
    "not_authoritative": (),
    # file, and whatever reads one
    "missing": ("path",),
    "there": ("path",),
    "other_kind": ("path", "kind", "wanted"),
    "mode": ("path", "mode", "wanted"),
    "owner": ("path", "owner", "wanted"),
    "group": ("path", "group", "wanted"),
    "small": ("path", "size", "wanted"),
    "large": ("path", "size", "wanted"),
    "file_lacks": ("path", "text"),
    "file_holds": ("path", "text"),
    "no_match": ("path", "pattern"),
    "no_account": ("name",),
    # service
    "not_running": ("program",),
    "replaced": ("program",),  # runs, but it is not the base's, or has loaded what is not
    "not_listening": ("program", "port"),
    "other_listens": ("program", "port"),
    "other_user": ("program", "user", "wanted"),
    # config
    "config": ("program", "problem"),
    "loads_code": ("problem",),
    # zone
    "zone": ("path", "problem"),
    "lacks_record": ("name", "type", "value"),
    # mail
    "rejected": ("problem",),
    "not_arrived": ("path",),
    # script without words of its own
    "script": (),
}
