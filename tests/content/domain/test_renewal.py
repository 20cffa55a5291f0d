"""Any sequence of what people do leaves each segment in the state that its definition says. The model in this file knows
who is who; the ledger has to find out from the texts."""

from dataclasses import dataclass, field, replace
from itertools import count

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lms.content.domain.renewal import Entry, Minor, Renewal, agree, state_of, turn
from lms.content.queries.pieces import Piece, line_piece, rich_piece

LANGUAGES = ("es", "en")
OPERATIONS = (
    "edit", "edit", "rewrite", "minor", "move", "insert", "delete", "restore", "revert", "translate", "translate_all",
    "touch", "confirm", "switch", "republish", "publish_follower", "draft",
)  # fmt: skip


@dataclass
class Text:
    """One thing to translate. ``said``: language → everything that it ever said."""

    name: str
    block: str
    is_paragraph: bool
    said: dict[str, list[str]] = field(default_factory=lambda: {"es": [], "en": []})
    draft: str = ""  # of the leading side
    live: dict[str, str] = field(default_factory=dict)  # language → published words
    agreed: dict[str, str] = field(default_factory=dict)
    compared: set[str] = field(default_factory=set)  # the sides that must still say what was agreed
    same: list[tuple[str, str, str]] = field(default_factory=list)  # (language, text, text): minor edits


