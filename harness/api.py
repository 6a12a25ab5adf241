"""The analysis for Python and notebooks: what ``harness analyze`` and ``harness report`` do, as objects.

Its names are those of the package itself (``harness.open``), which loads this module when one is first used; the page
``docs/python.md`` lists them.
"""

import os
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Literal, Self, TypedDict, TypeVar, Unpack

from harness.analysis.model import Assessment, Collected, Disclosure, Sighting
from harness.analysis.model_findings import Finding
from harness.errors import BadInputError, HarnessError, HarnessWarning
from harness.evidence.calls.log import CallsRequest
from harness.evidence.exchange import Exchange
from harness.evidence.rows import Observation
from harness.evidence.seal import Verification
from harness.files.names import shown
from harness.files.unexpected import understood
from harness.jobs.assess import Asked, Assessed, assess_asked
from harness.jobs.formats import How, formats, lenses_of_notice, name_of, rendered
from harness.jobs.seals import faults
from harness.jobs.source import Request
from harness.jobs.table import columns, kind_of_row

if TYPE_CHECKING:
    import pandas

__all__ = [
    "Assessment",
    "CallsRequest",
    "Collected",
    "Disclosure",
    "Exchange",
    "Finding",
    "Observation",
    "Opened",
    "Rows",
    "Sighting",
    "analyze",
    "open",
]

Place = str | os.PathLike[str]
"""A file or directory."""
Values = Place | Sequence[Mapping[str, Any]]
"""A file of values (as for ``--values``), or what one holds: ``[{"category": ..., "value": ...}]``."""
Table = Literal["findings", "disclosures", "sightings", "collected", "exchanges", "observations"]
T = TypeVar("T")
_PATH = (str, os.PathLike)


class Rows(Generic[T]):
    """Rows that are read from the evidence as they are asked for, each time from the first."""

    def __init__(self, read: Callable[[], Iterable[T]]) -> None:
        """``read`` begins anew."""
        self._read = read

    def __iter__(self) -> Iterator[T]:
        """Yield the rows. Raises ``HarnessError``."""
        with _in_one_sentence():
            yield from self._read()


class Opened:
    """A bundle or a recording that was opened, with what is known of it. It is assessed when that is first asked for.

    Every method and property raises ``harness.HarnessError``, one sentence, where it cannot do what it says, and
    ``harness.BadInputError`` (which is one) once it was closed.
    """

    def __init__(self, name: str, asked: Asked, heard: "_Heard", workers: int) -> None:
        """Use :func:`open`."""
        self.name = name
        """What the bundle or recording is called."""
        self._asked: Asked | None = asked
        self._done: Assessed | None = None
        self._heard = heard
        self._workers = workers

    @property
    def warnings(self) -> list[str]:
        """What was said on the way, a sentence each: a broken seal, a category that does not exist."""
        return list(self._heard.said)

    def assessment(self) -> Assessment:
        """Return everything that was found: what ``harness analyze`` prints as JSON."""
        return self._assessed().found

    @property
    def findings(self) -> list[Finding]:
        """What the rules found."""
        return self.assessment().findings

    @property
    def disclosures(self) -> list[Disclosure]:
        """What left the device: by whom, to whom, in which phase."""
        return self.assessment().disclosures

    @property
    def sightings(self) -> list[Sighting]:
        """Each value in each exchange, with the way to it."""
        return self.assessment().sightings

    @property
    def exchanges(self) -> Rows[Exchange]:
        """The traffic as it was recorded. Needs no assessment."""
        return Rows(lambda: self._read().source.recording.exchanges)

    @property
    def observations(self) -> Rows[Observation]:
        """The calls of hooked access points; of a recording those of the log that was joined to it."""
        return Rows(lambda: self._read().source.recording.observations)

    def report(
        self,
        lang: Literal["en", "zh"] = "en",
        redact: bool = False,
        format: Literal["html", "json", "sarif", "csv", "junit", "notice"] = "html",
    ) -> str:
        """Return the report that ``harness report`` writes; ``redact`` leaves the values themselves out."""
        if lang not in ("en", "zh"):
            raise BadInputError(f"The language must be en or zh, not {shown(str(lang)[:60])!r}.")
        one, *more = formats(format)
        if more:
            raise BadInputError(f"report() makes one format at a time, not {shown(format[:60])!r}.")
        with _in_one_sentence():
            how = How(lang, redact, self.name, lenses=lenses_of_notice(self._read().rules.named))
            (made,) = rendered(self._assessed(), [one], how)
        if isinstance(made, bytes):
            raise BadInputError(f"report() makes text, and {format} is none: harness report writes it to a file.")
        return made

    def to_frame(self, what: Table = "disclosures") -> "pandas.DataFrame":
        """Return a table of pandas; its columns are the fields, with a dot where one is inside another (``actor.id``).

        Times stay microseconds since the Unix epoch. Exchanges and observations are read into memory, all of them.
        """
        kind = kind_of_row(what)
        try:
            import pandas
        except ImportError:
            raise HarnessError("to_frame() needs pandas: pip install 'harness[notebook]'.") from None
        with _in_one_sentence():
            evidence = what in ("exchanges", "observations")
            return pandas.DataFrame(columns(kind, getattr(self if evidence else self.assessment(), what)))

    def close(self) -> None:
        """Let go of what was read. What was unpacked of a packed recording goes when the program ends."""
        self._asked = self._done = None

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        """Close it."""
        self.close()

    def __repr__(self) -> str:
        """Say what was opened."""
        return f"<harness.Opened {shown(self.name)!r}{' (closed)' if self._asked is None else ''}>"

    def _read(self) -> Asked:
        if self._asked is None:
            raise BadInputError(f"{shown(self.name)} was closed: open it again.")
        return self._asked

    def _assessed(self) -> Assessed:
        asked = self._read()
        if self._done is None:
            with _in_one_sentence():
                self._done = assess_asked(asked, self._heard, workers=self._workers)
        return self._done


