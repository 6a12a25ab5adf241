"""Every way out of an app: its state, its uses, and that "none seen" is said over closed and watched ones only."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from harness.analysis.assessment import assess
from harness.analysis.facts import uses
from harness.analysis.facts.channels import TABLE
from harness.analysis.model import Channel
from harness.analysis.recording import Recording
from harness.catalog.points import load_points
from harness.evidence.exchange import Message
from harness.evidence.rows import Attempt, Connection, Gap, Hook, Observation, Process, SelfTest, Value
from tests.analysis.clean import CLOSED, IMEI, PACKAGE, PHONE, call, clean, exchange, text, watching
from tests.table import every

KEYS = [way.key for way in TABLE]
CONFINED = {"direct", "machine", "lookups", "local", "children", "storage"}
ALWAYS = {"proxied", "undecoded", "upgrades"}


def ways(recording: Recording) -> dict[str, Channel]:
    return {row.key: row for row in assess(recording).channels}


def states(recording: Recording) -> dict[str, tuple[str, str]]:
    return {key: (row.state, row.why) for key, row in ways(recording).items()}


def without(*points: str, **more: Any) -> list[Hook]:
    """The hooks of a process in which these points failed."""
    rows = [row for row in watching(1) if row.point not in points]
    return rows + [
        Hook(pid=1, process="p1", point=point, resolved=False, **({"why": "error"} | more)) for point in points
    ]


def intent(action: str = "", package: str = "", data: str = "", extra: str = "") -> Value:
    fields = {"action": text(action), "data": text(data, "android.net.Uri$StringUri")}
    fields["component"] = (
        Value(type="android.content.ComponentName", fields={"package": text(package)})
        if package
        else Value(type="null")
    )
    fields["extras"] = Value(type="android.os.Bundle", fields={"v": text(extra)} if extra else {})
    return Value(type="android.content.Intent", fields=fields)


def uri(value: str) -> Value:
    return text(value, "android.net.Uri$StringUri")


def connect(host: str, port: int = 80) -> Value:
    ends = {"address": text(host, "address"), "port": text(str(port), "int")}
    remote = Value(type="sockaddr", text=f"{host}:{port}", fields=ends)
    return Value(type="fd", text="9", fields={"remote": remote})


def connection(state: str, **more: Any) -> Connection:
    return Connection(**{"id": f"c-{state}", "time_us": 5, "host": "192.0.2.2", "port": 443, "state": state} | more)


def seen(*rows: Observation) -> dict[str, Any]:
    return {"observations": list(rows)}


def test_a_clean_run_is_none_seen_over_every_channel() -> None:
    found = assess(clean())
    assert (found.summary.verdict, found.summary.reasons) == ("none_seen", [])
    assert [row.key for row in found.channels] == KEYS
    assert {row.key: row.used for row in found.channels if row.used} == {"proxied": 1}
    assert all(row.state != "open" and not row.reasons for row in found.channels)


def test_the_states_of_a_confined_sandbox() -> None:
    found = states(clean())
    assert {key for key, state in found.items() if state == ("closed", "confined")} == CONFINED
    assert {key for key, state in found.items() if state == ("watched", "proxy")} == ALWAYS
    assert {key for key, state in found.items() if state == ("watched", "hooks")} == set(KEYS) - CONFINED - ALWAYS


@pytest.mark.parametrize(
    ("said", "why", "reasons"),
    [
        ({"level": "none"}, "unconfined", ["unconfined"]),
        (None, "not_told", ["channel_open_direct", "channel_open_machine"]),
        ({"level": ""}, "not_told", ["channel_open_direct", "channel_open_machine"]),
    ],
)
def test_the_states_of_a_sandbox_that_keeps_nothing_in(said: Any, why: str, reasons: list[str]) -> None:
    recording = clean(run={"confinement": said})
    found = states(recording)
    assert found["direct"] == found["machine"] == ("open", why)
    assert {found[key] for key in CONFINED - {"direct", "machine"}} == {("watched", "hooks")}
    summary = assess(recording).summary
    assert (summary.verdict, summary.reasons) == ("undetermined", reasons)


def test_the_second_level_closes_as_much() -> None:
    assert states(clean(run={"confinement": {"level": "partial"}})) == states(clean())


def test_a_confined_sandbox_with_an_open_network() -> None:
    found = states(clean(run={"network": "live", "confinement": {"level": "partial"}}))
    assert found["direct"] == ("watched", "told")
    assert found["lookups"] == found["local"] == ("watched", "hooks")
    assert {found[key] for key in CONFINED - {"direct", "lookups", "local"}} == {("closed", "confined")}


@pytest.mark.parametrize(
    ("route", "state", "reasons"),
    [
        ({"kind": "agent", "held": True}, ("closed", "held"), []),
        ({"kind": "agent", "held": False, "open": ["no root"]}, ("open", "not_held"), ["network_not_held"]),
        ({"kind": "agent", "counted": True}, ("watched", "counted"), []),
        ({"kind": "agent", "counted": {"tcp": {"packets": 2}}}, ("watched", "counted"), ["packets_past_route"]),
        ({"kind": "proxy", "counted": {"udp": {"packets": 2}}}, ("watched", "counted"), ["packets_past_route"]),
        ({"kind": "agent", "counted": False}, ("open", "not_counted"), ["channel_open_direct"]),
        ({"kind": "transparent"}, ("watched", "carried"), []),
        ({"kind": "wireguard"}, ("watched", "carried"), []),
        ({}, ("open", "not_counted"), ["channel_open_direct"]),
    ],
)
def test_direct_connections_of_a_phone(route: Any, state: tuple[str, str], reasons: list[str]) -> None:
    network = "sinkhole" if isinstance(route, dict) and "held" in route else "live"
    recording = clean(run={**PHONE, "network": network, "route": route})
    assert states(recording)["direct"] == state
    assert assess(recording).summary.reasons == reasons


def test_a_phone_s_resolver() -> None:
    def of(route: dict[str, Any], **more: Any) -> tuple[str, str]:
        return states(clean(run={**PHONE, "route": route}, **more))["lookups"]

    assert of({"held": True}) == ("closed", "held")
    assert of({"kind": "wireguard"}) == ("watched", "carried")
    assert of({"kind": "agent", "counted": True}) == ("watched", "hooks")
    assert of({"kind": "agent", "counted": True}, hooks=without("native.getaddrinfo")) == ("open", "not_hooked")


HOOKED = [way for way in TABLE if way.points and way.key != "lookups"]


@pytest.mark.parametrize("way", HOOKED, ids=lambda way: way.key)
def test_a_channel_whose_hooks_are_not_in_is_open(way: Any) -> None:
    for point in way.points:
        recording = clean(run=PHONE, hooks=without(point))
        closed = way.permissions
        found = ways(recording)[way.key]
        assert (found.state, found.why) == (("closed", "no_right") if closed else ("open", "not_hooked"))
        assert found.unwatched == ([] if closed else [point])
        assert (f"channel_open_{way.key}" in assess(recording).summary.reasons) is not bool(closed)


@pytest.mark.parametrize("way", [way for way in HOOKED if way.permissions], ids=lambda way: way.key)
def test_with_the_right_to_it_it_is_open(way: Any) -> None:
    for right in way.permissions:
        recording = clean(
            run={**PHONE, "apk": {"package": PACKAGE, "permissions": [right]}}, hooks=without(*way.points)
        )
        assert ways(recording)[way.key].reasons == [f"channel_open_{way.key}"]
    unknown = clean(run={**PHONE, "apk": {"package": PACKAGE}}, hooks=without(*way.points))
    assert ways(unknown)[way.key].state == "open"


@pytest.mark.parametrize("way", HOOKED, ids=lambda way: way.key)
def test_one_process_of_many_without_hooks_is_enough(way: Any) -> None:
    rights = {"apk": {"package": PACKAGE, "permissions": list(way.permissions)}}
    second = [Hook(pid=2, process="p2", point="x", resolved=True)]
    assert ways(clean(run=PHONE | rights, hooks=[*watching(1), *second]))[way.key].state == "open"


@pytest.mark.parametrize("way", HOOKED, ids=lambda way: way.key)
def test_a_missed_self_test_opens_it(way: Any) -> None:
    for family in way.families:
        missed = [SelfTest(pid=1, process="p1", family=family, result="missed")]
        assert states(clean(run=PHONE, selftests=missed))[way.key] == ("open", "selftest_missed")


def test_what_the_sandbox_does_not_have_cannot_be_used_there() -> None:
    hooks = without(*uses.NEARBY, why="no_class")
    assert states(clean(hooks=hooks))["nearby"] == ("closed", "no_device")
    rights = {"apk": {"package": PACKAGE, "permissions": ["android.permission.NFC"]}}
    assert states(clean(run=PHONE | rights, hooks=hooks))["nearby"] == ("open", "not_hooked")


def test_a_point_that_does_not_apply_is_not_missing() -> None:
    assert states(clean(run=PHONE, hooks=without("pending.foreground", why="api_level", applicable=False)))[
        "other_apps"
    ] == ("watched", "hooks")


def test_a_recording_from_elsewhere_and_one_without_hooks() -> None:
    foreign = assess(clean(foreign=True, hooks=[], processes=[]))
    assert {row.key for row in foreign.channels if row.state == "open"} == set(KEYS) - ALWAYS
    assert foreign.summary.reasons == ["no_observations"]
    bare = assess(clean(hooks=[], run=PHONE))
    assert bare.summary.reasons == ["no_hooks"]
    assert {row.why for row in bare.channels if row.state == "open"} == {"no_hooks"}


OTHERS = "content://com.other.app/things"
USES: list[tuple[str, str, dict[str, Any]]] = [
    ("connections_denied", "direct", {"connections": [connection("denied")]}),
    ("connections_direct", "direct", {"connections": [connection("direct")]}),
    ("tls_failed", "undecoded", {"connections": [connection("failed")]}),
    ("http3_not_replaced", "undecoded", {"connections": [connection("refused", extra={"transport": "udp"})]}),
    ("opaque_bytes", "undecoded", {"exchanges": [exchange(request_body=bytes(range(256)) * 4)]}),
    (
        "channel_used_upgrades",
        "upgrades",
        {"exchanges": [exchange(request_headers=[("Upgrade", "websocket")], status=200)]},
    ),
    *(
        (kind, "undecoded", {"gaps": [Gap(kind=kind, from_us=4, host="a.example:80")]})
        for kind in ("server_speaks_first", "unanswered", "unread", "stream_cut")
    ),
    ("upgrade_refused", "upgrades", {"gaps": [Gap(kind="upgrade_refused", from_us=4, host="a.example:80")]}),
    ("channel_used_lookups", "lookups", seen(call("native.getaddrinfo", text("q.evil.example", "char*")))),
    (
        "channel_used_lookups",
        "lookups",
        {"exchanges": [exchange(), exchange(url="dns://q.evil.example/", kind="dns", index=1, id="x1")]},
    ),
    ("channel_used_local", "local", seen(call("native.connect", connect("127.0.0.1", 5555), kind="socket"))),
    ("channel_used_local", "local", seen(call("native.connect", connect("::1", 5555), kind="socket"))),
    ("channel_used_local", "local", seen(call("native.sendto", connect("0.0.0.0", 53), kind="socket"))),  # noqa: S104 - no binding
    ("channel_used_local", "local", seen(call("local.connect", text("other", "android.net.LocalSocketAddress")))),
    *(("channel_used_children", "children", seen(call(point, text("sh -c id")))) for point in uses.COMMANDS),
    ("channel_used_children", "children", seen(call("native.execve", text("/bin/sh", "char*"), kind="forked"))),
    (
        "channel_used_children",
        "children",
        {
            "processes": [
                Process(pid=1, name="p1", gated=True, start_us=1, attached_us=9, flushed=True),
                Process(pid=2, name="p1", gated=True, start_us=2, attached_us=9, flushed=True, origin="fork"),
            ]
        },
    ),
    *(
        (
            "channel_used_other_apps",
            "other_apps",
            seen(call(point, intent("android.intent.action.VIEW", data="https://e.example/"))),
        )
        for point in uses.INTENTS
    ),
    ("channel_used_other_apps", "other_apps", seen(call("start.startActivity.other", intent(package="com.other")))),
    (
        "channel_used_other_apps",
        "other_apps",
        seen(call("start.startActivity.other", intent(package="com.other"), exception="ActivityNotFoundException")),
    ),
    ("channel_used_other_apps", "other_apps", seen(call("start.startActivity.other"))),
    (
        "channel_used_other_apps",
        "other_apps",
        seen(
            call(
                "start.startActivities",
                Value(
                    type="android.content.Intent[]",
                    items=[intent(package=PACKAGE), intent("android.intent.action.VIEW")],
                ),
            )
        ),
    ),
    *(("channel_used_other_apps", "other_apps", seen(call(point))) for point in uses.SYSTEM),
    *(
        ("channel_used_other_apps", "other_apps", seen(call("cr.query", uri(OTHERS), kind=kind)))
        for kind in ("query", "insert", "update", "delete", "apply", "call")
    ),
    (
        "channel_used_other_apps",
        "other_apps",
        seen(call("uri.contacts", uri("content://com.android.contacts/data"), kind="insert")),
    ),
    (
        "channel_used_other_apps",
        "other_apps",
        seen(call("cr.query", uri(OTHERS), kind="open", result=Value(type="java.io.FileOutputStream"))),
    ),
    ("channel_used_other_apps", "other_apps", seen(call("cr.openFileDescriptor", uri(OTHERS), text("rw")))),
    (
        "channel_used_other_apps",
        "other_apps",
        seen(call("cr.openOutputStream", uri(OTHERS), exception="java.io.FileNotFoundException")),
    ),
    (
        "channel_used_storage",
        "storage",
        seen(call("uri.media.images", uri("content://media/external/images/media"), kind="insert")),
    ),
    ("channel_used_storage", "storage", seen(call("native.open", text("/sdcard/x", "char*"), text("577", "int")))),
    (
        "channel_used_storage",
        "storage",
        seen(call("native.open", text("-100", "int"), text("/sdcard/x", "char*"), text("1", "int"))),
    ),
    ("channel_used_storage", "storage", seen(call("file.media", text("/sdcard/DCIM/x", "char*"), text("w", "char*")))),
    (
        "channel_used_storage",
        "storage",
        seen(call("storage.sandbox", text("/data/a/sdcard/x", "char*"), text("420", "uint"))),
    ),
    ("channel_used_clipboard", "clipboard", seen(call("clip.setPrimaryClip", Value(type="android.content.ClipData")))),
    *(("channel_used_messages", "messages", seen(call(point, text("10086")))) for point in uses.MESSAGES),
    *(
        ("confinement_tried", key, {"attempts": [Attempt(time_us=9, what=what, target=target, pid=4)]})
        for key, what, target in (
            ("direct", "connect", "192.0.2.2:443"),
            ("direct", "send", "[2001:db8::1]:53"),
            ("direct", "socket", "packet"),
            ("direct", "listen", "0.0.0.0:80"),
            ("local", "connect", "127.0.0.1:5555"),
            ("local", "send", "[::1]:5555"),
            ("local", "connect", "unix:@other"),
            ("children", "exec", "/bin/sh"),
            ("machine", "write", "/home/x"),
            ("machine", "mount", ""),
            ("machine", "more", ""),
            ("machine", "of a later version", "x"),
        )
    ),
    *(("channel_used_nearby", "nearby", seen(call(point))) for point in uses.NEARBY),
]


@pytest.mark.parametrize("run", [CLOSED, PHONE], ids=["sandbox", "phone"])
def test_whatever_one_use_is_added_to_a_clean_run_it_is_never_none_seen(run: dict[str, Any]) -> None:
    every(USES, lambda use: check_use(run, *use))


def check_use(run: dict[str, Any], reason: str, key: str, more: dict[str, Any]) -> None:
    found = assess(clean(run=run, **more))
    assert found.summary.verdict == "undetermined"
    assert found.summary.reasons == [reason]
    used = {row.key: row for row in found.channels if row.used and row.key != "proxied"}
    assert list(used) == [key]
    assert used[key].used == 1 and used[key].reasons == [reason] and used[key].state != "open"
    assert used[key].names or key == "undecoded"
    assert all(row.leaving != "not_seen" for row in found.collected)


def test_two_uses_are_two_reasons() -> None:
    every(itertools.combinations(range(0, len(USES), 5), 2), check_pair)


def check_pair(pair: tuple[int, int]) -> None:
    parts: dict[str, list[Any]] = {}
    for number in pair:
        for name, rows in USES[number][2].items():
            parts.setdefault(name, []).extend(rows)
    for number, row in enumerate(parts.get("observations", ())):
        row.seq = number
    assert set(assess(clean(**parts)).summary.reasons) == {USES[number][0] for number in pair}


def test_every_channel_has_a_use_in_the_table_above() -> None:
    assert {key for _, key, _ in USES} == set(KEYS) - {"proxied"}


NO_USES: list[dict[str, Any]] = [
    seen(call("start.startActivity.other", intent(package=PACKAGE))),
    seen(call("start.startActivities", Value(type="[Landroid.content.Intent;", items=[intent(package=PACKAGE)]))),
    seen(
        call(
            "start.startActivity.other",
            intent("android.content.pm.action.REQUEST_PERMISSIONS", package="com.android.permissioncontroller"),
            within="perm.activity.requestPermissions",
        )
    ),
    seen(call("pick.contact", text("1"), kind="callback")),
    seen(call("cr.query", uri(f"content://{PACKAGE}.files/x"), kind="insert")),
    seen(call("uri.contacts", uri("content://com.android.contacts/data"), kind="query")),
    seen(call("cr.query", uri("content://settings/system"), kind="query")),
    seen(call("uri.contacts", text("number", "column"), uri("content://com.android.contacts/data"), kind="cursor")),
    seen(call("cr.openInputStream", uri(OTHERS), result=Value(type="java.io.FileInputStream"))),
    seen(call("cr.openFileDescriptor", uri(OTHERS), text("r"))),
    seen(call("cr.openOutputStream", uri("file:///data/user/0/com.clean.app/x"))),
    seen(call("native.open", text("/sdcard/x", "char*"), text("524288", "int"))),
    seen(call("native.open", text("/sdcard", "char*"))),
    seen(call("native.open", text("/sdcard/x", "char*"), text("rb", "char*"))),
    seen(call("native.getaddrinfo", text("API.clean.example.", "char*"))),
    seen(call("native.getaddrinfo", text("localhost", "char*"))),
    seen(call("native.getaddrinfo", text("192.0.2.7", "char*"))),
    seen(call("native.getaddrinfo", Value(type="null"))),
    seen(call("native.connect", connect("198.18.3.4", 443), kind="socket")),
    {"exchanges": [exchange(request_headers=[("Upgrade", "h2c")], status=200)]},
    {
        "exchanges": [
            exchange(
                request_headers=[("Upgrade", "websocket")],
                status=101,
                kind="websocket",
                messages=[Message(from_client=True, data=b"hello", time_us=1)],
            )
        ]
    },
    {"exchanges": [exchange(request_headers=[("Upgrade-Insecure-Requests", "1")], status=200)]},
]


@pytest.mark.parametrize("more", NO_USES)
def test_what_is_no_way_out_leaves_the_verdict(more: dict[str, Any]) -> None:
    assert assess(clean(**more)).summary.reasons == []


def test_the_proxy_s_own_port_is_no_other_program() -> None:
    route = {"kind": "proxy", "counted": True, "port": 8080}
    proxied = seen(call("native.connect", connect("127.0.0.1", 8080), kind="socket"))
    assert assess(clean(run={**PHONE, "route": route}, **proxied)).summary.reasons == []
    other = seen(call("native.connect", connect("127.0.0.1", 8081), kind="socket"))
    assert assess(clean(run={**PHONE, "route": route}, **other)).summary.reasons == ["channel_used_local"]


@pytest.mark.parametrize(
    ("kind", "row", "key"),
    [
        ("exec", call("my.point", text("ip neigh")), "children"),
        ("intent", call("my.point", intent(package="com.other")), "other_apps"),
        ("service", call("my.point", intent(package="com.other")), "other_apps"),
        ("provider", call("my.point", uri(OTHERS), kind="insert"), "other_apps"),
        ("file", call("my.point", text("/sdcard/x", "char*"), text("w", "char*")), "storage"),
        ("method", call("my.point", text("x")), ""),
    ],
)
def test_a_user_s_own_point_does_not_hide_a_use(kind: str, row: Observation, key: str) -> None:
    found = assess(clean(run={"own_points": {"my.point": kind}}, observations=[row]))
    assert [way.key for way in found.channels if way.reasons] == ([key] if key else [])


@pytest.mark.parametrize("disguise", [str, lambda value: value.encode().hex()])
def test_what_was_handed_over_is_searched(disguise: Callable[[str], str]) -> None:
    url = f"https://e.example/?d={disguise(IMEI)}"
    found = assess(clean(**seen(call("start.startActivity.other", intent("android.intent.action.VIEW", data=url)))))
    (handed,) = next(row for row in found.channels if row.key == "other_apps").handed
    assert (handed.category, handed.value_id, handed.observation) == ("imei", "imei", "1:7")
    assert "query:d" in handed.path and IMEI not in str(handed)
    assert not found.disclosures and found.values["imei"] == IMEI


def test_names_that_were_looked_up_are_searched() -> None:
    found = ways(clean(**seen(call("native.getaddrinfo", text(f"{IMEI}.evil.example", "char*")))))
    assert [row.category for row in found["lookups"].handed] == ["imei"]


def test_what_the_kernel_saw_hides_nothing_that_hooks_saw() -> None:
    tried = [Attempt(time_us=9, what="exec", target="/bin/sh", pid=4)]
    found = assess(clean(attempts=tried, **seen(call("runtime.exec", text("sh")))))
    assert found.summary.reasons == ["confinement_tried", "channel_used_children"]


def test_an_upgrade_that_the_proxy_tells_of_is_counted_once() -> None:
    asked = exchange(request_headers=[("Upgrade", "x")], status=426)
    told = [Gap(kind="upgrade_refused", from_us=4, host="api.clean.example:443")]
    assert ways(clean(exchanges=[asked], gaps=told))["upgrades"].reasons == ["upgrade_refused"]


def test_names_and_finds_are_bounded_and_counts_are_not() -> None:
    rows = [call("runtime.exec", text(f"tool {n} {'x' * 500}"), seq=n) for n in range(200)]
    found = ways(clean(**seen(*rows)))["children"]
    assert found.used == 200 and len(found.names) == 50 and max(map(len, found.names)) == 300 and found.first == "1:0"


def test_no_exchange_is_a_fact_when_every_channel_was_closed_or_watched() -> None:
    for run in (CLOSED, PHONE):
        found = assess(clean(run=run, exchanges=[]))
        assert (found.summary.verdict, found.summary.reasons) == ("none_seen", [])


@pytest.mark.parametrize(
    "more",
    [
        {"run": {"confinement": {"level": "none"}}},
        {"attempts": [Attempt(time_us=9, what="exec", target="/bin/sh", pid=4)]},
        {"hooks": without("clip.setPrimaryClip")},
        {"connections": [connection("plain")]},
        {"connections": [connection("denied")]},
        seen(call("native.connect", connect("198.18.3.4", 443), kind="socket")),
        seen(call("runtime.exec", text("id"))),
        {"foreign": True},
        {"hooks": []},
    ],
)
def test_else_no_exchange_proves_nothing(more: dict[str, Any]) -> None:
    assert "no_exchanges" in assess(clean(exchanges=[], **more)).summary.reasons


def test_the_catalogue_s_points_of_these_kinds_are_all_in_the_table() -> None:
    kinds = {point.id: point.kind for point in load_points()}
    assert {point for way in TABLE for point in way.points} <= set(kinds)
    assert {point for point, kind in kinds.items() if kind == "exec"} == set(uses.COMMANDS)
    assert {point for point, kind in kinds.items() if kind in ("intent", "service")} <= set(uses.INTENTS)
    assert {point for point, kind in kinds.items() if kind == "provider"} <= set(uses.PROVIDERS)
    shared = {p.id for p in load_points() if p.kind == "file" and any("sdcard" in path for path in p.match)}
    assert shared == set(uses.STORAGE)
