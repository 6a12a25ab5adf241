"""What came of holding a recording against its expectations."""

from typing import Literal

import msgspec

State = Literal["as_expected", "differs", "undetermined", "bad_input", "incomplete"]
"""``undetermined``: neither seen nor sure that it is not so. ``bad_input`` and ``incomplete`` are of a whole recording:
something cannot be read, or could not be analysed to its end."""


class Carried(msgspec.Struct, kw_only=True, frozen=True):
    """One value in one request: where it stood, and by which encodings (``path``, from the outside in)."""

    sighting: str
    index: int
    exchange: str
    request: str
    host: str
    category: str
    value_id: str
    form: str
    where: str
    path: list[str]
    phase: str
    consent: str
    actor: str

    def text(self) -> str:
        """Return it as two lines; what comes from the traffic is not made harmless here."""
        when = f", in {self.phase}" if self.phase else ""
        way = " > ".join(self.path) or "as it is"
        request = f"request {self.index}: {self.request}{when}, by {self.actor}"
        return f"{request}\n  {self.value_id} as {self.form} in {self.where}: {way}"


class Check(msgspec.Struct, kw_only=True, frozen=True):
    """One expectation. ``at`` is its path in the file, ``line`` its line, ``says`` one sentence on what came of it.

    ``names`` say why it is undetermined; ``carried`` are the requests that decided.
    """

    at: str
    expectation: str
    state: State
    says: str = ""
    line: int = 0
    names: list[str] = []
    carried: list[Carried] = []

    @property
    def good(self) -> bool:
        """Whether it is as expected."""
        return self.state == "as_expected"

    def text(self) -> str:
        """Return everything that there is to say, as lines."""
        rows = [f"{self.expectation}: {self.says}", *(row.text() for row in self.carried)]
        return "\n".join(rows)


class Outcome(msgspec.Struct, kw_only=True, frozen=True):
    """One recording's. ``problem`` is the sentence of what could not be read or done; ``seconds`` it took."""

    recording: str
    expected: str
    state: State
    problem: str = ""
    line: int = 0
    checks: list[Check] = []
    warnings: list[str] = []
    seconds: float = 0.0


def worst(states: list[State]) -> State:
    """Return the state of a whole from those of its parts."""
    order: tuple[State, ...] = ("bad_input", "differs", "incomplete", "undetermined")
    return next((state for state in order if state in states), "as_expected")