@dataclass
class World:
    leading: str = "es"
    has_follower: bool = False  # a translation was published, perhaps with nothing left in it
    texts: dict[str, Text] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)  # draft of the leading page
    shown: dict[str, list[str]] = field(default_factory=lambda: {"es": [], "en": []})
    entries: list[Entry] = field(default_factory=list)
    edits: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=dict)
    numbers: "count[int]" = field(default_factory=count)

    @property
    def following(self) -> str:
        return "en" if self.leading == "es" else "es"

    # --- what the two pages say

    def pieces(self, language: str) -> list[Piece]:
        found: dict[str, list[str]] = {}
        for name in self.shown[language]:
            text = self.texts[name]
            found.setdefault(text.block, []).append(text.live[language])
        rich = {text.block for text in self.texts.values() if text.is_paragraph}
        return [
            rich_piece(block, "".join(f"<p>{one}</p>" for one in said)) if block in rich else line_piece(block, said[0])
            for block, said in found.items()
        ]

    def renew(self) -> None:
        translation = self.pieces(self.following) if self.has_follower else None
        renewal = Renewal(self.entries, Minor(self.edits), self.leading, self.following)
        self.entries = renewal.run(self.pieces(self.leading), translation)
        self.settle()

    # --- the model

    def joined(self, text: Text, language: str, now: str) -> bool:
        reached = {text.agreed[language]}
        for _ in text.same:
            for side, a, b in text.same:
                if side == language and {a, b} & reached:
                    reached |= {a, b}
        return now in reached

    def state(self, text: Text) -> str:
        if self.following not in text.live or not text.live[self.following]:
            return "missing"
        if not all(self.joined(text, side, text.live[side]) for side in text.compared):
            return "stale"
        return "fresh" if text.live[self.leading] == text.agreed[self.leading] else "minor"

    def settle(self) -> None:
        """After a publication: a translation that is right takes its new wording with it."""
        for name in self.shown[self.leading]:
            text = self.texts[name]
            if self.following not in text.live:
                continue
            if not text.agreed:
                self.agree(text)
            elif self.state(text) in ("fresh", "minor"):
                text.agreed[self.following] = text.live[self.following]

    def agree(self, text: Text) -> None:
        text.agreed = dict(text.live)
        text.compared = {self.leading}

    def check(self) -> None:
        states = {
            (entry.original, entry.translated): str(state_of(entry, Minor(self.edits), self.leading, self.following))
            for entry in self.entries
            if entry.position is not None
        }
        expected = {
            (text.live[self.leading], text.live.get(self.following, "")): self.state(text)
            for text in (self.texts[name] for name in self.shown[self.leading])
        }
        assert states == expected

    def entry(self, text: Text) -> Entry:
        return next(
            entry for entry in self.entries if entry.position is not None and entry.original == text.live[self.leading]
        )

    # --- what people do

    def words(self, text: Text, language: str, *, anew: bool = False) -> str:
        number = next(self.numbers)
        about = f"{text.name}a {text.name}b {text.name}c {language}" if not anew else f"{number}x {number}y {number}z"
        return f"{about} {number}"

    def begin(self, blocks: int, paragraphs: int) -> None:
        for block in range(blocks):
            self.add(f"line{block}", is_paragraph=False, at=len(self.order))
        for _ in range(paragraphs):
            self.add("rich", is_paragraph=True, at=len(self.order))
        self.publish()

    def add(self, block: str, *, is_paragraph: bool, at: int) -> None:
        text = Text(f"t{next(self.numbers)}", block, is_paragraph)
        text.draft = self.words(text, self.leading)
        self.texts[text.name] = text
        self.order.insert(at, text.name)

    def publish(self) -> None:
        self.shown[self.leading] = list(self.order)
        for name in self.order:
            text = self.texts[name]
            text.live[self.leading] = text.draft
            text.said[self.leading].append(text.draft)
        self.renew()

    def publish_follower(self, shown: list[str]) -> None:
        left_out = set(self.shown[self.following]) - set(shown)
        self.has_follower = True
        self.shown[self.following] = shown
        for name in left_out:
            if name in self.shown[self.leading]:
                self.texts[name].live.pop(self.following, None)
        self.renew()

    def follower_order(self) -> list[str]:
        """As the translation view publishes: in the order of the original."""
        return [name for name in self.shown[self.leading] if self.following in self.texts[name].live]

    def pick(self, names: list[str], which: int) -> Text | None:
        return self.texts[names[which % len(names)]] if names else None

    def do(self, operation: str, which: int, where: int) -> None:
        getattr(self, f"do_{operation}")(which, where)
        self.check()

    def do_draft(self, which: int, where: int) -> None:
        """Saved, not published."""
        lines = [name for name in self.order if not self.texts[name].is_paragraph]
        if text := self.pick(lines, which):
            text.draft = self.words(text, self.leading)

    def do_edit(self, which: int, where: int) -> None:
        if text := self.pick(self.order, which):
            text.draft = self.words(text, self.leading)
            self.publish()

    def do_rewrite(self, which: int, where: int) -> None:
        self.publish()
        if text := self.pick(self.order, which):
            text.draft = self.words(text, self.leading, anew=True)
            self.publish()

    def do_minor(self, which: int, where: int) -> None:
        stale = [name for name in self.shown[self.leading] if self.state(self.texts[name]) == "stale"]
        if text := self.pick(stale, which):
            entry = self.entry(text)
            for side in text.compared:
                before, after = text.agreed[side], text.live[side]
                text.same.append((side, before, after))
                self.edits.setdefault((entry.path, side), []).append((before, after))
            self.settle()
            self.renew()

    def do_move(self, which: int, where: int) -> None:
        if text := self.pick(self.order, which):
            self.order.remove(text.name)
            self.order.insert(self.place(text, where), text.name)
            self.publish()

    def place(self, text: Text, where: int) -> int:
        """Paragraphs stay within their block; blocks do not part it."""
        mine = [i for i, name in enumerate(self.order) if self.texts[name].block == text.block]
        if text.is_paragraph:
            low, high = (min(mine), max(mine) + 1) if mine else (len(self.order), len(self.order))
            return low + where % (high - low + 1)
        free = [
            i
            for i in range(len(self.order) + 1)
            if not (0 < i < len(self.order) and all(self.texts[n].is_paragraph for n in self.order[i - 1 : i + 1]))
        ]
        return free[where % len(free)]

    def do_insert(self, which: int, where: int) -> None:
        self.publish()
        is_paragraph = which % 2 == 0
        block = "rich" if is_paragraph else f"line{next(self.numbers)}"
        probe = Text("probe", block, is_paragraph)
        self.add(block, is_paragraph=is_paragraph, at=self.place(probe, where))
        self.publish()

    def do_delete(self, which: int, where: int) -> None:
        self.publish()
        if len(self.order) > 1 and (text := self.pick(self.order, which)):
            self.order.remove(text.name)
            self.publish()

    def do_restore(self, which: int, where: int) -> None:
        """The page goes back to a revision that still had it."""
        self.publish()
        gone = [name for name, text in self.texts.items() if name not in self.order and self.leading in text.live]
        if text := self.pick(gone, which):
            text.draft = text.live[self.leading]
            if text.name not in self.shown[self.following]:
                text.live.pop(self.following, None)
            self.order.insert(self.place(text, where), text.name)
            self.publish()

    def do_revert(self, which: int, where: int) -> None:
        if text := self.pick(self.order, which):
            said = text.said[self.leading] or [text.draft]
            text.draft = said[where % len(said)]
            self.publish()

    def do_translate(self, which: int, where: int) -> None:
        """The first time all of it: nothing is published half."""
        if not self.has_follower:
            self.do_translate_all(which, where)
        elif text := self.pick(self.shown[self.leading], which):
            self.translated([text])

    def do_translate_all(self, which: int, where: int) -> None:
        self.translated([self.texts[name] for name in self.shown[self.leading]])

    def translated(self, texts: list[Text]) -> None:
        """Through the translation view: published, and agreed with the original that the translator saw."""
        made = {}
        for text in texts:
            text.live[self.following] = self.words(text, self.following)
            text.said[self.following].append(text.live[self.following])
            made[self.entry(text).path] = text.live[self.following]
            self.agree(text)
        self.entries = [
            agree(replace(entry, translated=made[entry.path])) if entry.path in made else entry
            for entry in self.entries
        ]
        self.publish_follower(self.follower_order())

    def do_touch(self, which: int, where: int) -> None:
        """The translation is reworded in Wagtail's own form."""
        there = [name for name in self.shown[self.following] if name in self.shown[self.leading]]
        if text := self.pick(there, which):
            text.live[self.following] = self.words(text, self.following)
            text.said[self.following].append(text.live[self.following])
            self.publish_follower(self.shown[self.following])

    def do_confirm(self, which: int, where: int) -> None:
        there = [name for name in self.shown[self.leading] if self.state(self.texts[name]) != "missing"]
        if text := self.pick(there, which):
            self.agree(text)
            path = self.entry(text).path
            self.entries = [agree(entry) if entry.path == path else entry for entry in self.entries]

    def do_switch(self, which: int, where: int) -> None:
        here = self.shown[self.leading]
        if any(self.state(self.texts[name]) == "missing" for name in here):
            return
        before = {name: self.state(self.texts[name]) for name in here}
        self.publish()  # a draft of the leading side stays a draft of that side: here it is published first
        here = self.shown[self.leading]
        before = {name: self.state(self.texts[name]) for name in here}
        if "missing" in before.values():
            return
        self.publish_follower(self.follower_order())
        minor = Minor(self.edits)
        for text in self.texts.values():
            differs = bool(text.agreed) and not self.joined(text, self.leading, text.live.get(self.leading, ""))
            text.compared = {self.following, self.leading} if differs else {self.following}
        self.entries = [turn(entry, minor, self.leading) for entry in self.entries]
        self.leading = self.following
        self.order = list(self.shown[self.leading])
        for text in self.texts.values():
            text.draft = text.live.get(self.leading, text.draft)
        self.renew()
        after = {name: self.state(self.texts[name]) for name in here}
        calm = {"fresh", "minor"}
        assert {name: state in calm for name, state in after.items()} == {n: s in calm for n, s in before.items()}

    def do_republish(self, which: int, where: int) -> None:
        before = {entry for entry in self.entries if entry.position is not None}
        if [self.texts[n].draft for n in self.order] == [self.texts[n].live[self.leading] for n in self.order]:
            self.publish()
            if self.order == self.shown[self.leading]:
                assert {entry for entry in self.entries if entry.position is not None} == before
        self.publish()

    def do_publish_follower(self, which: int, where: int) -> None:
        if self.has_follower:
            self.publish_follower(self.follower_order())


