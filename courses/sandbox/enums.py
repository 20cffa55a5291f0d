from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Source(TextChoices):
    # Translators: where a lab comes from
    LIBRARY = "library", _("comes with Vereda")
    # Translators: where a lab comes from
    HOUSE = "house", _("written here")


TRIAL = "trial"  # the context of a machine on which an author tries a draft: it counts nowhere


class LabLevel(TextChoices):
    """As in ``courses.sandbox.labs.spec.Level``."""

    # Translators: level of a lab
    FIRST = "first", pgettext_lazy("lab", "first steps")
    # Translators: level of a lab
    NEXT = "next", pgettext_lazy("lab", "some practice")
    # Translators: level of a lab
    DEEP = "deep", pgettext_lazy("lab", "goes deep")


class MachineState(TextChoices):
    """What sandboxd said of it last; ``new``: it was not asked yet, ``forgotten``: nothing is kept of it any more."""

    # Translators: state of a machine
    NEW = "new", pgettext_lazy("machine", "not started yet")
    # Translators: state of a machine
    QUEUED = "queued", pgettext_lazy("machine", "waits for its turn")
    # Translators: state of a machine
    STARTING = "starting", pgettext_lazy("machine", "starts")
    # Translators: state of a machine
    RUNNING = "running", pgettext_lazy("machine", "runs")
    # Translators: state of a machine
    STOPPED = "stopped", pgettext_lazy("machine", "stopped")
    # Translators: state of a machine
    FORGOTTEN = "forgotten", pgettext_lazy("machine", "deleted")


ON = (MachineState.QUEUED, MachineState.STARTING, MachineState.RUNNING)
_TOLD: frozenset[MachineState] = frozenset({*ON, MachineState.STOPPED, MachineState.FORGOTTEN})

# Only ``courses.sandbox.domain.machines.note_state`` writes a state. sandboxd knows; a row may have missed what was between.
MACHINE_TRANSITIONS: dict[MachineState, frozenset[MachineState]] = {
    MachineState.NEW: _TOLD,
    MachineState.QUEUED: _TOLD,
    MachineState.STARTING: _TOLD,
    MachineState.RUNNING: _TOLD,
    MachineState.STOPPED: _TOLD,
    MachineState.FORGOTTEN: frozenset(),
}


class Reason(TextChoices):
    """Why a machine stopped."""

    NONE = "", ""
    IDLE = "idle", _("Nobody typed anything for a while.")
    WALL = "wall", _("Its time was over.")
    PERSON = "person", _("You stopped it.")
    HOST = "host", _("The machines were restarted.")
    FAILED = "failed", _("It did not start. What you had is kept; try once more in a while.")


class RunVerdict(TextChoices):
    """As in ``courses.sandbox.judging.verdicts.Verdict``."""

    # Translators: what a check says
    PASSED = "passed", pgettext_lazy("check", "works")
    # Translators: what a check says
    FAILED = "failed", pgettext_lazy("check", "not yet")
    # Translators: what a check says
    INCONCLUSIVE = "inconclusive", pgettext_lazy("check", "could not be judged")


class HelpState(TextChoices):
    # Translators: state of a request for help
    ASKED = "asked", pgettext_lazy("help", "waits for somebody")
    # Translators: state of a request for help
    TAKEN = "taken", pgettext_lazy("help", "somebody is with you")
    # Translators: state of a request for help
    ANSWERED = "answered", pgettext_lazy("help", "answered")
    # Translators: state of a request for help
    CLOSED = "closed", pgettext_lazy("help", "closed")


# Only ``courses.sandbox.domain.helping`` writes a state.
HELP_TRANSITIONS: dict[HelpState, frozenset[HelpState]] = {
    HelpState.ASKED: frozenset({HelpState.TAKEN, HelpState.CLOSED}),
    HelpState.TAKEN: frozenset({HelpState.ASKED, HelpState.ANSWERED, HelpState.CLOSED}),
    HelpState.ANSWERED: frozenset({HelpState.ASKED, HelpState.CLOSED}),
    HelpState.CLOSED: frozenset(),
}
OPEN_HELP = (HelpState.ASKED, HelpState.TAKEN, HelpState.ANSWERED)


class Mode(TextChoices):
    """What an invited mentor may do at a terminal."""

    # Translators: an invited mentor may …
    WATCH = "watch", _("watch")
    # Translators: an invited mentor may …
    TYPE = "type", _("watch and type")


class ProofState(TextChoices):
    # Translators: state of the proof of a lab
    WAITS = "waits", pgettext_lazy("proof", "waits for its turn")
    # Translators: state of the proof of a lab
    RUNNING = "running", pgettext_lazy("proof", "runs")
    # Translators: state of the proof of a lab
    PROVEN = "proven", pgettext_lazy("proof", "proven")
    # Translators: state of the proof of a lab
    REFUTED = "refuted", pgettext_lazy("proof", "not proven")
    # Translators: state of the proof of a lab
    FAILED = "failed", pgettext_lazy("proof", "could not be tried")


OPEN_PROOFS = (ProofState.WAITS, ProofState.RUNNING)
ENDED_PROOFS = (ProofState.PROVEN, ProofState.REFUTED, ProofState.FAILED)
_ENDS = frozenset(ENDED_PROOFS)

# Only ``courses.sandbox.domain.proving`` writes a state. What has ended can be asked for again.
PROOF_TRANSITIONS: dict[ProofState, frozenset[ProofState]] = {
    ProofState.WAITS: _ENDS | {ProofState.WAITS, ProofState.RUNNING},
    ProofState.RUNNING: _ENDS | {ProofState.WAITS, ProofState.RUNNING},
    **dict.fromkeys(ENDED_PROOFS, frozenset({ProofState.WAITS})),
}