class Given(TypedDict, total=False):
    """What else :func:`open` and :func:`analyze` take, by name: the options of ``harness analyze``.

    ``persona`` is what to look for (it takes the place of the bundle's own), ``rules`` lenses and files of rules,
    without any all of the catalogue; ``keys`` the TLS secrets of a capture; ``calls`` a log of other hooks, or
    ``CallsRequest(log, mapping, ahead_s)``; ``app`` the app that a recording is about, ``app_type`` its type;
    ``policies`` documents of its privacy policy; ``trackers`` and ``countries`` lists of who and where hosts are.
    ``workers`` are the processes that search a large recording: more than one are forks of this program, which must not
    have threads (a notebook has).
    """

    persona: Place | None
    rules: str | Sequence[str]
    keys: Place | None
    calls: Place | CallsRequest | None
    app: str
    app_type: str
    policies: Place | Sequence[Place]
    trackers: Place | Sequence[Place]
    countries: Place | None
    workers: int


def open(path: Place, *, values: Values | None = None, **given: Unpack[Given]) -> Opened:
    """Open a bundle, or a recording (HAR, mitmproxy flows, packet capture), to be assessed.

    ``values`` are what to look for; what else is taken by name stands at :class:`Given`.

    Everything that is named is read at once, and what may be a slip is told as a ``HarnessWarning``. Raises
    ``BadInputError``, one sentence, for what cannot be used, ``HarnessError`` for what could not be done, and
    ``TypeError`` for a name that there is not.
    """
    if unknown := given.keys() - Given.__annotations__.keys():
        raise TypeError(f"open() and analyze() take no {', '.join(sorted(unknown))}")
    workers, rules = given.get("workers", 1), given.get("rules", ())
    if workers < 1:
        raise BadInputError(f"At least one process searches: workers cannot be {workers}.")
    request = Request(
        source=Path(path),
        persona=_maybe(given.get("persona")),
        values=Path(values) if isinstance(values, _PATH) else _listed(values),
        keys=_maybe(given.get("keys")),
        calls=_calls(given.get("calls")),
        app=given.get("app", ""),
        rules=[rules] if isinstance(rules, str) else list(rules),
        app_type=given.get("app_type", ""),
        policies=_several(given.get("policies", ())),
        trackers=_several(given.get("trackers", ())),
        countries=_maybe(given.get("countries")),
    )
    heard = _Heard()
    with _in_one_sentence():
        return Opened(name_of(request.source), Asked.of(request, heard), heard, workers)


def analyze(path: Place, values: Values | None = None, **given: Unpack[Given]) -> Assessment:
    """Return the assessment of a bundle or recording in one call; arguments and errors are those of :func:`open`."""
    with open(path, values=values, **given) as opened:
        return opened.assessment()


class _Heard:
    """Hears a job (see ``harness.jobs.told.Told``): keeps what it says, and warns of it."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def progress(self, text: str) -> None:
        pass

    def warn(self, text: str) -> None:
        self.said.append(text)
        warnings.warn(text, HarnessWarning, stacklevel=2)

    def broken(self, bundle: Path, found: Verification) -> None:
        named = "; ".join(faults(found))
        self.warn(f"the seal of {shown(bundle)} is broken; what rests on these files is undetermined: {named}.")


@contextmanager
def _in_one_sentence() -> Iterator[None]:
    """Turn whatever goes wrong into an error of ours, with what it was as its cause."""
    try:
        yield
    except HarnessError:
        raise
    except Exception as error:
        raise understood(error) from error


def _maybe(path: Place | None) -> Path | None:
    return None if path is None else Path(path)


def _several(paths: Place | Sequence[Place]) -> list[Path]:
    return [Path(paths)] if isinstance(paths, _PATH) else list(map(Path, paths))


def _listed(values: Sequence[Mapping[str, Any]] | None) -> list[dict[str, Any]] | None:
    if values is None:
        return None
    if not all(isinstance(value, Mapping) for value in values):
        raise BadInputError('Values are a file, or a list of {"category": ..., "value": ...}.')
    return [dict(value) for value in values]


def _calls(calls: Place | CallsRequest | None) -> CallsRequest | None:
    if calls is None:
        return None
    asked = calls if isinstance(calls, CallsRequest) else CallsRequest(Path(calls))
    return replace(asked, log=Path(asked.log), mapping=_maybe(asked.mapping))
