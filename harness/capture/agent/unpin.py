"""Taking certificate pinning out of an app: a script of its own, loaded only on demand, its effects kept."""

from collections import Counter
from pathlib import Path
from typing import Any

from harness.capture.agent.script import AgentError, beside_agent, with_bridge
from harness.capture.device.frida.bounded import bounded
from harness.capture.frida_errors import FRIDA_ERRORS, meaning
from harness.evidence.run_record import Unpinned

REPORT_SECONDS = 10.0
"""How long a process has to say, at the end of a run, what the script did in it."""


_FAILED: tuple[type[Exception], ...] = (*FRIDA_ERRORS, TimeoutError)


class Unpinner:
    """The unpinning script in every process of a run, and what it did there."""

    def __init__(self) -> None:
        """Nothing is loaded yet."""
        self._scripts: list[Any] = []
        self._used: Counter[str] = Counter()
        self._hooks: dict[str, dict[str, Any]] = {}

    def load(self, session: Any) -> None:
        """Put the script into a process that is not running yet. Raises ``AgentError`` in one sentence."""
        text = beside_agent(Path("unpin") / "unpin.js")
        try:
            script = session.create_script(with_bridge(text), name="unpin")
            script.on("message", self._message)
            script.load()
            self._merge(script.exports_sync.install())
        except FRIDA_ERRORS as error:
            raise AgentError(f"the unpinning script does not load: {meaning(error)}") from None
        self._scripts.append(script)

    def _message(self, message: dict[str, Any], _data: bytes | None) -> None:
        payload = message.get("payload")
        if message.get("type") == "send" and isinstance(payload, dict) and payload.get("t") == "unpinned":
            self._used[str(payload.get("what"))[:200]] += 1

    def _merge(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            known = self._hooks.get(row["what"])
            if known is None or row["hooked"]:
                self._hooks[row["what"]] = row

    def report(self) -> Unpinned:
        """Return what was hooked, what could not be and why, and how often each hook changed something."""
        for script in self._scripts:
            try:
                self._merge(bounded(script.exports_sync.report, REPORT_SECONDS))
            except _FAILED:
                continue  # its process ended; what it told before counts
        return Unpinned(
            hooked=sorted(name for name, row in self._hooks.items() if row["hooked"]),
            missing={name: row["reason"] for name, row in sorted(self._hooks.items()) if not row["hooked"]},
            used=dict(sorted(self._used.items())),
        )
