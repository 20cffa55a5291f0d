"""YAML as a small tree of texts, lists and fields, each with its line. What YAML can do beyond that is a mistake: anchors,
aliases (a few lines of them unfold to gigabytes), types with an exclamation mark, several documents, great depth.

Values keep the text that the author wrote: ``0640`` stays ``0640``, ``no`` stays ``no``. Source: YAML 1.1, PyYAML's events.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from courses.sandbox.labs.mistakes import Mistakes

DEEPEST = 12
MOST = 5_000  # values
NOTHING = {"", "~", "null", "Null", "NULL"}


@dataclass
class Node:
    """``kind``: ``text``, ``list`` or ``fields``. ``is_nothing``: a text that YAML reads as no value."""

    kind: str
    line: int
    text: str = ""
    is_nothing: bool = False
    items: list["Node"] = field(default_factory=list)
    fields: dict[str, "Node"] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)  # of the fields' names


def parse(file: str, text: str, mistakes: Mistakes) -> Node | None:
    """None, and a mistake, where there is no tree to go on with."""
    try:
        return _Tree(file, mistakes).grow(yaml.parse(text, Loader=yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        mistakes.add("yaml", file, mark.line + 1 if mark else 0, problem=error.problem or error.context)
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        mistakes.add("yaml", file, line, problem=f"a character that is not allowed ({error.character!r})")
    return None


class _Tree:
    def __init__(self, file: str, mistakes: Mistakes) -> None:
        self.file, self.mistakes = file, mistakes
        self.root: Node | None = None
        self.open: list[Node] = []
        self.names: list[str | None] = []  # of each open one: the field whose value is next
        self.count = 0

    def grow(self, events: Iterator[yaml.Event]) -> Node | None:
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._wrong("two_documents", event)
                    break
            elif isinstance(event, yaml.CollectionEndEvent):
                self.open.pop()
                self.names.pop()
            elif isinstance(event, yaml.NodeEvent) and not self._take(event):
                return None
        if self.root is None:
            self.mistakes.add("empty_file", self.file)
        return self.root

    def _take(self, event: yaml.NodeEvent) -> bool:
        """False where reading on would be of no use."""
        self.count += 1
        if self.count > MOST or len(self.open) > DEEPEST:
            code = "too_deep" if len(self.open) > DEEPEST else "too_many_values"
            self._wrong(code, event, **({"most": MOST} if code == "too_many_values" else {}))
            return False
        if event.anchor is not None:
            self._wrong("alias", event)
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._wrong("tag", event, tag=tag)
        node = self._node(event)
        if not self.open:
            self.root = node
        elif self.open[-1].kind == "list":
            self.open[-1].items.append(node)
        else:
            self._name_or_value(event, node)
        if isinstance(event, yaml.CollectionStartEvent):
            self.open.append(node)
            self.names.append(None)
        return True

    def _node(self, event: yaml.NodeEvent) -> Node:
        line = _line(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node("list", line)
        if isinstance(event, yaml.MappingStartEvent):
            return Node("fields", line)
        text = event.value if isinstance(event, yaml.ScalarEvent) else ""
        is_plain = isinstance(event, yaml.ScalarEvent) and event.style is None
        return Node("text", line, text, is_nothing=is_plain and text in NOTHING)

    def _name_or_value(self, event: yaml.NodeEvent, node: Node) -> None:
        parent, name = self.open[-1], self.names[-1]
        if name is not None:
            parent.fields.setdefault(name, node)
            self.names[-1] = None
            return
        if node.kind != "text":
            self._wrong("not_a_name", event)
        elif node.text in parent.lines:
            self._wrong("duplicate", event, name=node.text)
        # A name that cannot be one is kept under what no file can hold, so that its value finds a place.
        name = node.text if node.kind == "text" else f"\0{len(parent.fields)}"
        parent.lines.setdefault(name, node.line)
        self.names[-1] = name

    def _wrong(self, code: str, event: yaml.Event, **values: object) -> None:
        self.mistakes.add(code, self.file, _line(event), **values)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0
