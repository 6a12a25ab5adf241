"""A run in which things become known late: values read after they were sent, identifiers made at run time, cookies,
crypto objects that never end, keys of digests."""

import base64
import hashlib
import hmac
import json
import uuid
from typing import Any

from harness.evidence.exchange import Exchange, Message
from harness.evidence.rows import Connection, Value
from tests.analysis.lantern import ADS, OFFSET, OWN, PUSH, T0, Run, data, encrypt, lantern, text

ID, TOKEN, COOKIE = "7d1f0b9a-55c1-4e0c-9a77-0c6f1c2d3e4f", "fc8aQ2LmZ0x91-Kd", "Zk39xQ17bL2mPd84"


def busy() -> Run:
    """Everything of ``lantern``, and what comes late."""
    run = lantern()
    # An SDK's identifier leaves before any access point returns it; and a cookie that is read as one later.
    run.send(6200, "https://ads.adhive.example/open", json.dumps({"iid": ID, "t": TOKEN}).encode())
    run.exchanges[-1].response_headers = [("Set-Cookie", f"uid={COOKIE}; Max-Age=31536000"),
                                          ("Set-Cookie", f"tid={TOKEN}; Max-Age=31536000")]  # fmt: skip
    run.send(6300, f"https://ads.adhive.example/next?c={COOKIE}", b"")
    run.call(6400, "firebase.instanceId", "app_instance_id", ADS, result=text(ID))
    run.call(6410, "push.token", "push_token", PUSH, result=text(TOKEN))
    # Made once and sent twice, and made anew for each request.
    made = [str(uuid.UUID(int=number * 7919 + 3, version=4)) for number in range(4)]
    for number, value in enumerate(made):
        run.call(6500 + number, "uuid.randomUUID", "app_instance_id", OWN, result=text(value))
    for number in (0, 1, 2, 0):
        run.send(6520 + number, f"https://sync.bright.example/r{number}", json.dumps({"q": made[number]}).encode())
    # A key that a Mac object was seen to have, whose digest was made elsewhere.
    key = b"0123456789abcdef"
    state = Value(type="state", fields={"algorithm": text("HmacSHA256"), "key": data(key)})
    run.call(6600, "mac.doFinal", "channel.hash", PUSH, object_id=11, args=[data(b"x" * 20), state],
             result=data(hmac.digest(key, b"x" * 20, "sha256")))  # fmt: skip
    run.send(6590, "https://api.pushbay.example/sign", hmac.digest(key, b"13912345678", "sha256").hex().encode())
    # A cipher that never ends, and one whose call comes after the request.
    plain = json.dumps({"mail": "x", "phone": "13912345678", "pad": "y" * 40}).encode()
    iv = bytes(range(16))
    secret = encrypt(plain, key, iv)
    run.send(6700, "https://sync.bright.example/late", iv + secret)
    state = Value(type="state", fields={"algorithm": text("AES/CBC/PKCS5Padding"), "mode": text("encrypt")})
    run.call(6690, "cipher.doFinal", "channel.crypto", OWN, object_id=12, args=[data(plain), state],
             result=data(secret))  # fmt: skip
    run.call(6800, "cipher.init", "channel.crypto", OWN, object_id=13, args=[text("1"), data(key), state])
    run.call(6801, "cipher.update", "channel.crypto", OWN, object_id=13, args=[data(plain), state],
             result=data(secret[:64]))  # fmt: skip
    run.send(6810, "https://sync.bright.example/open", secret[:64])
    # On a thread whose owner only a later call tells, over a connection that is known by its port.
    run.call(6900, "telephony.imei", "imei", ["java.lang.Thread.run(Thread.java:1)"], result=text("866712345678906"))
    run.call(6890, "socket.connect", "channel.net", PUSH, kind="socket", args=[
        Value(type="local", text="10.0.0.2:40001"), Value(type="remote", text="203.0.113.9:443")])  # fmt: skip
    body = base64.b64encode(hashlib.sha256(b"866712345678906").hexdigest().encode())
    run.send(6950, "https://api.pushbay.example/again", body)
    run.exchanges[-1].connection, run.exchanges[-1].client_port = "c9", 40001
    run.exchanges.append(
        Exchange(index=len(run.exchanges), id="ws", time_us=T0 + 5_000_000 - OFFSET, kind="websocket", scheme="https",
                 host="push.example", port=443, url="https://push.example/ws", status=101, messages=[
                     Message(True, b"13912345678", T0 + 5_100_000 - OFFSET),
                     Message(False, b"866712345678906", T0 + 7_000_000 - OFFSET)])
    )  # fmt: skip
    return run


CONNECTIONS = [
    Connection(id="c9", time_us=T0 + 6_891_000 - OFFSET, host="api.pushbay.example", port=443, state="decrypted")
]


def recording(run: Run, **changes: Any) -> Any:
    """The whole recording."""
    return run.recording(**({"connections": CONNECTIONS} | changes))
