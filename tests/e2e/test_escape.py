"""An app that tries every way past the proxy: nothing comes out, each attempt is told, none is cleared."""

import json
import os
import re
from pathlib import Path

import pytest

from harness.evidence.seal import verify
from tests.e2e.conftest import ROOT, harness
from tests.e2e.escaping import APK, SECRET, Tried, promised, tried

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

GROUPS: list[tuple[str, ...]] = [
    (
        "nothing", "browser", "download", "clipboard", "others", "shared", "home", "loopback", "bundle", "child",
        "daemon", "library", "unix", "syscalls", "names", "unguarded",
    ),
    ("memory",),
]  # fmt: skip
"""The tricks in their order: those that change the process come last, or have a process of their own."""
TRICKS = [trick for group in GROUPS for trick in group]
TOLD: dict[str, tuple[str, ...]] = {
    "browser": (
        r"start\.startActivity\.other .*http://.*id=\d+ .*ActivityNotFoundException",
        r"intent\.sendto .*mailto:",
    ),
    "download": (r"observation download\.enqueue ",),
    "clipboard": (r"observation clip\.setPrimaryClip ",),
    "others": (r"start\.sendBroadcast .*com\.lockroom\.TAKE", r"start\.startService .*friend", r"cr\.query .*friend"),
    "shared": (r"attempt write /tmp/escape-\d+\.txt refused", r"observation native\.open /sdcard/escape-"),
    "home": (
        r"observation file\.foreign /etc/passwd",
        r"observation file\.init \S+/diary\.txt .*FileNotFound",
        r"attempt write \S+/diary\.txt\.escape refused",
        r"observation file\.foreign /proc/1/environ",
        r"observation file\.proc\.pid /proc ",
        r"observation system\.getenv",
    ),
    "loopback": (r"attempt connect 127\.0\.0\.1:TCP ", r"127\.0\.0\.2:TCP", r"127\.0\.0\.1:5037"),
    "bundle": (
        r"attempt write \S+/flows\.mitm refused",
        r"attempt write \S+/planted\.jsonl refused",
        r"observation file\.proc\.pid /proc ",
    ),
    "child": (
        r"attempt exec /bin/bash refused",
        r"attempt exec \S+/bin/java refused",
        r"observation processbuilder\.start .*/bin/bash",
        r"observation runtime\.exec .*/bin/true",
    ),
    "daemon": (r"attempt exec /usr/bin/setsid refused", r"attempt exec /bin/sh refused"),
    "library": (r"observation lib\.load .*libway\.so",),
    "unix": (r"attempt connect unix:\S+/s ", r"attempt connect unix:@NAME "),
    "syscalls": (
        r"connection denied HOST:TCP",
        r"connection denied HOST:UDP",
        r"attempt call io_uring_setup refused",
        r"attempt call memfd_create refused",
    ),
    "names": (
        r"observation native\.getaddrinfo [0-9a-f]{46}\.t\.lockroom",
        r"exchange dns .*[0-9a-f]{46}\.t\.lockroom",
        r"exchange udp .*HOST:UDP",
    ),
    "unguarded": (r"exchange tcp .*HOST:TCP", r"observation native\.sendto .*HOST:UDP"),
    "memory": (r"observation self\.memory /proc/self/mem", r"connection denied HOST:SPARE"),
}
"""What a bundle must hold of each trick: a row that each of these describes."""
TOLD_PARTIAL = {
    # The library loads, and its calls of libc's functions are hooked.
    "library": (r"observation lib\.load", r"exchange tcp .*HOST:TCP"),
    # Own memory cannot be written to.
    "syscalls": (
        r"connection denied HOST:TCP",
        r"connection denied HOST:UDP|attempt \w+ .*HOST:UDP",
        r"io_uring_setup refused",
    ),
    "unix": (r"attempt connect unix:\S+/s ", r"attempt connect unix:@NAME "),
    "memory": (r"observation self\.memory /proc/self/mem .*errno 13", r"exchange tcp .*HOST:SPARE"),
    # No datagram goes anywhere, not to the agent's relay either.
    "names": (r"observation native\.getaddrinfo [0-9a-f]{46}\.t\.lockroom", r"attempt send 127\.0\.0\.1:\d+ refused"),
}
"""What is different where Landlock holds the files, and nothing but our answers the network."""
HARMLESS = re.compile(
    r"(nothing|\w+\.(harmless|load|code|manager|unhook))|download\.enqueue|clipboard\.put|others\.(broadcast|service|query)"
    r"|shared\.external|names\..*|unguarded\..*|library\.(connect|sendto)|loopback\.(127\.0\.0\.2|datagram)|home\.processes"
)
"""What may succeed: it stays on the device, or it goes to the proxy."""
HOOKED = "memory.socket"
"""So does this, where the hooks could not be taken out."""


