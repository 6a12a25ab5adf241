"""What real devices printed, by command: each file in ``outputs`` with its source, and where there is none.

A double of a device answers from here where it can (:func:`said`), so that it says what a device says and not what a
parser likes to read. ``test_transcripts`` holds the sandbox's own answers against the same forms.
"""

import re
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent / "outputs"


class Transcript(NamedTuple):
    """One output, as it was printed, and what is known of it. ``api`` is 0 where the source does not tell."""

    name: str
    command: str
    api: int
    what: str
    source: str
    text: str


def transcript(name: str) -> Transcript:
    """The file ``name`` in ``outputs``."""
    lines = (HERE / f"{name}.txt").read_text("utf-8").splitlines(keepends=True)
    assert lines[0].startswith("# what: "), name
    assert lines[1].startswith("# source: https://"), name
    level = re.search(r"-api(\d+)", name)
    return Transcript(
        name, name.partition("-")[0], int(level[1]) if level else 0, lines[0][8:].strip(), lines[1][10:].strip(),
        "".join(lines[2:]),
    )  # fmt: skip


def said(name: str) -> str:
    """What the device printed."""
    return transcript(name).text


def everything() -> list[Transcript]:
    """Every transcript there is."""
    return [transcript(path.stem) for path in sorted(HERE.glob("*.txt"))]


class Form(NamedTuple):
    """How a command answers. ``asked``: lines that make the sandbox answer so; each line of an answer is one of
    ``lines`` (regular expressions)."""

    asked: tuple[str, ...]
    lines: tuple[str, ...]


_JAVA_ERROR = (r"java\.lang\.\w+(: .*)?", r"\s+at [\w.$<>]+\(.*\)")
_EMPTY = r"\s*"

FORMS: dict[str, Form] = {
    "su": Form(("su 0 whoami",), (r"su: invalid uid/gid '.*'", r"Unknown id: \w+", r"root")),
    "unknown_command": Form(
        ("install-commit 1", "magisk --sqlite x"), (r"/system/bin/sh: [\w-]+: inaccessible or not found",)
    ),
    "id": Form(("id", "su 0 id"), (r"uid=\d+\(\w+\) gid=\d+\(\w+\) groups=(\d+\(\w+\),?)+ context=u:r:\w+:s0",)),
    "uiautomator": Form(
        ("uiautomator dump /data/local/tmp/x.xml", "uiautomator dump --compressed /data/local/tmp/x.xml"),
        (r"UI hierchary dumped to: /\S+\.xml", r"ERROR: (could not get idle state|null root node returned by \w+)\."),
    ),
    "content": Form(
        ("content query --uri content://nosuch", "content query --uri content://com.android.calendar/calendars"),
        (r"Row: \d+ (\w+=[^=]*(, )?)+", r"Error while accessing provider:[\w.]+", r"No result found\.", *_JAVA_ERROR),
    ),
    "appops": Form(
        ("appops get com.android.shell",),
        (
            r"No operations\.",
            r"Exception occurred while executing '\w+':",
            r"(Uid mode: )?\w+: \w+(;.*)?",
            *_JAVA_ERROR,
        ),
    ),
    "install_session": Form(
        ("pm install-create -r",),
        (r"Success: created install session \[\d+\]", r"Success: streamed \d+ bytes", r"Security exception: .+"),
    ),
    "monkey": Form(
        ("monkey -p com.nosuch -c android.intent.category.LAUNCHER 1",),
        (
            r"Events injected: \d+",
            r"## Network stats: elapsed time=\d+ms \(\d+ms mobile, \d+ms wifi, \d+ms not connected\)",
            r"\*\* No activities found to run, monkey aborted\.",
            r"  bash arg: .*",
        ),
    ),
    "clipboard": Form(("cmd clipboard get-text",), (r"No shell command implementation\.",)),
    "location": Form(("cmd location is-location-enabled",), (r"Unknown command: [\w-]+",)),
    "iptables": Form(
        ("su 0 iptables -S", "su 0 iptables -t nat -S"),
        (r"-P [A-Z]+ (ACCEPT|DROP)", r"-N \w+", r"-A \w+ .*-j \w+( .*)?"),
    ),
    "proc_net_tcp": Form(
        ("cat /proc/net/tcp",),
        (
            r"\s*sl\s+local_address\s+rem_address\s+st\s+tx_queue\s+rx_queue\s+tr\s+tm->when\s+retrnsmt\s+uid\s+timeout\s+inode\s*",
            r"\s*\d+: [0-9A-F]{8}:[0-9A-F]{4} [0-9A-F]{8}:[0-9A-F]{4} [0-9A-F]{2} .*",
        ),
    ),
    "mounts": Form(("cat /proc/1/mounts",), (r"\S+ /\S* \w+ r[ow]\S* 0 0",)),
    "df": Form(
        ("df /data",),
        (
            r"Filesystem\s+Size\s+Used\s+Free\s+Blksize",
            r"Filesystem\s+1K-blocks\s+Used\s+Available\s+Use%\s+Mounted on",
            r"/\S+(\s+[\d.]+[KMG]?){3}\s+(\d+|\d+% /\S*)",
        ),
    ),
    "resolve_activity": Form(
        ("cmd package resolve-activity --brief com.nosuch",),
        (
            r"priority=0 preferredOrder=0 match=0x[0-9a-f]+ specificIndex=-1 isDefault=(true|false)",
            r"No activity found",
            r"ActivityInfo:",
            r"\s+\w+=.*",
            r"[\w.]+/[\w.]+",
        ),
    ),
    "dumpsys_account": Form(
        ("dumpsys account",),
        (
            r"User UserInfo\{.*\}:",
            r"\s+Accounts: \d+",
            r"\s+Account \{name=.*, type=.*\}",
            r"\s+RegisteredServicesCache: \d+ services",
            r"\s+ServiceInfo: AuthenticatorDescription \{type=[\w.]+\}, ComponentInfo\{[\w./]+\}, uid \d+",
        ),
    ),
    "getprop": Form(("getprop",), (r"\[[^\]]+\]: \[.*\]", r"\[\.\.\.\]", _EMPTY)),
    "settings": Form(("settings list global", "settings list secure"), (r"[\w.:/-]+=.*",)),
    "pm_list": Form(("pm list packages -f",), (r"package:/\S+\.apk=[\w.]+",)),
    "ps": Form(
        ("ps -A",),
        (r"USER\s+PID\s+PPID\s+VSZ\s+RSS\s+WCHAN\s+ADDR S NAME", r"\S+(\s+\d+){4}\s+\S+\s+\S+\s+[A-Z]\s+.+"),
    ),
    "am_start": Form(
        ("am start -W -n com.nosuch/.Main",),
        (
            r"(Starting|Stopping): .+",
            r"(Status|LaunchState|Activity): .+",
            r"(ThisTime|TotalTime|WaitTime): \d+",
            r"Complete",
            r"Error type \d+",
            r"Error: Activity class \{.+\} does not exist\.",
        ),
    ),
}
"""Commands of which the whole answer is compared."""

