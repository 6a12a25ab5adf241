"""The text that Frida loads: the agent with a Java bridge put into it."""

import ipaddress
import json
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from harness.capture.device.structs import AgentRoute
from harness.capture.half_closed import end_of_input
from harness.catalog.points import Point, TypeSpec, agent_file
from harness.catalog.signature import as_config, parse
from harness.errors import HarnessError

_PLACE = "/*@bridge*/"
_DEFAULT_ARG = {"settings": 1, "provider": 0}
#: Names a file: the agent checks each of its JNI calls as Android's CheckJNI does, and appends what is wrong to it.
#: Tests set it; it costs two calls into the runtime for each.
CHECK_JNI = "HARNESS_CHECK_JNI"
#: By this function of ART (in its C++ name) the bridge would load the runtime's debugging library, libopenjdkjvmti.so,
#: into the app: it throws compiled code away (openjdkjvmti/deopt_manager.cc, FinishSetup) and ends some processes.
_LOADS_JVMTI = "18EnsurePluginLoadedE"


class AgentError(HarnessError):
    """The agent cannot be used in a process; the message is one sentence."""


class LeftHalfway(AgentError):
    """Frida gave up in the middle of going into a process, which may crash of what it left there."""


def agent_text(java: bool = True) -> str:
    """Return the agent's script, for a program without Java without the bridge to it, which is most of the script.

    Raises ``AgentError`` when a part of it is not installed.
    """
    complaints = os.environ.get(CHECK_JNI)
    checks = f"globalThis.harnessChecksJni = {json.dumps(complaints)};\n" if complaints else ""
    return checks + _agent_text(agent_file(), java)


@cache
def _agent_text(path: Path, java: bool) -> str:
    try:
        agent = path.read_text(encoding="utf-8")
    except OSError as error:
        raise AgentError(f"the agent's script {path} cannot be read: {error.strerror}") from error
    before, found, after = agent.partition(_PLACE)
    if not found:
        raise AgentError(f"the agent's script {path} is damaged: it has no place for the Java bridge")
    if not java:
        return f"{before}\nconst Java = {{ available: false }};\n{after}"
    return f"{before}\n{with_bridge(after)}"


def beside_agent(name: Path) -> str:
    """Return a script of its own (``FOLDER/NAME``), which lies beside the agent. Raises ``AgentError``."""
    path = agent_file().with_name(name.name)
    if not path.is_file():
        path = agent_file().parents[1] / name
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise AgentError(f"the script {path} cannot be read: {error.strerror}") from None


def with_bridge(script: str) -> str:
    """Return a script with Frida's Java bridge before it, as ``Java``. Raises ``AgentError``."""
    return f"{_bridge()}\n;const Java = bridge;\n{script}"


def _bridge() -> str:
    """Return Frida's Java bridge as the frida-tools package ships it, without its use of JVMTI on Android."""
    import frida_tools

    path = Path(frida_tools.__file__).parent / "bridges" / "java.js"
    try:
        return without_jvmti(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise AgentError(f"frida-tools has no Java bridge ({path.name}): install frida-tools 14 or newer") from error


def without_jvmti(bridge: str) -> str:
    """Return the bridge's text with a name that no runtime has in place of the function that loads JVMTI on Android.

    The bridge then finds ``api.jvmti`` null, as on a device without that library, and reads ART's own structures.
    Raises ``AgentError`` when the text has no such name: another bridge may load JVMTI in another way.
    """
    if _LOADS_JVMTI not in bridge:
        raise AgentError(
            "this version of frida-tools loads Android's JVMTI in a way that harness does not know: "
            "install frida-tools 14, or a harness that is made for this version"
        )
    return bridge.replace(_LOADS_JVMTI, "18HarnessNotLoadedE")


def config(
    points: list[Point],
    types: tuple[TypeSpec, ...],
    libraries: Sequence[str] = (),
    *,
    java: bool = True,
    hold_forks: bool = False,
    route: AgentRoute | None = None,
) -> dict[str, Any]:
    """Return what the agent's ``install`` takes. It tells of ``libraries`` (globs of names) when they are loaded.

    With ``hold_forks`` processes that are forked wait until the host lets them go.
    Without ``java`` only the points in native code are given; their numbers stay the same. With a ``route`` it brings
    the app's connections to the proxy.
    """
    return {
        "libraries": list(libraries),
        "hold_forks": hold_forks,
        "route": None if route is None else _route(route),
        "points": [_point(index, point) for index, point in enumerate(points) if java or not point.class_],
        "types": [msgspec.to_builtins(spec) for spec in types],
    }


def _route(route: AgentRoute) -> dict[str, Any]:
    return {
        "port": route.port,
        "token": route.token,
        "end": end_of_input(bytes.fromhex(route.token)).hex(),
        "sinkhole": route.sinkhole,
        "refuse_quic": route.refuse_quic,
        "local": [_mapped(ipaddress.ip_network(text)) for text in route.local],
    }


def _mapped(network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> tuple[str, int]:
    """Return a network as IPv6 (RFC 4291, 2.5.5.2) in hexadecimal, and its bits."""
    raw = network.network_address.packed
    mapped = raw if len(raw) == 16 else bytes(10) + b"\xff\xff" + raw
    return mapped.hex(), network.prefixlen + 8 * (16 - len(raw))


def _point(index: int, point: Point) -> dict[str, Any]:
    return {
        "index": index,
        "id": point.id,
        "kind": point.kind,
        "classes": [*point.hook_class, point.class_],
        "method": point.method,
        "overloads": None if point.overloads == "all" else [list(types) for types in point.overloads],
        "match": list(point.match),
        "match_arg": point.match_arg if point.match_arg >= 0 else _DEFAULT_ARG.get(point.kind, 0),
        "group": point.group or (f"{point.class_}.{point.method}" if point.class_ else point.id),
        "skip_callers": list(point.skip_callers),
        "modules": list(point.modules),
        "symbols": [as_config(parse(text)) for text in point.symbols],
        "category": point.category,
        "callbacks": [
            {"interface": each.interface, "method": each.method, "passes_on": each.passes_on}
            for each in point.callbacks
        ],
    }
