"""Nothing that the analysis would find can be read in a redacted report."""

import base64
import dataclasses
import gzip
import hashlib
import hmac
import json
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import msgspec
import pytest

from harness.evidence.rows import Value
from harness.persona.generate import generate
from harness.report import render_html
from harness.report.hide import Hider
from harness.report.model import ReportView
from harness.report.redact import redacted
from harness.report.secrets import Secrets
from harness.report.texts import LANGUAGES, texts
from harness.values.needle import Needle, from_persona
from tests.analysis.corpus import PLAIN, wrap
from tests.report.factory import VALUES, Run, lantern, text
from tests.report.findings_views import view as judged_view
from tests.report.spelled import shown, spellings_of, texts_of, view_with
from tests.table import every

PERSONA = from_persona(msgspec.to_builtins(generate(20190)))
FIRST = [needle for needle in PERSONA if not any(f".{number}" in needle.value_id for number in range(2, 6))]
"""One of each kind: the first contact, the first message."""
SPELLED = [row for needle in FIRST for row in spellings_of(needle)]


@pytest.fixture(scope="module")
def everything() -> tuple[ReportView, ReportView]:
    """A view with all spellings, and the same redacted."""
    view = view_with(SPELLED, FIRST, 40)
    return view, redacted(view)


@pytest.mark.slow
def test_nothing_the_analysis_can_find_is_left(everything: tuple[ReportView, ReportView]) -> None:
    view, clean = everything
    assert {row.category for row in SPELLED} == {needle.category for needle in PERSONA}
    assert len(SPELLED) > 4000 and len(shown(SPELLED, texts_of(view.rows))) == len(SPELLED)
    assert shown(SPELLED, texts_of(clean)) == []


@pytest.mark.slow
def test_what_is_no_value_is_left(everything: tuple[ReportView, ReportView]) -> None:
    _, clean = everything
    item = clean.rows[0].disclosures[0]
    assert {row.url.partition("?")[0] for row in item.requests} == {"https://a.example/x"}
    for step in item.sightings[0].steps:
        assert set(json.loads(step.content)[0]) >= {"n"}


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_kind_of_spelling_is_left_in_the_document(lang: str) -> None:
    some = list({(row.category, row.kind): row for row in SPELLED}.values())
    view = view_with(some, FIRST, 3)
    assert len(shown(some, [render_html(view, lang)])) == len(some)
    assert shown(some, [render_html(view, lang, redact=True)]) == []


# Written by hand from public conventions, and not by the room that makes spellings: E.164 and ITU-T E.123 for telephone
# numbers, 3GPP TS 23.003 for IMEIs (14 digits without the check digit; groups of 2, 6, 6 and 1), Hanyu Pinyin, EUI-48,
# GB 11643, ISO 6709, the "16-digit MD5" of Chinese advertising interfaces.
PHONE, IMEI, NAME, MAC, CARD = "13912345678", "867530912345679", "欧阳曦澜", "3c:a1:b2:c3:d4:e5", "11010519491231002X"
PLACE, JUTLAND = (31.1774276, 121.5272106), (57.64911, 10.40744)
KNOWN = [
    Needle(value_id="phone_number", category="phone_number", text=PHONE),
    Needle(value_id="imei", category="imei", text=IMEI),
    Needle(value_id="name", category="name", text=NAME),
    Needle(value_id="mac_wifi", category="mac_wifi", text=MAC),
    Needle(value_id="id_card_number", category="id_card_number", text=CARD),
    Needle(value_id="location", category="location_precise", place=PLACE),
    Needle(value_id="location2", category="location_precise", place=JUTLAND),
]
BY_HAND = [
    "139-1234-5678", "139 1234 5678", "+86 139 1234 5678", "+86-139-1234-5678", "008613912345678", "86-753091-234567-9",
    "86753091234567", hashlib.md5(b"8613912345678").hexdigest(), hashlib.md5(b"+8613912345678").hexdigest().upper(),
    hashlib.md5(PHONE.encode()).hexdigest()[8:24], hashlib.md5(IMEI.encode()).hexdigest()[8:24].upper(),
    hashlib.sha384(PHONE.encode()).hexdigest(), hashlib.sha224(IMEI.encode()).hexdigest(),
    base64.b64encode(hashlib.sha384(IMEI.encode()).digest()).decode(), hashlib.md5(b"86753091234567").hexdigest(),
    base64.b64encode(hashlib.md5(PHONE.encode()).digest()).decode().rstrip("="),
    base64.urlsafe_b64encode(hashlib.sha256(MAC.upper().encode()).digest()).decode(),
    "ouyangxilan", "Ouyang Xilan", "XILAN OUYANG", "3CA1B2C3D4E5", "3c-a1-b2-c3-d4-e5", "110105491231002",
    "31.1774", "121.52721", "31.1774276,121.5272106", "121.5272106, 31.1774276", "31177428", "1215272106",
    "31.17530", "121.531542", "121531542",  # GCJ-02, as eviltransform's tests have it
    "u4pruydq", "u4pruydqqvj",  # the example of geohash.org
    "".join(reversed(PHONE)), IMEI.encode().hex(), IMEI.encode().hex().upper(), NAME.encode().hex(),
    base64.b64encode(b"a" + PHONE.encode() + b"bc").decode(), base64.b64encode(NAME.encode("gb18030")).decode(),
    base64.b64encode(PHONE.encode("utf-16-le")).decode(), quote(NAME), json.dumps(NAME)[1:-1],
    base64.b64encode(gzip.compress(f'{{"p":"{PHONE}"}}'.encode(), mtime=0)).decode(),
    base64.b64encode(base64.b64encode(base64.b64encode(f"tel:{PHONE}".encode()))).decode(),
]  # fmt: skip


