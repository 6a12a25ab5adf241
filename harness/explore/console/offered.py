"""The names that are there at the Python prompt: the evidence, what was found, and the acts of a session."""

import builtins
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.analysis.model import Assessment, Disclosure, Sighting
from harness.analysis.model_findings import Finding
from harness.errors import HarnessError
from harness.evidence.bundle import PERSONA, Bundle
from harness.persona.persona import parse_persona

if TYPE_CHECKING:
    from harness.evidence.exchange import Exchange
    from harness.evidence.rows import Observation
    from harness.explore.events import PhaseBegan

Call = Callable[..., Any]
"""Has the session do something: a name of its answers, and what that takes."""


class SessionError(HarnessError):
    """The session cannot do what it was asked for; the message is one sentence."""


class Device:
    """Acts on the device. Each waits until it is done, and is a step in the bundle, as a key's is."""

    def __init__(self, call: Call) -> None:
        """``call`` has the session do it."""
        self._call = call

    def tap(self, text: str) -> None:
        """Touch the control with a text."""
        self._call("act", "tap", text)

    def type(self, text: str) -> None:
        """Type into the focused field; ``${persona.ID}`` in it is a value of the persona."""
        self._call("act", "type", text)

    def accept(self) -> None:
        """Accept in the privacy dialog."""
        self._call("act", "consent", "accept")

    def refuse(self) -> None:
        """Refuse in the privacy dialog."""
        self._call("act", "consent", "refuse")

    def grant(self, name: str = "") -> None:
        """Grant a permission (``CAMERA``), without a name in the dialog that is on the screen."""
        self._call("act", *(("grant", name) if name else ("permission", "grant")))

    def deny(self) -> None:
        """Deny in the permission dialog that is on the screen."""
        self._call("act", "permission", "deny")

    def revoke(self, name: str) -> None:
        """Take a permission away."""
        self._call("act", "revoke", name)

    def mark(self, phase: str, note: str = "") -> None:
        """Begin a phase here."""
        self._call("act", "mark", phase, note)

    def background(self) -> None:
        """Press HOME."""
        self._call("act", "background")

    def foreground(self) -> None:
        """Bring the app to the front."""
        self._call("act", "foreground")

    def relaunch(self) -> None:
        """End the app and start it again."""
        self._call("act", "relaunch")

    def kill(self) -> None:
        """End the app by force."""
        self._call("act", "kill")

    def clear(self) -> None:
        """Forget the app's data and permissions."""
        self._call("act", "clear")

    def screenshot(self, name: str = "") -> None:
        """Keep a picture and the view tree."""
        self._call("act", "screenshot", name)

    def screen(self) -> str:
        """Return the device's screen as it is now, as a view tree. Nothing of it is kept."""
        text: str = self._call("screen")
        return text


class Exports:
    """What a script has in ``rpc.exports``: each name is a function."""

    def __init__(self, call: Call, script: str, pid: int) -> None:
        """``script`` is a loaded file's name."""
        self._call, self._script, self._pid = call, script, pid
        self._names: list[str] = call("exports", script, pid)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Return the function of that name."""
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args: self._call("exported", self._script, name, args, self._pid)

    def __dir__(self) -> list[str]:
        """Return the names of the functions, as they were when the script was loaded."""
        return self._names


class Script:
    """A script that was loaded into the app's processes, as Frida's Python has one."""

    def __init__(self, call: Call, name: str, pid: int = 0) -> None:
        """``pid`` is the process that is meant; 0: the oldest."""
        self._call, self.name, self.pid = call, name, pid
        self.exports = self.exports_sync = Exports(call, name, pid)

    def post(self, message: Any) -> None:
        """Send it a message, which its ``recv()`` takes."""
        self._call("post", self.name, message, self.pid)

    def received(self) -> list[Any]:
        """Return what it has sent with ``send()`` since this was asked last."""
        found: list[Any] = self._call("received", self.name)
        return found

    def __repr__(self) -> str:
        """Return what it is."""
        return f"<script {self.name}>"


class App:
    """The app's processes."""

    def __init__(self, call: Call) -> None:
        """``call`` has the session do it."""
        self._call = call

    def processes(self) -> dict[int, str]:
        """Return the hooked processes that run, by their ids."""
        found: dict[int, str] = self._call("processes")
        return found

    def js(self, code: str, pid: int = 0) -> str:
        """Evaluate JavaScript at the process' prompt (0: the oldest process); return its result as text."""
        log, text = self._call("js", code, pid)
        for line in log:
            _say(line)
        return str(text)

    def load(self, file: str, pid: int = 0) -> Script | None:
        """Load a script (``.js``), or access points (``.yaml``: nothing is returned), into the processes."""
        _say(self._call("bench", "load", Path(file).expanduser().absolute()))
        return Script(self._call, Path(file).name, pid) if Path(file).suffix.lower() == ".js" else None

    def hooks_off(self, *names: str) -> str:
        """Switch hooks off: categories, access points, ``channel``, ``control``, ``all``."""
        return str(self._call("bench", "switch", list(names), on=False))

    def hooks_on(self, *names: str) -> str:
        """Switch hooks on again."""
        return str(self._call("bench", "switch", list(names), on=True))

    def unpin(self) -> str:
        """Take certificate pinning out of the app."""
        return str(self._call("bench", "unpin"))


