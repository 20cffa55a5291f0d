from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Language(TextChoices):
    ENGLISH = "en", "English"
    SPANISH = "es", "Español"

    @property
    def other(self) -> "Language":
        return Language.SPANISH if self is Language.ENGLISH else Language.ENGLISH


class Topic(TextChoices):
    """What courses, guides and essays are about."""

    WEB = "web", _("Web")
    MAIL = "mail", _("Mail")
    BASICS = "basics", _("Basics")
    SECURITY = "security", _("Security")


class Writing(TextChoices):
    """Documentation of two kinds: how to do a thing, and how a thing works."""

    GUIDE = "guide", _("Guide")
    ESSAY = "essay", _("Essay")


class Tone(TextChoices):
    NOTE = "note", _("Note")
    TIP = "tip", _("Tip")
    WARNING = "warning", _("Warning")


class Medium(TextChoices):
    AUDIO = "audio", _("Audio")
    VIDEO = "video", _("Video")


class CodeLanguage(TextChoices):
    CONSOLE = "console", _("Console")
    TEXT = "text", _("Text")
    INI = "ini", "INI"
    APACHE = "apache", "Apache"
    NGINX = "nginx", "nginx"
    PHP = "php", "PHP"
    PYTHON = "python", "Python"
    DNS = "dns", "DNS"
    MAIL = "mail", _("Mail headers")


class LeafKind(TextChoices):
    """What a piece of text within a block is."""

    LINE = "line"
    HTML = "html"
    VERBATIM = "verbatim"


class ProposalState(TextChoices):
    # Translators: state of a change that a member proposed
    WAITING = "waiting", pgettext_lazy("proposal", "waits its turn")
    # Translators: state of a change that a member proposed
    SUBMITTED = "submitted", pgettext_lazy("proposal", "being looked at")
    # Translators: state of a change that a member proposed
    ACCEPTED = "accepted", pgettext_lazy("proposal", "accepted")
    # Translators: state of a change that a member proposed
    DECLINED = "declined", pgettext_lazy("proposal", "not taken")
    # Translators: state of a change that a member proposed: the paragraph was changed by somebody else meanwhile
    OVERTAKEN = "overtaken", pgettext_lazy("proposal", "overtaken by another change")


# Who may follow whom. Only ``lms.content.domain.proposals`` writes a state.
PROPOSAL_TRANSITIONS: dict[ProposalState, frozenset[ProposalState]] = {
    ProposalState.WAITING: frozenset({ProposalState.SUBMITTED, ProposalState.OVERTAKEN}),
    ProposalState.SUBMITTED: frozenset({ProposalState.ACCEPTED, ProposalState.DECLINED}),
    ProposalState.ACCEPTED: frozenset(),
    ProposalState.DECLINED: frozenset(),
    ProposalState.OVERTAKEN: frozenset(),
}


class SegmentState(TextChoices):
    """How a translation stands to its original. One function decides it: ``lms.content.domain.renewal.state_of``."""

    FRESH = "fresh", pgettext_lazy("state of a translation", "fresh")
    MINOR = "minor", pgettext_lazy("state of a translation", "minor change")
    STALE = "stale", pgettext_lazy("state of a translation", "stale")
    MISSING = "missing", pgettext_lazy("state of a translation", "missing")


class SegmentKind(TextChoices):
    LINE = "line", pgettext_lazy("kind of a text", "line")  # plain text, `backticks` mark code
    LINES = "lines", pgettext_lazy("kind of a text", "list of lines")  # several lines that make one text
    PARAGRAPH = "paragraph", pgettext_lazy("kind of a text", "paragraph")  # inline markup
    RICH = "rich", pgettext_lazy("kind of a text", "rich text")  # all of a rich text whose sides have other paragraphs