@pytest.mark.parametrize("frame", ["{}", "id={}&v=3", '{{"a": 1, "k": "{}"}}', "com.push.Core$k{}.run(Core.java:1)"])
def test_spellings_written_by_hand(frame: str) -> None:
    def check(written: str) -> None:
        hidden = HIDER.text(frame.format(written))
        assert written.lower() not in hidden.lower() and "\u2039" in hidden

    every(BY_HAND, check)


HIDER = Hider(KNOWN, public=("com.example.app",))


@pytest.mark.parametrize("category,written", [
    ("phone", "5678"), ("mobile", "139****5678"), ("idcard", "19491231"), ("idcard", "1949-12-31"), ("lat", "31.18"),
])  # fmt: skip
def test_parts_are_hidden_where_a_key_names_them_and_only_there(category: str, written: str) -> None:
    for text_with in (
        f"{category}={written}",
        f'{{"{category}": "{written}"}}',
        f"https://h.example/?{category}={written}",
    ):
        assert written not in HIDER.text(text_with)
    assert HIDER.text(f"build {written} of 2024-01-02, size 5678") == f"build {written} of 2024-01-02, size 5678"


def test_a_report_stays_readable() -> None:
    for plain in (
        "com.example.app.Main.onCreate(Main.java:139)", "java.lang.Thread.run(Thread.java:1012)", "1763900004123456",
        "https://api.example/v2/items?page=3&ts=1763900004123&sign=0123456789abcdef0123456789abcdef", "okhttp/4.12",
    ):  # fmt: skip
        assert HIDER.text(plain) == plain
    hidden = HIDER.text(f'{{"ver":"1.2","tel":"{PHONE}","os":"android \\u4e2d\\/","n":[1,{IMEI},3]}}', "body")
    assert hidden.startswith('{"ver":"1.2","tel":"\u2039phone_number#') and hidden.endswith(",3]}")
    assert '"os":"android \\u4e2d\\/","n":[1,\u2039imei#' in hidden
    query = HIDER.text(
        f"https://h.example/c?a=1&p={quote(base64.b64encode(f'x{PHONE}y'.encode()).decode())}&z=9", "url"
    )
    assert query.startswith("https://h.example/c?a=1&p=\u2039phone_number#") and query.endswith("&z=9")


def test_values_in_each_encoding_of_the_analysis() -> None:
    rng = random.Random(3)
    for name in sorted(PLAIN):
        for value in (PHONE, IMEI):
            data = wrap(value, [name], rng)
            word = base64.b64encode(data).decode()
            assert word not in HIDER.text(f'{{"data": "{word}"}}'), name


def test_public_names_survive_values_within_them() -> None:
    hider = Hider([Needle(value_id="u", category="user_account", text="example")], public=("com.example.app",))
    assert hider.text("com.example.app.Main") == "com.example.app.Main"
    assert "example" not in hider.text("user example here")


def test_what_cannot_be_searched_to_its_end_is_withheld() -> None:
    deep = PHONE.encode()
    for _ in range(20):
        deep = base64.b64encode(deep)
    hidden = HIDER.text(f"a={deep.decode()}")
    assert deep.decode() not in hidden