class Offered:
    """Makes the names."""

    def __init__(self, call: Call, source: str) -> None:
        """``source`` is a finished bundle or recording, empty for that of the session."""
        self._call = call
        self._source = source

    def path(self) -> Path:
        """Return where the bundle, or the recording, lies."""
        return Path(self._source or self._call("path"))

    def calls(self) -> "Iterator[Observation]":
        """Yield all calls of the bundle as it is now, in full."""
        import harness

        yield from harness.open(self.path()).observations

    def exchanges(self) -> "Iterator[Exchange]":
        """Yield all exchanges of the bundle as it is now, in full."""
        import harness

        yield from harness.open(self.path()).exchanges

    def assess(self) -> Assessment:
        """Return the assessment of the bundle as it is now: what ``harness analyze`` prints."""
        import harness

        return harness.open(self.path()).assessment()

    def sightings(self) -> list[Sighting]:
        """Return the values that were found in exchanges up to now."""
        found: list[Sighting] = self._call("sightings")
        return found

    def disclosures(self) -> list[Disclosure]:
        """Return what is proved up to now."""
        found: list[Disclosure] = self._call("disclosures")
        return found

    def findings(self) -> list[Finding]:
        """Return what rules say up to now (``--rules``)."""
        found: list[Finding] = self._call("findings")
        return found

    def phases(self) -> "list[PhaseBegan]":
        """Return the phases up to now."""
        found: list[PhaseBegan] = self._call("phases")
        return found

    def values(self) -> dict[str, str]:
        """Return the persona's values by their ids."""
        if not self._source:
            found: dict[str, str] = self._call("values")
            return found
        text = Bundle(self.path()).persona_text() if self.path().is_dir() else None
        persona = parse_persona(text, PERSONA) if text is not None else None
        return {item.id: str(item.value) for item in persona.values} if persona is not None else {}

    def search(self, value: str, category: str = "typed") -> str:
        """Look for a value from now on, and in everything that came before; return its id."""
        return str(self._call("search", value, category))

    def names(self) -> dict[str, Any]:
        """Return the names and what they stand for."""
        import harness

        functions = (
            self.path, self.calls, self.exchanges, self.disclosures, self.sightings, self.findings, self.phases,
            self.values, self.search, self.assess,
        )  # fmt: skip
        found: dict[str, Any] = {each.__name__: each for each in functions}
        if not self._source:
            found |= {"device": Device(self._call), "app": App(self._call)}
        return found | {"harness": harness, "help": _help(found)}


def _help(found: dict[str, Any]) -> Callable[..., None]:
    def tell(about: object = None) -> None:
        """Say what there is; with an argument what Python says of that."""
        if about is not None:
            builtins.help(about)
            return
        for name, value in found.items():
            if callable(value):
                _say(f"{name + '()':<16}{_first(value)}")
            else:
                for act in (each for each in vars(type(value)) if not each.startswith("_")):
                    _say(f"{name + '.' + act + '()':<22}{_first(getattr(value, act))}")
        _say(f"{'harness':<16}The package, as in notebooks: harness.open(PATH)")

    return tell


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _first(value: object) -> str:
    return (value.__doc__ or "").partition("\n")[0]
