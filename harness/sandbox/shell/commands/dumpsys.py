"""``dumpsys``: what tools read of the running system, in the lines of Android 11."""

from __future__ import annotations

import time

from harness.sandbox.shell.registry import Context, service
from harness.sandbox.system.activities import HOME, Activity
from harness.sandbox.system.device import Device
from harness.sandbox.system.packages import Package
from harness.sandbox.system.permissions import DANGEROUS
from harness.sandbox.ui import metrics
from harness.sandbox.ui.windows import PERMISSION_ACTIVITY, windows


@service("dumpsys")
async def dumpsys(context: Context) -> int:
    """``dumpsys SERVICE [ARGS]``."""
    args = [arg for arg in context.args if arg not in ("-t", "10")]
    service, rest = (args[0], args[1:]) if args else ("-l", [])
    device = context.device
    if service == "package":
        return await package_dump(context, rest)
    if service == "activity":
        await context.print(await _activity(device, rest))
    elif service == "window":
        await context.print(_policy(device) if rest[:1] == ["policy"] else _window(device))
    elif service == "display":
        await context.line(
            f"  DisplayViewport{{type=INTERNAL, valid=true, isActive=true, displayId=0, uniqueId='local:0', "
            f"physicalPort=0, orientation=0, logicalFrame=Rect(0, 0 - {metrics.WIDTH}, {metrics.HEIGHT}), "
            "physicalFrame=Rect(0, 0 - "
            f"{metrics.WIDTH}, {metrics.HEIGHT}), deviceWidth={metrics.WIDTH}, deviceHeight={metrics.HEIGHT}}}"
        )
    elif service == "power":
        awake = device.activities.awake
        await context.print(
            f"POWER MANAGER (dumpsys power)\n\n  mWakefulness={'Awake' if awake else 'Asleep'}\n"
            f"  mHoldingDisplaySuspendBlocker={'true' if awake else 'false'}\n"
            f"Display Power: state={'ON' if awake else 'OFF'}\n"
        )
    elif service == "input":
        await context.print(_input(device))
    elif service == "battery":
        await context.print(
            "Current Battery Service state:\n  AC powered: true\n  USB powered: false\n  Wireless powered: false\n"
            "  Max charging current: 0\n  status: 2\n  health: 2\n  present: true\n  level: 100\n  scale: 100\n"
            "  voltage: 5000\n  temperature: 250\n  technology: Li-ion\n"
        )
    elif service == "account":
        accounts = device.state.get("accounts", [])
        rows = "".join(f"    Account {{name={row['name']}, type={row['type']}}}\n" for row in accounts)
        await context.print(f"User UserInfo{{0:Owner:13}}:\n  Accounts: {len(accounts)}\n{rows}")
    elif service == "-l":
        await context.print(
            "Currently running services:\n  account\n  activity\n"
            "  battery\n  display\n  input\n  package\n  power\n  window\n"
        )
    else:
        await context.error(f"Can't find service: {service}")
    return 0


async def package_dump(context: Context, args: list[str]) -> int:
    """``dumpsys package [PACKAGE]``."""
    names = [arg for arg in args if not arg.startswith("-")]
    package = context.device.packages.get(names[0]) if names else None
    if names and package is None:
        await context.print(f"Unable to find package: {names[0]}\n")
        return 0
    chosen = [package] if package else context.device.packages.all()
    resolver = "".join(_resolver(item) for item in chosen)
    head = f"Activity Resolver Table:\n  Non-Data Actions:\n{resolver}\n" if resolver else ""
    await context.print(head + "Packages:\n" + "".join(_package(item) for item in chosen))
    return 0


def _resolver(package: Package) -> str:
    lines = ""
    for item in package.activities:
        for action in dict.fromkeys(item.actions):
            lines += f"      {action}:\n        {_hash(item.name)} {package.name}/{item.name} filter {_hash(action)}\n"
            lines += f'          Action: "{action}"\n'
            lines += "".join(f'          Category: "{name}"\n' for name in dict.fromkeys(item.categories))
    return lines