@pytest.fixture(scope="module", params=["full", "partial"])
def all_tried(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Tried:
    found = tried(tmp_path_factory.mktemp(f"escape-{request.param}"), GROUPS, confine=request.param)
    if found.level != request.param:
        pytest.skip(f"this machine confines no app so, but: {found.level}")
    return found


def test_the_run_goes_through_to_its_end(all_tried: Tried) -> None:
    assert all_tried.done.returncode == 0, all_tried.done.stderr
    assert {name for name in all_tried.said if name.endswith(".harmless")} == {f"{name}.harmless" for name in TRICKS}


def test_nothing_comes_out(all_tried: Tried) -> None:
    assert all_tried.outside.heard == []


def test_what_leads_out_fails(all_tried: Tried) -> None:
    done = {name: said for name, said in all_tried.said.items() if said.startswith("done")}
    assert {name: said for name, said in done.items() if not HARMLESS.fullmatch(name)}.keys() <= {
        "full": set(),
        "partial": {HOOKED},
    }[all_tried.level]


def test_the_app_that_tries_nothing_is_cleared(all_tried: Tried) -> None:
    """Else that no trick is would say nothing."""
    assert all_tried.verdict("nothing") == ("none_seen", [])


@pytest.mark.parametrize("trick", TRICKS[1:])
def test_no_trick_is_cleared(all_tried: Tried, trick: str) -> None:
    verdict, reasons = all_tried.verdict(trick)
    assert verdict in ("undetermined", "disclosures")
    assert verdict == "disclosures" or reasons
    assert promised(trick, all_tried.level) <= {verdict, *reasons}, "docs/limits.md says otherwise"


@pytest.mark.parametrize("trick", TRICKS[1:])
def test_each_attempt_is_in_the_bundle(all_tried: Tried, trick: str) -> None:
    rows = all_tried.rows(trick)
    outside = all_tried.outside
    words = {"HOST": outside.host, "NAME": outside.abstract}
    words |= {"TCP": outside.tcp, "UDP": outside.udp, "SPARE": outside.spare}
    told = TOLD | TOLD_PARTIAL if all_tried.level == "partial" else TOLD
    for pattern in told[trick]:
        wanted = re.sub("HOST|NAME|TCP|UDP|SPARE", lambda found: re.escape(str(words[found[0]])), pattern)
        assert any(re.search(wanted, row) for row in rows), (wanted, rows)


def test_the_bundle_is_what_was_recorded(all_tried: Tried) -> None:
    bundle = all_tried.bundle
    assert verify(bundle.path).intact
    assert not list(all_tried.out.rglob("planted.jsonl"))
    bodies = [row.request_body.decode() for row in all_tried.whole.exchanges if "lockroom.example/open" in row.url]
    assert bodies == [f"room={trick}" for trick in TRICKS]
    assert bundle.run.outcome == "complete"


def test_the_user_s_files_are_as_they_were(all_tried: Tried) -> None:
    assert [path.name for path in all_tried.outside.home.iterdir()] == ["diary.txt"]
    written = [path for folder in ("/tmp", "/var/tmp", "/dev/shm") for path in Path(folder).glob("escape-[0-9]*.txt")]
    assert [path for path in written if str(all_tried.outside.tcp) in path.name] == []


def test_no_process_is_left(all_tried: Tried) -> None:
    left = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            continue
        if str(all_tried.outside.home.parent).encode() in command and process.name != str(os.getpid()):
            left.append(command)
    assert left == []


def test_the_environment_holds_no_secret(all_tried: Tried) -> None:
    assert all_tried.said["home.environment"].startswith("failed java.io.IOException: no secret in ")
    assert SECRET not in str(all_tried.said)


def test_the_terminal_and_the_report_name_what_was_tried(all_tried: Tried) -> None:
    said = " ".join(all_tried.done.stdout.split())
    report = all_tried.report.read_text("utf-8")
    sentences = ["reach out of its confinement", "other apps", "clipboard"]
    if all_tried.level == "full":
        sentences += [
            "wrote to code in its own memory",
            "was taken out of the process",
            "Native code of the app was not",
        ]
    for text in (said, report):
        assert [sentence for sentence in sentences if sentence not in text] == []


def test_a_child_process_alone_is_enough(tmp_path: Path) -> None:
    """The whole run: one harmless request through the proxy, and a program that was to send the value."""
    run = tried(tmp_path, [("child",)])
    assert run.done.returncode == 0, run.done.stderr
    assert run.outside.heard == []
    summary = json.loads(run.assessment.read_text("utf-8"))["summary"]
    assert summary["verdict"] == "undetermined"
    assert {"channel_used_children", "confinement_tried"} <= set(summary["reasons"])
    said = " ".join(run.done.stdout.split())
    assert "Undetermined" in said
    assert "/bin/bash" in said


def test_it_is_foreign_where_nothing_confines(tmp_path: Path) -> None:
    done = harness(
        "run",
        str(APK),
        "--device",
        "sandbox",
        "--branch",
        "ignore",
        "--out",
        str(tmp_path),
        cwd=ROOT,
        env={**os.environ, "HARNESS_CONFINE": "none"},
    )
    assert done.returncode == 2
    assert "escape.apk would run unconfined" in done.stderr
    assert "--unconfined" in done.stderr


def test_the_way_out_is_open_where_nothing_confines(tmp_path: Path) -> None:
    """Else that nothing came out would say nothing."""
    ways = ("child", "unix", "syscalls", "memory")
    run = tried(tmp_path, [("nothing", *ways)], "--unconfined", confine="none")
    assert run.done.returncode == 0, run.done.stderr
    assert run.outside.escaped() == set(ways)
    for trick in ("nothing", *ways):
        verdict, reasons = run.verdict(trick)
        assert verdict == "undetermined"
        assert "unconfined" in reasons
