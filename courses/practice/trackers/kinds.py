"""Kind → module: imported when it is asked for, as few houses have more than one."""

from importlib import import_module

from courses.practice.trackers.port import Access, Tracker

KINDS = {
    "trac": "courses.practice.trackers.trac:Trac",
    "rt": "courses.practice.trackers.rt:RequestTracker",
    "redmine": "courses.practice.trackers.redmine:Redmine",
    "gitlab": "courses.practice.trackers.gitlab:GitLab",
    "forgejo": "courses.practice.trackers.forgejo:Forgejo",
    "github": "courses.practice.trackers.github:GitHub",
    "zammad": "courses.practice.trackers.zammad:Zammad",
}


def tracker_for(kind: str, access: Access) -> Tracker:
    module, name = KINDS[kind].split(":")
    found: type[Tracker] = getattr(import_module(module), name)
    return found(access)
