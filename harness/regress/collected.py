"""Files of expectations as pytest collects them: a test for each expectation, one analysis for all."""

from collections.abc import Iterator
from typing import Any

import pytest

from harness.config.layers import ToLookFor, to_look_for
from harness.errors import HarnessError
from harness.regress.expected import read_expected
from harness.regress.judge import plan
from harness.regress.outcome import Check, Outcome
from harness.regress.suite import outcome
from harness.report.safe import visible


class Unlike(Exception):
    """A recording is not as expected. The message is all that there is to say."""


_LOOK = pytest.StashKey[ToLookFor]()


def configured(config: pytest.Config) -> ToLookFor:
    """Return what is looked for where expectations name nothing: as ``harness regress`` called from the same
    directory. Raises ``ReadError``."""
    if _LOOK not in config.stash:
        config.stash[_LOOK] = to_look_for(config.invocation_params.dir)
    return config.stash[_LOOK]


class ExpectedFile(pytest.File):
    """One file of expectations."""

    _outcome: Outcome | None = None

    def collect(self) -> Iterator["Expectation"]:
        """Yield a test for each expectation."""
        try:
            placed = read_expected(self.path)
            configured(self.config)
        except HarnessError as error:
            raise self.CollectError(visible(str(error))) from None
        for at, words in plan(placed.content):
            name = f"expects[{words}]"  # in brackets pytest leaves dots alone, when it shows a name
            # As text, which pytest 9.2 takes apart: else --lf does not know again what it read from its cache.
            nodeid = f"{self.nodeid}::{name}"
            yield Expectation.from_parent(self, name=name, nodeid=nodeid, at=at, line=placed.at(at).line)

    def check(self, at: str, name: str) -> Check:
        """Return what came of an expectation; the recording is analysed when the first one asks.

        Raises :class:`Unlike` when it could not be.
        """
        found = self._outcome = self._outcome or outcome(self.path, configured(self.config))
        if found.problem:
            raise Unlike(found.problem)
        return next(check for check in found.checks if (check.at, f"expects[{check.expectation}]") == (at, name))


class Expectation(pytest.Item):
    """One expectation of a recording."""

    def __init__(self, *, at: str, line: int, **more: Any) -> None:
        """``at`` is its path in the file, ``line`` its line."""
        super().__init__(**more)
        self._at = at
        self._line = line

    def runtest(self) -> None:
        """Hold the recording against it."""
        file = self.parent
        if not isinstance(file, ExpectedFile):
            raise TypeError("an expectation without its file")
        check = file.check(self._at, self.name)
        if not check.good:
            raise Unlike(f"{check.state}: {check.text()}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Show what is not as expected, and no stack."""
        if isinstance(excinfo.value, Unlike):
            return f"{self.path}:{self._line}\n{visible(str(excinfo.value), multiline=True)}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Any, int | None, str]:
        """Where it stands."""
        return self.path, max(0, self._line - 1), self.name
