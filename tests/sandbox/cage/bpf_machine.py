"""The kernel's machine for classic BPF, as far as seccomp filters use it (``kernel/bpf/core.c``, ``seccomp(2)``)."""

import struct


def run(program: bytes, *, nr: int, arch: int, args: tuple[int, ...] = ()) -> int:
    """Return what a filter gives for one system call. Fails where the kernel would refuse the program."""
    data = struct.pack("=iIQ6Q", nr, arch, 0, *(list(args) + [0] * 6)[:6])
    steps = [struct.unpack_from("HBBI", program, at) for at in range(0, len(program), 8)]
    assert len(steps) <= 4096
    value, at = 0, 0
    while True:
        code, yes, no, k = steps[at]
        at += 1
        if code == 0x20:
            assert k % 4 == 0 and k + 4 <= len(data)
            value = struct.unpack_from("=I", data, k)[0]
        elif code == 0x05:
            at += k
        elif code in (0x15, 0x35, 0x45):
            true = {0x15: value == k, 0x35: value >= k, 0x45: bool(value & k)}[code]
            at += yes if true else no
        elif code == 0x06:
            return k
        else:
            raise AssertionError(f"no such step: {code:#x}")