READ_BY_KEYS = {
    "dumpsys_package": "outputs.package_dumps", "dumpsys_window": "outputs.screen, outputs.resumed_activity",
    "dumpsys_activity": "outputs.resumed_activity, outputs.activities_below",
    "start_timeout": "start_limits.start_timeout",
}  # fmt: skip
"""Commands whose answers are long and change with every release: of them keys are read, by these parsers."""

INVENTED = {
    "magisk --sqlite": "rows as Magisk's db.cpp prints them (name=value, joined by bars)",
    "iptables -nvxL": "as iptables(8) prints it; of Android only copies without their spaces were found",
    "iptables / ip6tables errors": "as iptables(8) says them",
    "ps -A -o PID,PPID,USER,ETIME,NAME": "columns as toybox' help names them; no output of this call was found",
    "ps of toolbox (API 23)": "columns as toolbox' ps.c prints them",
    "appops get with operations": "lines as AppOpsService prints them (MuntashirAkon/AppManager#17 describes them)",
    "content insert / delete / call": "they print nothing, or Result: Bundle[...] (Content.java)",
    "settings put / delete": "they print nothing, or Deleted N rows (SettingsService)",
    "cmd location providers ...": "as LocationShellCommand prints it",
    "cmd locale set-app-locales": "prints nothing (LocaleManagerShellCommand)",
    "cmd phone get-imei, service call iphonesubinfo": "as PhoneShellCommand and Parcel.toString print them",
    "getenforce, setenforce, chcon": "as toybox prints them",
    "nsenter, mount, umount": "as toybox prints them",
    "wm size, wm density, wm dismiss-keyguard, svc": "as WindowManagerShellCommand prints them",
    "locksettings": "not used by a run; doctor names it to the user",
}
"""What no recorded output was found for: what the doubles say there is from sources or manuals, or made up."""


def covered() -> dict[str, list[int]]:
    """API levels of the real outputs of each command; 0 where the source does not tell."""
    levels: dict[str, list[int]] = {}
    for each in everything():
        levels.setdefault(each.command, []).append(each.api)
    return {command: sorted(set(apis)) for command, apis in levels.items()}
