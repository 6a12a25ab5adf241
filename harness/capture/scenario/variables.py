"""``${name}`` in scenario files: the scenario's own variables, and the persona's values."""

import re
from dataclasses import dataclass, field
from functools import cache

from harness.capture.scenario.marks import Mark, Scalar, scalar
from harness.capture.scenario.problems import ScenarioError
from harness.persona.generate import generate
from harness.persona.persona import Persona

_REFERENCE = re.compile(r"\$\{([^{}]*)\}")
_PERSONA = "persona."


@cache
def persona_names() -> tuple[str, ...]:
    """Return the names of the values that every generated persona has as text."""
    return tuple(item.id for item in generate(seed=0).values if isinstance(item.value, str))


@dataclass
class Variables:
    """The values in force. ``needed`` have no value and must be set; ``used`` are the persona's that were named."""

    values: dict[str, Scalar] = field(default_factory=dict)
    needed: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)

    def fill(self, node: Scalar) -> Scalar:
        """Return ``node`` with the scenario's own variables filled in; the persona's stay, their names checked.

        Raises :class:`ScenarioError` for an unknown name.
        """
        if not isinstance(node.value, str) or "${" not in node.value:
            return node
        whole = _REFERENCE.fullmatch(node.value)
        if whole and not whole[1].startswith(_PERSONA):
            return self._own(whole[1], node.mark)
        text = _REFERENCE.sub(lambda found: self._text(found[1], node.mark), node.value)
        if text.replace("${persona.", "").count("${"):
            raise node.mark.error("'${' begins a variable that does not end; write ${name}.")
        return Scalar(node.mark, text, text)

    def _text(self, name: str, mark: Mark) -> str:
        if name.startswith(_PERSONA):
            wanted = name.removeprefix(_PERSONA)
            if wanted not in persona_names():
                close = ", ".join(n for n in persona_names() if "." not in n)
                raise mark.error(f"the persona has no value {wanted[:40]!r}; it has: {close}, contact.1.name …")
            self.used.add(wanted)
            return "${" + name + "}"
        return self._own(name, mark).raw

    def _own(self, name: str, mark: Mark) -> Scalar:
        if name in self.values:
            found = self.values[name]
            return Scalar(mark, found.value, found.raw)
        if name in self.needed:
            self.missing.add(name)
            return Scalar(mark, None, "")
        known = ", ".join(sorted({*self.values, *self.needed})) or "none"
        raise mark.error(f"there is no variable {name[:40]!r}; the scenario's own are: {known}, and persona.NAME.")


def settings(pairs: list[str]) -> dict[str, Scalar]:
    """Read ``NAME=VALUE`` pairs as given to ``--set``. Raises :class:`ScenarioError` for one that is none."""
    found = {}
    for pair in pairs:
        name, separator, value = pair.partition("=")
        if not separator or not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name):
            raise ScenarioError(f"--set {pair[:60]!r}: write NAME=VALUE.")
        found[name] = scalar(value, f"--set {name}")
    return found


def with_persona(text: str, persona: Persona) -> str:
    """Return ``text`` with the persona's values in it. Raises :class:`ScenarioError` for one it does not hold."""

    def value(found: re.Match[str]) -> str:
        name = found[1].removeprefix(_PERSONA)
        try:
            return persona.text(name)
        except KeyError:
            raise ScenarioError(f"The persona {persona.id} has no value {name!r}, which the scenario types.") from None

    return _REFERENCE.sub(value, text)
