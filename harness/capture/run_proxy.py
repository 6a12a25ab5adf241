"""The proxy of a run: what it hears goes into the bundle, with times of the device's clock."""

import contextlib
from collections.abc import Callable

from harness.capture.device.protocol import Traffic
from harness.capture.host_clock import now_us
from harness.capture.options import RunOptions
from harness.capture.proxy.proxy import Proxy
from harness.capture.proxy.replay.player import Player
from harness.evidence.bundle import FLOWS
from harness.evidence.ear import Deaf
from harness.evidence.rows import Gap, Replayed
from harness.evidence.run_record import RunRecord
from harness.evidence.writer import BundleWriter
from harness.persona.persona import Persona


class RunProxy:
    """A run's proxy. ``ended`` is a sentence when it ended by itself in the middle of the run."""

    def __init__(
        self,
        options: RunOptions,
        device: Traffic,
        writer: BundleWriter,
        offset_us: int,
        stack: contextlib.ExitStack,
        warn: Callable[[str], None],
    ) -> None:
        """``offset_us`` leads from this host's clock to the bundle's; ``stack`` stops the proxy."""
        self.ended = ""
        self._writer = writer
        self._offset_us = offset_us
        self._warn = warn
        player = player_of(options, self._on_replayed)
        self.proxy = Proxy(
            writer.open_file(FLOWS),
            writer.append,
            network=options.network,
            port=options.proxy_port,
            kind=device.route_kind(),
            on_gap=self.on_gap,
            player=player,
            on_flow=options.ear.flow,
            on_early=None if isinstance(options.ear, Deaf) else options.ear.early,
            on_end=self._on_end,
        )
        if player is not None:
            writer.run.replay = player.record()
            stack.callback(_replayed, writer.run, player)
        stack.callback(self.proxy.stop)

    def on_gap(self, row: Gap) -> None:
        """Write a gap whose times are of this host's clock."""
        for field in ("from_us", "to_us"):
            if at_us := getattr(row, field):
                setattr(row, field, at_us + self._offset_us)
        self._writer.append(row)

    def _on_replayed(self, row: Replayed) -> None:
        row.time_us += self._offset_us
        self._writer.append(row)

    def _on_end(self, reason: str) -> None:
        told = f"the proxy ended in the middle of the run: {reason}"
        self.ended = f"{told[0].upper()}{told[1:]}."
        self.on_gap(Gap(kind="proxy_ended", from_us=now_us(), detail=reason))
        self._warn(told)


def player_of(options: RunOptions, on_row: Callable[[Replayed], None] = lambda row: None) -> Player | None:
    """Return who answers from the run's recording, from its beginning; None without one."""
    return Player(options.tape, on_row, _texts(options.persona)) if options.tape is not None else None


def _replayed(run: RunRecord, player: Player) -> None:
    run.replay = player.record()


def _texts(persona: Persona) -> set[str]:
    return {each.value for each in persona.values if isinstance(each.value, str)}