def test_a_long_text_is_cut_behind_whole_values() -> None:
    cut = 64 << 10
    for before in (cut - 5, cut - len(PHONE), cut):
        hidden = HIDER.text(" " * before + PHONE + " tail " * 30_000)
        assert "139" not in hidden and len(hidden) < cut + 100 and hidden.endswith(" B\u203a")


def plain_forms(value: str) -> list[str]:
    return [value, quote(value, safe="")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_value_of_a_run_is_left(lang: str) -> None:
    run = lantern()
    imei, phone = VALUES["telephony.imei"], VALUES["telephony.line1"]
    run.observations[0].stack.insert(0, f"com.pushbay.core.Gen{imei}.run(Gen.java:1)")
    run.exchanges[0].url += f"?i={imei}&p={quote(phone)}&b={quote(base64.b64encode(f'x{phone}y'.encode()).decode())}"
    packed = base64.urlsafe_b64encode(gzip.compress(imei.encode())).decode()
    run.exchanges[0].request_headers.append(("X-Trace", packed))
    digest = hashlib.md5(imei.encode()).hexdigest()
    run.exchanges[0].request_body = json.dumps(
        {"a": imei[::-1], "uid": digest, "n": VALUES["contacts.0.name"], "device": {"uid": digest}}
    ).encode()
    run.phases[0].cause = f"saw {phone}"
    run.complete, run.record.reason = False, f"died with {phone}"
    view = run.view()
    plain, clean = render_html(view, lang), render_html(view, lang, redact=True)
    values = [str(v) for value in VALUES.values() for v in (value.values() if isinstance(value, dict) else [value])]
    assert [form for value in values for form in plain_forms(value) if form.lower() in clean.lower()] == []
    assert not any(word in clean for word in (packed, digest, imei[::-1], "31.2304", "121.4737"))
    assert all(word in plain for word in ("31.2304", imei, digest))
    assert "‹imei#" in clean and "‹phone_number#" in clean
    assert "<image " not in clean and "<image " in plain


def test_a_digest_under_a_recorded_key_and_one_with_salt() -> None:
    run = lantern()
    phone = VALUES["telephony.line1"]
    keyed = hmac.new(b"k3y", phone.encode(), "sha256")
    salted = hashlib.md5(b"salt" + phone.encode())
    state = Value(type="state", fields={"algorithm": text("HmacSHA256"), "key": Value(type="byte[]", data=b"k3y")})
    mac = run.observe("crypto.mac.doFinal", None, 8000, [], args=[Value(type="byte[]", data=phone.encode()), state],
                      result=Value(type="byte[]", data=keyed.digest()), object_id=5)  # fmt: skip
    md5 = run.observe("crypto.digest.digest", None, 8001, [],
                      args=[Value(type="byte[]", data=b"salt" + phone.encode()),
                            Value(type="state", fields={"algorithm": text("MD5")})],
                      result=Value(type="byte[]", data=salted.digest()), object_id=6)  # fmt: skip
    body = json.dumps({"a": keyed.hexdigest(), "b": salted.hexdigest()}).encode()
    i = run.send("track.adhive.example", "/k", body, "application/json", 8500)
    for call, form, path in ((mac, "hmacsha256", "json:/a"), (md5, "md5", "json:/b")):
        run.disclose("telephony.line1", "phone_number", run.disclosures[1]["actor"], i, 8500, path=[path],
                     form=f"digest:{form}", calls=[call])  # fmt: skip
    view = run.view()
    plain, clean = render_html(view), render_html(view, redact=True)
    for word in (keyed.hexdigest(), salted.hexdigest()):
        assert word in plain and word not in clean


def test_every_field_of_a_view_is_searched() -> None:
    """A field that somebody adds to a view is redacted without further ado."""
    secret = "867530912345679"

    def spoil(part: Any, name: str = "") -> Any:
        if type(part) is str:
            return f"{part}<{name}>{secret}"
        if isinstance(part, tuple | list):
            return type(part)(spoil(item, name) for item in part)
        if isinstance(part, msgspec.Struct):
            return msgspec.structs.replace(part, **{n: spoil(getattr(part, n), n) for n in part.__struct_fields__})
        if dataclasses.is_dataclass(part) and not isinstance(part, type):
            fields = [field.name for field in dataclasses.fields(part)]
            return dataclasses.replace(part, **{n: spoil(getattr(part, n), n) for n in fields})  # type: ignore[type-var]
        return part

    view = lantern().view()
    spoiled = dataclasses.replace(
        spoil(dataclasses.replace(view, coverage=dataclasses.replace(view.coverage, facts=(), gaps=()))),
        app=view.app, categories=view.categories, secrets=view.secrets,
    )  # fmt: skip
    left = [found for found in texts_of(redacted(spoiled)) if secret in found]
    # These are words of this program, by which the renderers find their sentences.
    assert {found.rpartition("<")[2].partition(">")[0] for found in left} == {
        "category", "confidence", "consent", "direction", "handed", "key", "kind", "party", "reads", "strength",
        "verdict",
    }  # fmt: skip


def test_equal_values_have_equal_marks_and_others_have_others() -> None:
    text = render_html(lantern().view(), redact=True)
    marks = {text[at : at + 10] for at in range(len(text)) if text.startswith("‹imei#", at)}
    assert len(marks) == 1


def spoofed(run: Run) -> None:
    for row in run.observations:
        if row.category == "imei":
            row.result = Value(type="java.lang.String", text="990000862471854")
    run.values["telephony.imei"] = "867530912345679"


def moved(run: Run) -> None:
    for row in run.observations:
        if row.category == "location_precise" and row.result is not None:
            row.result.fields = {"latitude": text("48.137154"), "longitude": text("11.576124")}


@pytest.mark.parametrize("change,header", [
    (spoofed, "990000862471854"), (spoofed, "99-000086-247185-4"), (moved, "11.57612"), (moved, "48137154"),
    (spoofed, hashlib.sha384(b"990000862471854").hexdigest()),
])  # fmt: skip
def test_values_nobody_planted_are_withheld_too(change: Callable[[Run], None], header: str) -> None:
    run = lantern()
    change(run)
    for exchange in run.exchanges:
        exchange.request_headers.append(("X-Device", header))
    assert header in render_html(run.view()) and header not in render_html(run.view(), redact=True)


def test_names_of_packages_survive() -> None:
    text = render_html(lantern().view(), redact=True)
    assert "com.brightbeam.lantern.Backup.readAll" in text
    assert "com.pushbay.core.DeviceId.collect" in text


def test_without_any_value_redaction_still_works() -> None:
    run = lantern()
    run.values = {}
    assert "<html" in render_html(run.view(), redact=True)


def test_a_part_is_hidden_where_its_field_names_it() -> None:
    run = lantern()
    run.observations[1].args = [Value(type="Bundle", fields={"mobile_tail": text("5678"), "count": text("5678")})]
    clean = render_html(run.view(), redact=True)
    assert "mobile_tail=5678" in render_html(run.view())
    assert "mobile_tail=\u2039phone_number#" in clean and "count=5678" in clean


def test_a_long_text_of_many_bytes_a_character_is_cut_between_them() -> None:
    for before in (0, 1, 2):
        hidden = HIDER.text("a" * before + "\u4e2d" * 25_000 + f" {PHONE} " + "\u4e2d" * 9_000)
        assert "\ufffd" not in hidden and PHONE not in hidden


def test_much_that_was_returned_is_hidden_as_it_stands() -> None:
    run = lantern()
    people = [Value(type="row", fields={"name": text(f"Person Nr {n}")}) for n in range(300)]
    for row in run.observations:
        if row.category == "contacts":
            row.result = Value(type="android.database.Cursor", items=people)
    header = "Person Nr 217, " + base64.b64encode(b"[Person Nr 298]").decode()
    for exchange in run.exchanges:
        exchange.request_headers.append(("X-People", header))
    clean = render_html(run.view(), redact=True)
    assert "Person Nr 217" not in clean and header.partition(", ")[2] not in clean


def test_a_value_that_is_a_word_of_ours_breaks_nothing() -> None:
    """Whoever is called "verified" finds the report's own words as they were."""
    words = (
        "verified",
        "VIOLATION",
        "high",
        "blind_spot",
        "third",
        "decrypted",
        "not_declared",
        "before",
        "foreground",
    )
    secrets = Secrets(tuple(Needle(value_id=word, category="user_account", text=word) for word in words))
    view = dataclasses.replace(judged_view(), secrets=secrets)
    for lang in LANGUAGES:
        page = render_html(view, lang, redact=True)
        assert texts(lang)("status.verified") in page and texts(lang)("finding.VIOLATION") in page
