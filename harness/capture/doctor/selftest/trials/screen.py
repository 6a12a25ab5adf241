"""Seeing and touching the screen, with the sample app in front."""

from harness.capture.device.journal import Command
from harness.capture.device.link import outputs
from harness.capture.device.ui.shell import DUMP_FILE
from harness.capture.doctor.selftest.trial import Bench, Finding, Stopwatch, fail, ok, skip, warn
from harness.capture.screen.controls import UiError, nodes

SLOW_SECONDS = 5.0
APPEARS_SECONDS = 5.0


def dump(bench: Bench) -> Finding:
    """``uiautomator dump``, which waits for the screen to rest."""
    return _dumped(bench)


def compressed(bench: Bench) -> Finding:
    """The same without the nodes that matter little, which some restless screens need."""
    return _dumped(bench, "--compressed")


def _dumped(bench: Bench, *flags: str) -> Finding:
    if not bench.installed:
        return skip("it needs the sample app")
    _in_front(bench)
    device = bench.device
    device.link.change(f"the file {DUMP_FILE}", Command(argv=["rm", "-f", DUMP_FILE]))
    watch = Stopwatch()
    with watch.part("dump"):
        said = device.shell(["uiautomator", "dump", *flags, DUMP_FILE], timeout=60)
    tree = device.shell(["cat", DUMP_FILE]) if said.code == 0 else said
    device.shell(["rm", "-f", DUMP_FILE])
    return _judged(tree.stdout, watch, " ".join(said.stdout.split())[:120])


def driver(bench: Bench) -> Finding:
    """What a run uses."""
    if not bench.installed:
        return skip("it needs the sample app")
    _in_front(bench)
    watch = Stopwatch()
    with watch.part("first"):
        bench.device.ui_dump()
    with watch.part("second"):
        tree = bench.device.ui_dump()
    used = bench.device.ui_driver()
    types = "types 中文" if bench.device.can_type("中文") else "cannot type 中文"
    found = _judged(tree.decode("utf-8", "replace"), watch, f"{used['name']}, {types}")
    if used.get("reason") and found.detail:
        return Finding(found.state, f"{found.detail}; second choice: {used['reason']}")
    return found


def _judged(tree: str, watch: Stopwatch, said: str) -> Finding:
    detail = f"{watch}; {said}"
    try:
        count = sum(1 for _ in nodes(tree[tree.find("<?xml") :].encode() if "<?xml" in tree else tree.encode()))
    except UiError as error:
        return fail(f"no view tree: {error}; {detail}")
    if not count:
        return fail(f"an empty view tree; {detail}")
    slowest = max(watch.seconds.values())
    return ok(f"{count} nodes; {detail}") if slowest < SLOW_SECONDS else warn(f"{count} nodes; slow; {detail}")


def picture(bench: Bench) -> Finding:
    """A screenshot, of which only the size is kept."""
    watch = Stopwatch()
    with watch.part("screencap"):
        data = bench.device.screenshot()
    width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    return ok(f"{width} x {height}, {len(data) // 1024} KiB; {watch}")


def stays_on(bench: Bench) -> Finding:
    """Whether the screen is still on and not locked after all this."""
    said = bench.device.shell(["dumpsys", "window", "policy"])
    seen = outputs.screen(said.stdout if said.code == 0 else "")
    if seen.locked or seen.on is False:
        return fail(f"locked: {seen.locked}, on: {seen.on}: no scenario could touch the app")
    if seen.locked is None:
        return warn("the device does not say")
    return ok("on, not locked")


def _in_front(bench: Bench) -> None:
    bench.device.launch(bench.apk.package)
    bench.pause(APPEARS_SECONDS if not bench.sandbox else 1.0)