STEPS = st.lists(st.tuples(st.sampled_from(OPERATIONS), st.integers(0, 9), st.integers(0, 9)), min_size=4, max_size=16)


def walk(blocks: int, paragraphs: int, steps: list[tuple[str, int, int]]) -> None:
    world = World()
    world.begin(blocks, paragraphs)
    for operation, which, where in steps:
        world.do(operation, which, where)


# The follower keeps its own order, and what is worded wholly anew there is not what the leading side has just got.
ANEW_AMONG_OTHERS = [
    ("rewrite", 3, 0), ("translate", 0, 0), ("switch", 0, 0), ("move", 8, 0), ("insert", 0, 0), ("touch", 8, 0),
]  # fmt: skip
NOTHING_LEFT = [("translate", 0, 0), ("insert", 0, 1), ("delete", 0, 0), ("delete", 0, 0), ("publish_follower", 0, 0)]


@pytest.mark.slow
@given(blocks=st.integers(1, 3), paragraphs=st.integers(1, 4), steps=STEPS)
@example(blocks=1, paragraphs=1, steps=[*NOTHING_LEFT, ("restore", 0, 0)])  # a translation without a text is still one
@example(blocks=1, paragraphs=4, steps=ANEW_AMONG_OTHERS)
@settings(max_examples=300, deadline=None)
def test_every_state_is_what_its_definition_says(
    blocks: int, paragraphs: int, steps: list[tuple[str, int, int]]
) -> None:
    walk(blocks, paragraphs, steps)


@pytest.mark.slow
@given(blocks=st.integers(1, 3), paragraphs=st.integers(1, 4), steps=STEPS)
@settings(max_examples=5000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_five_thousand_sequences_without_a_false_stale(
    blocks: int, paragraphs: int, steps: list[tuple[str, int, int]]
) -> None:
    walk(blocks, paragraphs, steps)