def _package(package: Package) -> str:
    code_path = package.path.rpartition("/")[0]
    flag_names = (["SYSTEM"] if package.system else []) + (["DEBUGGABLE"] if package.debuggable else [])
    flag_text = " ".join([*flag_names, "HAS_CODE", "ALLOW_CLEAR_USER_DATA", "ALLOW_BACKUP"])
    install = [item for item in package.permissions if item not in DANGEROUS]
    runtime = [item for item in package.permissions if item in DANGEROUS]
    signature = package.signer[:8] or "0"
    text = (
        f"  Package [{package.name}] ({_hash(package.name)}):\n    userId={package.uid}\n"
        f"    pkg=Package{{{_hash(package.path)} {package.name}}}\n    codePath={code_path}\n"
        f"    resourcePath={code_path}\n"
        f"    primaryCpuAbi=null\n    versionCode={package.version_code} minSdk={package.min_sdk} "
        f"targetSdk={package.target_sdk}\n    versionName={package.version_name or 'null'}\n"
        f"    apkSigningVersion=2\n    flags=[ {flag_text} ]\n    pkgFlags=[ {flag_text} ]\n"
        f"    dataDir=/data/user/0/{package.name}\n    timeStamp={_when(package.last_update_ms)}\n"
        f"    firstInstallTime={_when(package.first_install_ms)}\n    lastUpdateTime={_when(package.last_update_ms)}\n"
        f"    signatures=PackageSignatures{{{_hash(package.signer)} version:2, signatures:[{signature}], "
        "past signatures:[]}\n"
    )
    if package.permissions:
        text += "    requested permissions:\n" + "".join(f"      {name}\n" for name in package.permissions)
        text += "    install permissions:\n" + "".join(f"      {name}: granted=true\n" for name in install)
    text += "    User 0: ceDataInode=1 installed=true hidden=false suspended=false stopped=false enabled=0\n"
    text += "      gids=[3003]\n      runtime permissions:\n"
    for name in runtime:
        granted = "true" if name in package.granted else "false"
        text += f"        {name}: granted={granted}, flags=[ {'USER_SET' if granted == 'true' else ''} ]\n"
    return text


async def _activity(device: Device, args: list[str]) -> str:
    what = args[0] if args else "activities"
    if what in ("top",):
        return await _top(device)
    if what in ("processes", "p", "oom"):
        return _processes(device)
    if what in ("activities", "a", "recents", "r"):
        return activities_text(device)
    if what in ("services", "s", "broadcasts", "b", "providers"):
        return f"ACTIVITY MANAGER {what.upper()} (dumpsys activity {what})\n  (nothing)\n"
    return f"Bad activity command, or no activities match: {what}\n"


def _record(activity: Activity | None, number: int = 1) -> str:
    if activity is None:
        return f"ActivityRecord{{{_hash(HOME)} u0 {HOME} t{number}}}"
    return f"ActivityRecord{{{_hash(activity.token)} u0 {activity.component} t{number}}}"


def _front(device: Device) -> str:
    if device.permission_desk.current() is not None:
        return f"ActivityRecord{{{_hash(PERMISSION_ACTIVITY)} u0 {PERMISSION_ACTIVITY} t2}}"
    top = device.activities.top()
    return _record(top, device.activities.tasks[-1].number if top else 1)


def activities_text(device: Device) -> str:
    """``dumpsys activity activities``."""
    text = "ACTIVITY MANAGER ACTIVITIES (dumpsys activity activities)\nDisplay #0 (activities from top to bottom):\n"
    for task in reversed(device.activities.tasks):
        sleeping = "false" if device.activities.awake else "true"
        text += f"\n  Stack #{task.number}: type=standard mode=fullscreen\n  isSleeping={sleeping}\n"
        text += f"    Task id #{task.number}\n"
        text += f"    * Task{{{_hash(task.package)} #{task.number} type=standard A={task.package}}}\n"
        for index in range(len(task.activities) - 1, -1, -1):
            activity = task.activities[index]
            text += f"      * Hist #{index}: {_record(activity, task.number)}\n"
            text += f"          packageName={activity.package.name} processName={activity.process.name}\n"
            text += f"          app=ProcessRecord{{{_hash(activity.process.name)} {_process(activity)}}}\n"
            text += f"          state={activity.state.upper()}\n"
    record = _front(device)
    if not device.activities.awake:
        return text + "\n  mResumedActivity: null\n"
    return text + (
        f"\n    mResumedActivity: {record}\n  ResumedActivity: {record}\n  mFocusedActivity: {record}\n"
        f"  topResumedActivity={record}\n"
    )


def _process(activity: Activity) -> str:
    return f"{activity.process.pid}:{activity.process.name}/u0a{activity.package.uid - 10000}"


