"""The planted identity: what of it this device takes. That apps get to read it is seen in the runs further down."""

from harness.capture.doctor.selftest.trial import Bench, Finding, Stopwatch, ok, warn
from harness.persona.generate import generate

NO_SECRETS = ("device_fingerprint",)
"""What the device has of its own and many others have too: the build, which the file is about."""


def persona(bench: Bench) -> Finding:
    """Plant a generated persona; each part is read back as it is planted."""
    planted_one = generate()
    watch = Stopwatch()
    with watch.part("planted"):
        planted = bench.device.seed(planted_one)
    for value in planted.own:
        if isinstance(value.value, str) and value.category not in NO_SECRETS:
            bench.secrets.add(value.value)
    kinds = sorted({value.category for value in planted.own})
    missing = "; ".join(f"{name}: {why}" for name, why in planted.missing.items())
    total = len(planted_one.values)
    detail = (
        f"{total - len(planted.missing)} of {total} values; {watch}; the device's own of {len(kinds)} kinds are known"
        + (f" ({', '.join(kinds)})" if kinds else "")
        + (f"; not planted: {missing}" if missing else "")
    )
    return ok(detail) if len(planted.missing) < total else warn(detail)
