"""The device's screen beside the lists: as it is now, or as a finished bundle kept it."""

import asyncio
from pathlib import Path

from textual import work

from harness.analysis.model import Disclosure
from harness.errors import HarnessError
from harness.evidence.bundle import Bundle
from harness.explore.screens.album import Album
from harness.explore.screens.at_bench import AtBench
from harness.explore.screens.device_screen import DeviceScreen
from harness.explore.screens.lists import Lists
from harness.explore.screens.looking import Details


class Seeing(AtBench):
    """An application that shows the device's screen."""

    _lists: Lists
    _details: Details
    _album: Album | None = None

    @property
    def _device(self) -> DeviceScreen:
        return self._lists.device

    @work(exclusive=True, group="device")
    async def see_device(self) -> None:
        """Show what the device shows now, once the run has come to it."""
        if self._control is None:
            await self._open_album()
            return
        pending = self._control.look()
        await asyncio.to_thread(pending.wait)
        if pending.glance is not None:
            self._device.show(pending.glance)
        else:
            self._device.say(f"The screen cannot be seen: {pending.failed or 'the run ended'}.")

    async def _open_album(self) -> None:
        """Show the picture of a finished bundle that was taken nearest to what is chosen in the lists."""
        if self._album is None:
            try:
                self._album = await asyncio.to_thread(lambda: Album(Bundle(Path(self._source))))
            except HarnessError:
                self._device.say("This recording is no bundle, and has no pictures of screens.")
                return
        if (item := self._details.shown) is not None:
            self._album.open_near(item.first if isinstance(item, Disclosure) else item.time_us)
        self.action_picture(0)

    def action_picture(self, by: int) -> None:
        """Turn to another picture of a finished bundle."""
        album = self._album
        if album is None:
            return
        if not len(album):
            self._device.say("This bundle has no pictures of screens.")
            return
        album.turn(by)
        self._device.show(album.glance(), album.caption())

    def acted(self) -> None:
        """Look at the screen again after an act, where it is in sight."""
        if self._lists.shown == "device":
            self.see_device()
