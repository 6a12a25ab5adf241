"""Crypto objects that leave observations as the agent writes them, computed with nothing of the analysis."""

import hashlib
import hmac
import itertools
import random
from typing import Any

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes

from harness.evidence.rows import Observation, Value


def text(value: str) -> Value:
    return Value(type="java.lang.String", text=value)


def octets(value: bytes, limit: int = 1 << 20) -> Value:
    cut = len(value) > limit
    return Value(type="byte[]", data=value[:limit], size=len(value) if cut else 0, truncated=cut)


class Recorder:
    """The rows of one process. ``limit`` is how many bytes of an array are kept."""

    def __init__(self, limit: int = 1 << 20) -> None:
        self.rows: list[Observation] = []
        self.limit = limit
        self._seq = itertools.count()

    def row(self, point: str, object_id: int, args: list[Value], result: Value | None = None, **more: Any) -> str:
        seq = next(self._seq)
        fields: dict[str, Any] = {"time_us": 1_760_000_000_000_000 + seq * 1000, "mono_ns": seq, "pid": 7}
        fields |= {"process": "p", "thread_id": 1, "thread": "t", "kind": "crypto", "category": "channel.crypto"} | more
        self.rows.append(Observation(seq=seq, point=point, object_id=object_id, args=args, result=result, **fields))
        return f"7:{seq}"


class Aes:
    """A ``javax.crypto.Cipher`` for AES in one mode."""

    def __init__(
        self, recorder: Recorder, name: str, key: bytes, iv: bytes, object_id: int, *, keys: bool = True
    ) -> None:
        self.recorder, self.name, self.object_id = recorder, name, object_id
        mode: Any = {"CBC": modes.CBC, "CTR": modes.CTR, "GCM": modes.GCM}[name.split("/")[1]](iv)
        self.machine: CipherContext = Cipher(algorithms.AES(key), mode).encryptor()
        self.padder = padding.PKCS7(128).padder() if "PKCS" in name else None
        fields = {"algorithm": text(name), "mode": text("encrypt")}
        self.state = Value(type="state", fields=fields | ({"key": octets(key), "iv": octets(iv)} if keys else {}))
        recorder.row("cipher.init", object_id, [Value(type="int", text="1"), self.state])

    def update(self, data: bytes, **more: Any) -> bytes:
        made = self.machine.update(self.padder.update(data) if self.padder else data)
        self._note("cipher.update", data, made, **more)
        return made

    def final(self, data: bytes = b"", *, lost: bool = False) -> bytes:
        made = self.machine.update((self.padder.update(data) + self.padder.finalize()) if self.padder else data)
        made += self.machine.finalize()
        if "GCM" in self.name:
            made += self.machine.tag  # type: ignore[attr-defined]
        if not lost:
            self._note("cipher.doFinal", data, made)
        return made

    def _note(self, point: str, data: bytes, made: bytes, **more: Any) -> None:
        limit = self.recorder.limit
        args = [octets(data, limit)] if data else []
        self.recorder.row(point, self.object_id, [*args, self.state], octets(made, limit) if made else None, **more)

    def stream(self, data: bytes, sizes: list[int]) -> list[bytes]:
        """Encrypt as a CipherOutputStream does: a piece at a time; return what each call made."""
        made, at = [], 0
        for size in itertools.cycle(sizes):
            if at >= len(data):
                break
            made.append(self.update(data[at : at + size]))
            at += size
        return [*made, self.final()]


def digest(recorder: Recorder, name: str, chunks: list[bytes], object_id: int = 5) -> bytes:
    """A ``MessageDigest`` fed with ``chunks``."""
    state = Value(type="state", fields={"algorithm": text(name)})
    for chunk in chunks[:-1]:
        recorder.row("digest.update", object_id, [octets(chunk), state])
    made = hashlib.new(name.replace("-", ""), b"".join(chunks)).digest()
    recorder.row("digest.digest", object_id, [octets(chunks[-1]), state], octets(made))
    return made


def mac(recorder: Recorder, name: str, key: bytes, data: bytes, object_id: int = 6) -> bytes:
    """A ``Mac`` initialised with ``key``."""
    state = Value(type="state", fields={"algorithm": text(f"Hmac{name}"), "key": octets(key)})
    recorder.row("mac.init", object_id, [Value(type="key", fields={"encoded": octets(key)}), state])
    made = hmac.digest(key, data, name.lower())
    recorder.row("mac.doFinal", object_id, [octets(data), state], octets(made))
    return made


def noise(size: int, seed: int = 1) -> bytes:
    """Bytes that look like nothing."""
    return random.Random(seed).randbytes(size)
