"""What a concept map may be. Loops are fine: people think in them."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from lms.core.errors import DomainError

MOST_NODES = 60
MOST_ARROWS = 120


class ConceptMapRefused(DomainError):
    """What is wrong with the ideas or the arrows of a map."""


def check_map(keys: Sequence[str], ends: Sequence[tuple[str, str]]) -> None:
    """Raises ConceptMapRefused; the size first, so that nothing large is looked at any further."""
    if len(keys) > MOST_NODES or len(ends) > MOST_ARROWS:
        raise ConceptMapRefused(
            _("A map of more than %(nodes)s ideas or %(arrows)s arrows cannot be read. Please make several of it.")
            % {"nodes": MOST_NODES, "arrows": MOST_ARROWS}
        )
    known = set(keys)
    if len(known) != len(keys):
        raise ConceptMapRefused(_("Two ideas of this map have the same short name."))
    for start, end in ends:
        for key in (start, end):
            if key not in known:
                raise ConceptMapRefused(
                    _("An arrow names “%(name)s”, and no idea has this short name.") % {"name": key}
                )
