"""Tags and filters known to every template: ``{% component %}``, ``{% panel %}``, ``inline`` and what components need."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from django.conf import settings
from django.template import Context, Engine, Library, Node, NodeList, Template, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, TextNode, Token, token_kwargs
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from lms.core import kept, moments
from lms.core.components import Declaration, declaration_of, path_of
from lms.core.languages import LanguageLink, links_for

register = Library()
EMPTY = SafeString("")
BODY = "body"
CODE = re.compile(r"`([^`]+)`")
PASSED_ON = ("request", "csrf_token")
STONES_AT_MOST = 24


class SeatDrawing(NamedTuple):
    kind: str
    width: int
    free: str
    taken: str


class ComponentNode(Node):
    """Renders one component. Everything that can be known when the page is compiled was looked up then."""

    child_nodelists = ()

    def __init__(
        self, declaration: Declaration, props: dict[str, FilterExpression], fills: dict[str, NodeList]
    ) -> None:
        self.declaration = declaration
        self.props = props
        self.fills = fills
        self.initial: dict[str, Any] = {
            **dict.fromkeys(sorted(declaration.required)),
            **declaration.defaults,
            **dict.fromkeys(declaration.slots, EMPTY),
        }
        self.template: Template | None = None
        self.drawings: kept.Drawings = {}

    def get_nodes_by_type(self, nodetype: type[Node]) -> list[Node]:
        found = super().get_nodes_by_type(nodetype)
        for nodelist in self.fills.values():
            found.extend(nodelist.get_nodes_by_type(nodetype))
        return found

    def render(self, context: Context) -> SafeString:
        values = self.initial.copy()
        for name, expression in self.props.items():
            values[name] = expression.resolve(context)
        if self.declaration.choices:
            self.declaration.check_choices(values)
        for name, nodelist in self.fills.items():
            values[name] = mark_safe(nodelist.render(context).strip())  # noqa: S308 rendered by templates
        template = self.template
        if template is None:
            engine = cast("Template", context.template).engine
            template = engine.get_template(path_of(self.declaration.name))
            self.drawings, self.template = kept.drawings_of(template), template
        if self.declaration.is_kept:
            return kept.draw_once(
                self.drawings,
                values,
                lambda: _draw(template, context, {**values, "csrf_token": kept.TOKEN}),
                lambda: str(context.get("csrf_token", "")),
            )
        for name in PASSED_ON:
            if name in context:
                values[name] = context[name]
        return _draw(template, context, values)


def _draw(template: Template, context: Context, values: dict[str, Any]) -> SafeString:
    return mark_safe(template.render(context.new(values)).strip())  # noqa: S308 rendered by templates


@register.tag
def component(parser: Parser, token: Token) -> ComponentNode:
    """``{% component "name" prop=value … %}``"""
    declaration, props = _read(parser, token)
    declaration.check(set(props), set())
    return ComponentNode(declaration, props, {})


@register.tag
def panel(parser: Parser, token: Token) -> ComponentNode:
    """``{% panel "name" prop=value … %} body {% slot "footer" %} … {% endslot %} {% endpanel %}``

    What stands outside the slots is the body; it may also be written as ``{% slot "body" %}``.
    """
    declaration, props = _read(parser, token)
    fills: dict[str, NodeList] = {}
    loose = parser.parse(("slot", "endpanel"))
    inner = parser.next_token()
    while inner.contents != "endpanel":
        name = _literal(inner.split_contents()[1:], "slot")
        if name in fills:
            raise TemplateSyntaxError(f"Component {declaration.name!r}: the slot {name!r} is filled twice.")
        fills[name] = parser.parse(("endslot",))
        parser.delete_first_token()
        loose.extend(parser.parse(("slot", "endpanel")))
        inner = parser.next_token()
    if not _is_blank(loose):
        if BODY in fills:
            raise TemplateSyntaxError(f"Component {declaration.name!r} has a body and something beside it.")
        fills[BODY] = loose
    declaration.check(set(props), set(fills))
    return ComponentNode(declaration, props, fills)


def _is_blank(nodelist: NodeList) -> bool:
    return all(isinstance(node, TextNode) and not node.s.strip() for node in nodelist)


def _read(parser: Parser, token: Token) -> tuple[Declaration, dict[str, FilterExpression]]:
    tag, *bits = token.split_contents()
    name = _literal(bits[:1], tag)
    rest = bits[1:]
    props = token_kwargs(rest, parser)
    if rest:
        raise TemplateSyntaxError(f"{tag} {name!r}: {rest[0]!r} is not prop=value.")
    return declaration_of(name, Engine.get_default()), props


def _literal(bits: list[str], tag: str) -> str:
    if len(bits) != 1 or not re.fullmatch(r"""(["'])[a-z-]+\1""", bits[0]):
        raise TemplateSyntaxError(f"{tag} takes a name in quotation marks.")
    return bits[0][1:-1]


@register.filter(is_safe=True)
def inline(text: object) -> SafeString:
    """Plain text of one line, escaped, in which `backticks` become code."""
    if text is None:
        return EMPTY
    return mark_safe(CODE.sub(r"<code>\1</code>", escape(str(text))))  # noqa: S308 escaped just here


@register.filter
def labelled(rows: Iterable[Sequence[object]], columns: Sequence[object]) -> list[list[tuple[object, object]]]:
    """Each cell with the name of its column, which a phone shows beside it."""
    return [list(zip(columns, row, strict=True)) for row in rows]


@register.simple_tag
def seat_drawing(*, taken: int, capacity: int) -> SeatDrawing:
    """What the ``seat-meter`` component draws: one stone a seat for a small room, a bar for a large one."""
    taken = max(0, min(taken, capacity))
    if capacity > STONES_AT_MOST:
        return SeatDrawing("bar", 100, "M0 5h100", f"M0 5h{round(100 * taken / capacity)}" if taken else "")
    # A dash of no length every ten units is a round stone; the .1 makes the last of them certain.
    stones = [f"M5 5h{10 * (count - 1)}.1" if count else "" for count in (capacity, taken)]
    return SeatDrawing("stones", 10 * capacity, *stones)


@register.simple_tag
def two_clocks(
    at: datetime,
    *,
    reader_zone: str,
    event_zone: str = "",
    language: str = "",
    until: datetime | None = None,
    repeats_until: datetime | None = None,
) -> moments.Moment:
    """What the ``moment`` component shows."""
    return moments.render_moment(
        at,
        reader_zone=reader_zone,
        event_zone=event_zone,
        language=language or get_language() or settings.LANGUAGE_CODE,
        until=until,
        repeats_until=repeats_until,
    )


@register.simple_tag
def site_name() -> str:
    return str(settings.SITE_NAME)


@register.simple_tag(takes_context=True)
def language_form(context: Context) -> str:
    """The id of the page's form that the language switch carries along, where the page has one."""
    return str(context.get("language_form", ""))


@register.simple_tag(takes_context=True)
def language_choices(context: Context) -> list[LanguageLink]:
    """The page's own ``language_links``; for pages that have none, the same address in each language."""
    given: list[LanguageLink] | None = context.get("language_links")
    return given or links_for(context.get("request"))
