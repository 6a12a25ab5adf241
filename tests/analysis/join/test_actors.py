import pytest

from harness.analysis.join.actors import NOBODY, Actors, Recipients, registrable_domain
from harness.analysis.join.frames import frame
from harness.analysis.join.trackers import Tracker, TrackerList

APP = "com.bright.lantern"


def who(*stack: str, owners: dict[str, str] | None = None, trackers: TrackerList | None = None) -> str:
    return Actors(APP, trackers, owners).of(stack).id


def test_the_innermost_frame_that_is_somebody_decides() -> None:
    assert who("com.bright.lantern.Main.go(Main.java:1)") == "app"
    assert who("com.umeng.analytics.A.b(SourceFile:3)", "com.bright.lantern.Main.go(Main.java:1)") == "sdk:com.umeng"
    assert who("com.unlisted.sdk.inner.A.b(A.java:3)") == "sdk:com.unlisted.sdk"
    assert who("a.b.c(Unknown Source:2)") == "unknown:a"
    assert who("a.b.c.d(Unknown Source:2)") == "unknown:a.b"
    assert who("java.lang.Thread.run(Thread.java:1)") == NOBODY.id
    assert who() == NOBODY.id


@pytest.mark.parametrize(
    "line",
    [
        "java.lang.reflect.Method.invoke(Method.java:2)",
        "jdk.internal.reflect.GeneratedMethodAccessor12.invoke(Unknown Source)",
        "java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1136)",
        "$Proxy12.read(Unknown Source)",
        "com.sun.proxy.$Proxy3.read(Unknown Source)",
        "com.bright.lantern.$Proxy7.read(Unknown Source)",
        "android.os.Handler.dispatchMessage(Handler.java:106)",
        "okhttp3.internal.connection.RealCall.execute(RealCall.kt:154)",
        "libart.so!art_quick_generic_jni_trampoline+152",
        "/apex/com.android.conscrypt/lib64/libjavacrypto.so!NativeCrypto_SSL_write",
        "#02 pc 0004 /system/lib64/libc.so (connect+12)",
        "garbage \x1b[31m",
    ],
)
def test_platform_reflection_proxies_and_general_libraries_are_nobody(line: str) -> None:
    assert frame(line).anonymous
    assert who(line, "com.umeng.A.b(A.java:1)") == "sdk:com.umeng"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("com.adhive.Foo$$Lambda$14/0x0000000840.run(Unknown Source)", "com.adhive.Foo"),
        ("com.adhive.Foo$$ExternalSyntheticLambda0.run(Unknown Source:4)", "com.adhive.Foo"),
        ("at com.adhive.Foo$Inner.<init>(Foo.java:1)", "com.adhive.Foo$Inner"),
        ("app//com.adhive.Foo.x(Foo.java:1)", "com.adhive.Foo"),
    ],
)
def test_classes_of_frames(line: str, name: str) -> None:
    assert frame(line).cls == name


def test_native_frames() -> None:
    assert frame("libfoo.so!sym+4").library == "libfoo.so"
    assert frame("/data/app/x/base.apk!libfoo.so!0x12").library == "libfoo.so"
    assert who("libc.so!connect", "libjcore279.so!JNI_OnLoad") == "sdk:cn.jiguang"
    assert who("libsecret.so!0x1f0", "libart.so!x") == "unknown:libsecret.so"
    assert who("libsecret.so!0x1f0", "com.umeng.N.call(Native Method)") == "sdk:com.umeng"


def test_renamed_classes_by_what_they_belong_to() -> None:
    owners = {"a.b.c": "com.umeng.commonsdk.Base", "a.b.d": "a.b.c"}
    actor = Actors(APP, None, owners).of(["a.b.c.m(SourceFile:1)"])
    assert (actor.id, actor.renamed) == ("sdk:com.umeng", True)
    assert who("a.b.e.m(SourceFile:1)", owners=owners) == "unknown:a.b"


def test_longest_prefix_wins_over_lists() -> None:
    trackers = TrackerList()
    trackers.code = {
        "com.umeng": Tracker("X", "X", (), "exodus", "com.umeng"),
        "com.unlisted.sdk.ads": Tracker("Ads of Unlisted", "Unlisted", ("Ads",), "exodus", "com.unlisted.sdk.ads"),
    }
    assert Actors(APP, trackers).of(["com.umeng.A.b(A.java:1)"]).company != "X"
    actor = Actors(APP, trackers).of(["com.unlisted.sdk.ads.A.b(A.java:1)"])
    assert (actor.id, actor.name, actor.listed) == ("sdk:com.unlisted.sdk.ads", "Ads of Unlisted", True)


@pytest.mark.parametrize(
    ("host", "domain"),
    [("a.b.example.co.uk", "example.co.uk"), ("x.com.cn", "x.com.cn"), ("[::1]", "[::1]"), ("10.0.0.1", "10.0.0.1"),
     ("localhost", "localhost"), ("A.Example.COM.", "example.com")],
)  # fmt: skip
def test_registrable_domains(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


def test_recipients() -> None:
    trackers = TrackerList()
    trackers.domains = {"ads.example": Tracker("Ads", "Ads Ltd.", ("Advertising",), "duckduckgo")}
    recipients = Recipients(APP, trackers, {"203.0.113.9": "NL"}.get)  # type: ignore[arg-type]
    found = recipients.of("px.ads.example", "203.0.113.9")
    assert (found.domain, found.owner, found.owner_source) == ("ads.example", "Ads Ltd.", "tracker-list:duckduckgo")
    assert (found.country, found.tracker, found.tracker_categories) == ("NL", "Ads", ["Advertising"])
    assert found.party == "third" and recipients.of("api.bright.example", "").party == "first"
    assert Recipients("").of("a.example", "").party == "unknown"
