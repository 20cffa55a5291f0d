"""What differs from learner to learner: drawn from their seed, put in place of ``{name}``."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from courses.sandbox.labs.spec import Lab, Parameter

PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def draw(lab: Lab, seed: int) -> dict[str, str]:
    """The same for the same seed, on every machine and with every release of Python; one more parameter changes no other."""
    return {parameter.name: _drawn(parameter, seed) for parameter in lab.parameters}


def _drawn(parameter: Parameter, seed: int) -> str:
    digest = hashlib.sha256(f"vereda.parameter {seed} {parameter.name}".encode()).digest()
    number = int.from_bytes(digest)  # so large that what is left over at its end favours nobody
    if parameter.choices:
        return parameter.choices[number % len(parameter.choices)]
    return str(parameter.least + number % (parameter.most - parameter.least + 1))


def environment(values: Mapping[str, str], seed: int) -> dict[str, str]:
    """As scripts find them."""
    return {f"LAB_{name.upper()}": value for name, value in values.items()} | {"LAB_SEED": str(seed)}


def ports(lab: Lab, values: Mapping[str, str]) -> tuple[int, ...]:
    """That may be looked at in the browser, of this learner's machine."""
    return tuple(int(fill(str(port), values)) for port in lab.ports)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Once: what a value brings along stays as it is. A name that is not known too."""
    return PLACE.sub(lambda found: values.get(found[1], found[0]), text)


def fill_all(asked: Any, values: Mapping[str, str]) -> Any:
    """Every text in fields and lists."""
    if isinstance(asked, str):
        return fill(asked, values)
    if isinstance(asked, Mapping):
        return {name: fill_all(value, values) for name, value in asked.items()}
    if isinstance(asked, list | tuple):
        return tuple(fill_all(value, values) for value in asked)
    return asked
