"""How each kind of check judges. What a machine answers is a stranger's: it is read with limits, and believed only as far
as a pristine program saw it."""

from collections.abc import Callable, Mapping
from typing import Any

from courses.sandbox.judging.bench import Bench, Finding
from courses.sandbox.judging.found import FOUND
from courses.sandbox.judging.kinds import files, mailing, naming, running, scripted, web

__all__ = ["FOUND", "JUDGES", "MAY_STILL_START"]

Judge = Callable[[Bench, Mapping[str, Any]], Finding]

JUDGES: Mapping[str, Judge] = {
    "http": web.judge_http,
    "tcp": web.judge_tcp,
    "dns": naming.judge_dns,
    "zone": naming.judge_zone,
    "file": files.judge_file,
    "service": running.judge_service,
    "config": running.judge_config,
    "mail": mailing.judge_mail,
    "script": scripted.judge_script,
}
# Of these a failure in the first moments after a start is looked at once more.
MAY_STILL_START = {"http", "tcp", "dns", "service", "mail", "script"}
