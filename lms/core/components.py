"""Template components: one file each under templates/components/, whose first line declares what it takes.

    {# props: label, href="", tone: "quiet good wait act" = "quiet"; slots: body, footer #}

A prop without a default is required; the words of an annotation are its only values. A component sees its props, its
filled slots, the request and the CSRF token, and nothing of the page around it. One that ends its header with ``; kept``
does not even see the request, and is drawn once for the same props (see ``lms.core.kept``).
"""

import ast
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from django.template import Engine, TemplateDoesNotExist, TemplateSyntaxError
from django.utils.functional import Promise

HEADER = re.compile(r"\{#\s*props:(?P<props>[^;#]*)(?:;\s*slots:(?P<slots>[^;#]*))?(?P<kept>;\s*kept\s*)?#\}")


@dataclass(frozen=True)
class Declaration:
    name: str
    required: frozenset[str]
    defaults: dict[str, Any]
    choices: dict[str, tuple[str, ...]]
    slots: tuple[str, ...]
    is_kept: bool = False

    @property
    def props(self) -> set[str]:
        return {*self.required, *self.defaults}

    def check(self, props: set[str], slots: set[str]) -> None:
        """Raises TemplateSyntaxError when the use of a component does not fit its declaration."""
        for complaint, names, known in (
            ("has no prop", props - self.props, self.props),
            ("needs the prop", self.required - props, self.props),
            ("has no slot", slots - set(self.slots), self.slots),
        ):
            if names:
                listed = ", ".join(sorted(known)) or "none"
                raise TemplateSyntaxError(
                    f"Component {self.name!r} {complaint} {', '.join(sorted(names))} (it declares: {listed})."
                )

    def check_choices(self, values: dict[str, Any]) -> None:
        for prop, allowed in self.choices.items():
            if values[prop] not in allowed:
                raise TemplateSyntaxError(
                    f"Component {self.name!r}: {prop}={values[prop]!r} is not one of {', '.join(allowed)}."
                )


def path_of(name: str) -> str:
    return f"components/{name}.html"


def declaration_of(name: str, engine: Engine) -> Declaration:
    """Reads only the first line, without compiling: a component may use itself."""
    first_line = _source(name, engine).split("\n", 1)[0]
    header = HEADER.match(first_line)
    if header is None:
        raise TemplateSyntaxError(f"{path_of(name)} does not begin with {{# props: … #}}.")
    return declare(name, header["props"], header["slots"] or "", is_kept=bool(header["kept"]))


def declare(name: str, props: str, slots: str = "", *, is_kept: bool = False) -> Declaration:
    """The declaration written as ``props``: the keyword-only arguments of a Python function, defaults as literals."""
    arguments = f"*, {props.strip().rstrip(',')}" if props.strip() else ""
    try:
        function = cast("ast.FunctionDef", ast.parse(f"def component({arguments}): ...").body[0])
        names = function.args.kwonlyargs
        defaults = {
            argument.arg: ast.literal_eval(default)
            for argument, default in zip(names, function.args.kw_defaults, strict=True)
            if default is not None
        }
        choices = {
            argument.arg: tuple(ast.literal_eval(argument.annotation).split())
            for argument in names
            if argument.annotation is not None
        }
    except (SyntaxError, ValueError) as error:
        raise TemplateSyntaxError(f"{path_of(name)} declares props that cannot be read: {props.strip()}") from error
    return Declaration(
        name=name,
        required=frozenset(argument.arg for argument in names) - defaults.keys(),
        defaults=defaults,
        choices=choices,
        slots=tuple(slots.replace(",", " ").split()),
        is_kept=is_kept,
    )


def _source(name: str, engine: Engine) -> str:
    for loader in engine.template_loaders:
        for origin in loader.get_template_sources(path_of(name)):
            try:
                return str(loader.get_contents(origin))  # type: ignore[attr-defined]
            except TemplateDoesNotExist:
                continue
    raise TemplateSyntaxError(f"There is no component {name!r}: {path_of(name)} does not exist.")


class StepState(StrEnum):
    DONE = "done"
    HERE = "here"
    AHEAD = "ahead"
    NEW = "new"  # added after the person had finished


@dataclass(frozen=True, slots=True)
class Step:
    """One stone of the ``path`` component. ``note`` is the quiet line beneath: when, how long, by whom."""

    label: str | Promise
    state: StepState = StepState.AHEAD
    href: str = ""
    note: str | Promise = ""
    language: str = ""
