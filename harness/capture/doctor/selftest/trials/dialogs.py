"""The system's permission dialogs: whether the harness knows them for what they are."""

import contextlib
import time

from harness.app.apk import read_apk
from harness.app.samples import sample
from harness.capture.device.errors import DeviceError
from harness.capture.doctor.selftest.trial import Bench, Finding, fail, ok, warn
from harness.capture.screen.consent import detect
from harness.capture.screen.controls import UiError, nodes
from harness.capture.screen.dialogs import PermissionDialog, permission_dialog
from harness.capture.screen.looking import Look
from harness.capture.screen.pace import Pace
from harness.evidence.run_record import Apk

MOST = 8
WAIT_SECONDS = 15.0
LOOKS = 8
"""So many looks are taken at least, however long the device needs for one."""


def dialogs(bench: Bench) -> Finding:
    """An app that asks for phone, contacts, place and storage at once; each question is read and refused."""
    device = bench.device
    path = sample("bully")
    apk = read_apk(path)
    told: list[str] = []
    unknown = 0
    pace = Pace()
    device.install(path, grant_all=False)
    device.launch(apk.package)
    last: tuple[str, ...] = ()
    for _ in range(MOST):
        asked = _next(bench, apk, last, pace)
        if asked is None:
            break
        last = asked.key
        buttons = " | ".join(asked.controls)
        told.append(f"{'+'.join(asked.groups) or 'unknown'} [{buttons}]")
        unknown += not asked.groups or asked.allow is None or asked.deny is None
        if asked.deny is None:
            break
        device.tap(*asked.deny.center)
    device.stop_app(apk.package)
    if not told:
        return fail(
            f"no permission dialog was recognised within {WAIT_SECONDS:g} s of starting an app that asks at once"
        )
    return warn("; ".join(told)) if unknown else ok("; ".join(told))


def _next(bench: Bench, apk: Apk, last: tuple[str, ...], pace: Pace) -> PermissionDialog | None:
    """Wait for a dialog that is not the last one; agree to the app's own privacy dialog, behind which it asks."""
    patience = pace.patience(WAIT_SECONDS if not last else WAIT_SECONDS / 3, LOOKS)
    while not patience.over():
        with contextlib.suppress(DeviceError, UiError):
            begun = time.monotonic()
            try:
                tree = bench.device.ui_dump()
            finally:
                pace.looked(time.monotonic() - begun)
            asked = permission_dialog(Look(time_us=0, tree=tree, nodes=tuple(nodes(tree))), apk.label or "")
            if asked is not None and asked.key != last:
                return asked
            if asked is None and (accept := detect(tree, apk.package).accept) is not None:
                bench.device.tap(*accept.center)
        bench.pause(0.3)
    return None
