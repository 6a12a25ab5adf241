"""The steps, one module a subject, in the order in which each depends on the ones before it."""

from harness.capture.doctor.selftest.trial import Run
from harness.capture.doctor.selftest.trials import (
    app,
    clock,
    dialogs,
    frida,
    gate,
    ground,
    persona,
    routes,
    screen,
    trust,
)

TRIALS: tuple[tuple[str, Run], ...] = (
    ("root", ground.root),
    ("root commands", ground.root_commands),
    ("made ready", ground.ready),
    ("checks", ground.checks),
    ("clock", clock.clock),
    ("install", app.install),
    ("frida-server", frida.server),
    ("spawn", frida.spawn),
    ("java bridge", frida.bridge),
    ("hooks: 1", app.one_hook),
    ("hooks: 50", app.fifty_hooks),
    ("hooks: all", app.all_hooks),
    ("gate", gate.gate),
    ("held too long", gate.held_too_long),
    ("certificate", trust.certificate),
    ("route: proxy", routes.proxy),
    ("route: transparent", routes.transparent),
    ("route: wireguard", routes.wireguard),
    ("persona", persona.persona),
    ("screen: dump", screen.dump),
    ("screen: compressed dump", screen.compressed),
    ("screen: driver", screen.driver),
    ("screen: picture", screen.picture),
    ("screen: stays on", screen.stays_on),
    ("dialogs", dialogs.dialogs),
)
"""What is done on the open device. What opens the device anew (runs, restoring, resets) is in ``whole``."""
