"""The proxy's certificate in the system's store."""

import io

from harness.capture.doctor.selftest.trial import Bench, Finding, Stopwatch, ok, skip, warn
from harness.capture.proxy.proxy import Proxy

STORES = ("/system/etc/security/cacerts", "/apex/com.android.conscrypt/cacerts")
SLOW_SECONDS = 30.0


def certificate(bench: Bench) -> Finding:
    """Put it there, see it in every mount namespace that matters (the harness does), and list its label."""
    if bench.device.link.root is None:
        return skip("the store needs root")
    with_ca = Proxy(io.BytesIO(), lambda row: None, network="sinkhole")
    try:
        authority = with_ca.start().ca_pem()
    finally:
        with_ca.stop()
    watch = Stopwatch()
    with watch.part("trusted"):
        bench.device.trust_ca(authority)
    for store in STORES:
        bench.device.link.sudo(["sh", "-c", f"ls -lZd {store}; ls -lZ {store} | tail -n 3; ls {store} | wc -l"])
    bench.device.link.sudo(["sh", "-c", "grep -h cacerts /proc/1/mounts /proc/$(pidof zygote64 || echo 1)/mounts"])
    return ok(str(watch)) if watch.seconds["trusted"] < SLOW_SECONDS else warn(str(watch))
