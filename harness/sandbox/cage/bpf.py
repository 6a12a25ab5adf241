"""Classic BPF, as far as seccomp needs it: steps with labels, put together to the kernel's bytes.

A jump reaches 255 steps; farther ones go by :meth:`Program.far`. Layout and codes: ``include/uapi/linux/filter.h`` and
``bpf_common.h``.
"""

import struct

LOAD, JUMP, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x05, 0x15, 0x35, 0x45, 0x06


class Program:
    """Steps in their order. A label that is jumped to must come later: BPF knows no way back."""

    def __init__(self) -> None:
        """Begin an empty program."""
        self._steps: list[tuple[int, str, str, int, str]] = []
        self._labels: dict[str, int] = {}
        self._made = 0

    def label(self, name: str) -> None:
        """The next step is known by this name."""
        self._labels[name] = len(self._steps)

    def fresh(self) -> str:
        """Return a name that no other label has."""
        self._made += 1
        return f".{self._made}"

    def load(self, offset: int) -> None:
        """Take the 32-bit word at an offset of ``struct seccomp_data``."""
        self._steps.append((LOAD, "", "", offset, ""))

    def give(self, action: int) -> None:
        """End with an action."""
        self._steps.append((RETURN, "", "", action, ""))

    def far(self, label: str) -> None:
        """Go on at a label, however far."""
        self._steps.append((JUMP, "", "", 0, label))

    def when(self, code: int, value: int, yes: str = "", no: str = "") -> None:
        """Compare what was loaded; go on at a label, or (empty) at the next step."""
        self._steps.append((code, yes, no, value, ""))

    def bytes(self) -> bytes:
        """Return the program as the kernel takes it: ``struct sock_filter`` each."""
        made = []
        for at, (code, yes, no, value, far) in enumerate(self._steps):
            jump, other = (self._labels[label] - at - 1 if label else 0 for label in (yes, no))
            made.append(struct.pack("HBBI", code, jump, other, self._labels[far] - at - 1 if far else value))
        return b"".join(made)