async def _top(device: Device) -> str:
    top = device.activities.top()
    if top is None:
        return f"TASK com.android.launcher3 id=1 userId=0\n  ACTIVITY {HOME} {_hash(HOME)} pid=1\n"
    number = device.activities.tasks[-1].number
    text = f"TASK {top.package.name} id={number} userId=0\n"
    text += f"  ACTIVITY {top.component} {_hash(top.token)} pid={top.process.pid}\n"
    resumed = "true" if top.state == "resumed" else "false"
    text += f"    Local Activity {_hash(top.name)} State:\n      mResumed={resumed}\n    View Hierarchy:\n"
    for window in await windows(device):
        for box in window.root.walk():
            left, upper, right, lower = box.rect
            name = str(box.node.get("resource_id") or "").rpartition(":")[2]
            text += f"      {box.node.get('class')}{{{_hash(name)} V.ED..... {left},{upper}-{right},{lower} {name}}}\n"
    return text


def _processes(device: Device) -> str:
    text = "ACTIVITY MANAGER RUNNING PROCESSES (dumpsys activity processes)\n  All known processes:\n"
    for process in device.processes.all():
        uid = process.package.uid - 10000
        record = f"{_hash(process.name)} {process.pid}:{process.name}/u0a{uid}"
        text += f"  *APP* UID {process.package.uid} ProcessRecord{{{record}}}\n"
        text += f"    user #0 uid={process.package.uid} gids={{3003}}\n    packageList={{{process.package.name}}}\n"
        text += f"    pid={process.pid} starting={'false' if process.attached.is_set() else 'true'}\n"
    return text


def _window(device: Device) -> str:
    top = device.activities.top()
    if device.permission_desk.current() is not None:
        package, _, name = PERMISSION_ACTIVITY.partition("/")
        full = f"{package}/{package}{name}"
    elif top is not None:
        full = f"{top.package.name}/{top.name}"
    else:
        full = HOME.replace("/.", "/com.android.launcher3.")
    if not device.activities.awake:
        return "WINDOW MANAGER WINDOWS (dumpsys window windows)\n  mCurrentFocus=null\n  mFocusedApp=null\n"
    return (
        f"WINDOW MANAGER WINDOWS (dumpsys window windows)\n  Window #0 Window{{{_hash(full)} u0 {full}}}:\n"
        f"    mDisplayId=0 mOwnerUid=10100 showForAllUsers=false package={full.partition('/')[0]} appop=NONE\n"
        f"  mCurrentFocus=Window{{{_hash(full)} u0 {full}}}\n  mFocusedApp={_front(device)}\n"
        f"  mScreenOn=true\n"
    )


def _policy(device: Device) -> str:
    """``dumpsys window policy``: there is a display that may be off, and no lock screen."""
    on = device.activities.awake
    return (
        "WINDOW MANAGER POLICY STATE (dumpsys window policy)\n"
        "    mSafeMode=false mSystemReady=true mSystemBooted=true\n"
        "    mDreamingLockscreen=false mDreamingSleepToken=null\n    KeyguardServiceDelegate\n      showing=false\n"
        "      showingAndNotOccluded=false\n      inputRestricted=false\n      occluded=false\n      secure=false\n"
        f"      screenState=SCREEN_STATE_{'ON' if on else 'OFF'}\n"
        f"      interactiveState=INTERACTIVE_STATE_{'AWAKE' if on else 'SLEEP'}\n      KeyguardStateMonitor\n"
        "        mIsShowing=false\n        mSimSecure=false\n        mInputRestricted=false\n"
        "        mTrusted=false\n        mCurrentUserId=0\n"
    )


def _input(device: Device) -> str:
    """What went down last, in the words of Android 12's input dispatcher: times on the monotonic clock."""
    now = time.monotonic_ns()
    text = "INPUT MANAGER (dumpsys input)\n\nInput Dispatcher State:\n"
    text += f"  RecentQueue: length={len(device.since_boot.recent_input)}\n"
    for event, moment in device.since_boot.recent_input:
        kind, _, key = event.partition(" ")
        more = f"keyCode={key}" if key else "actionButton=0x00000000"
        text += f"    {kind}(deviceId=-1, eventTime={moment}, source=0x00001002, displayId=0, action=DOWN, {more})"
        text += f", policyFlags=0x62000000, age={(now - moment) // 1_000_000}ms\n"
    return text + "  PendingEvent: <none>\n  InboundQueue: <empty>\n"


def _when(milliseconds: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(milliseconds / 1000))


def _hash(text: str) -> str:
    """Seven hex digits, like Java's identity hash codes, the same for the same text."""
    number = 7
    for char in text:
        number = (number * 31 + ord(char)) & 0xFFFFFFF
    return f"{number:07x}"
