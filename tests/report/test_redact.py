import base64
import gzip
import hashlib
import json
from urllib.parse import quote

import pytest

from harness.evidence.records import Value
from harness.report import render_html

from .factory import VALUES, lantern

PLAIN = [str(v) for value in VALUES.values() for v in (value.values() if isinstance(value, dict) else [value])]


def forms(text: str) -> list[str]:
    raw = text.encode()
    out = [text, quote(text, safe=""), raw.hex(), raw.hex(" "), raw.hex().upper(), base64.b64encode(raw).decode()]
    out += [base64.b64encode(pad + raw).decode()[4:-4] for pad in (b"a", b"ab")]
    out += [hashlib.new(name, raw).hexdigest() for name in ("md5", "sha1", "sha256")]
    return [form for form in out if len(form) >= 6]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_value_in_any_form(lang: str) -> None:
    run = lantern()
    imei, phone = VALUES["telephony.imei"], VALUES["telephony.line1"]
    run.observations[0].stack.insert(0, f"com.pushbay.core.Gen{imei}.run(Gen.java:1)")
    run.exchanges[0].url += f"?i={imei}&p={quote(phone)}&b={quote(base64.b64encode(f'x{phone}y'.encode()).decode())}"
    run.exchanges[0].request_headers.append(
        ("X-Trace", base64.urlsafe_b64encode(gzip.compress(imei.encode())).decode())
    )
    run.exchanges[0].request_body = json.dumps(
        {"a": imei[::-1], "uid": hashlib.md5(imei.encode()).hexdigest(), "n": VALUES["contacts.0.name"],
         "device": {"uid": hashlib.md5(imei.encode()).hexdigest()}}
    ).encode()  # fmt: skip
    run.phases[0].cause = f"saw {phone}"
    run.complete, run.meta["reason"] = False, f"died with {phone}"
    view = run.view()
    plain, text = render_html(view, lang), render_html(view, lang, redact=True)
    leaked = [(value, form) for value in PLAIN for form in forms(value) if form.lower() in text.lower()]
    assert leaked == []
    assert base64.urlsafe_b64encode(gzip.compress(imei.encode())).decode() not in text
    assert "31.2304" in plain and "31.2304" not in text and "121.4737" not in text
    assert imei in plain and imei[::-1] not in text
    assert "‹imei#" in text and "‹phone_number#" in text
    assert "<img" not in text and "<img" in plain


def test_equal_values_have_equal_marks_and_others_have_others() -> None:
    text = render_html(lantern().view(), redact=True)
    marks = {text[at : at + 10] for at in range(len(text)) if text.startswith("‹imei#", at)}
    assert len(marks) == 1


def test_values_nobody_planted_are_withheld_too() -> None:
    run = lantern()
    for row in run.observations:
        if row.category == "imei":
            row.result = Value(type="java.lang.String", text="990000862471854")
    run.exchanges[0].request_headers.append(("X-Device", "990000862471854"))
    run.values["telephony.imei"] = "867530912345679"
    assert "990000862471854" not in render_html(run.view(), redact=True)


def test_names_of_packages_survive() -> None:
    text = render_html(lantern().view(), redact=True)
    assert "com.brightbeam.lantern.Backup.readAll" in text
    assert "com.pushbay.core.DeviceId.collect" in text


def test_without_any_value_redaction_still_works() -> None:
    run = lantern()
    run.values = {}
    assert "<html" in render_html(run.view(), redact=True)
