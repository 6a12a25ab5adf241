"""doctor names what is known to keep Frida from starting apps held, once."""

from dataclasses import dataclass, field

import pytest

from harness.capture.doctor.check import State
from harness.capture.doctor.platform import in_zygote


@dataclass
class Probed:
    """What of a probe the check asks."""

    root: str | None = "su"
    properties: dict[str, str] = field(default_factory=dict)
    answer: str = ""

    def say_as_root(self, line: str) -> str:
        return self.answer if line.startswith("magisk") else ""


@pytest.mark.parametrize(
    ("probe", "state", "found"),
    [
        (Probed(), State.ok, "nothing that is known"),
        (Probed(root=None), State.ok, "not looked at: needs root"),
        (Probed(answer="value=1\n"), State.warn, "Zygisk is on, Magisk's DenyList is enforced"),
        (Probed(answer="value=0\n"), State.ok, "nothing that is known"),
        (Probed(properties={"init.svc.zygote_ocomp": "running"}), State.ok, "nothing that is known"),  # told elsewhere
        (
            Probed(properties={"ro.hardware": "redroid", "ro.product.cpu.abi": "x86_64"}), State.warn,
            "redroid on x86_64",
        ),
    ],
)  # fmt: skip
def test_what_is_in_zygote(probe: Probed, state: State, found: str) -> None:
    check = in_zygote(probe)  # type: ignore[arg-type]
    assert check.state is state
    assert found in check.found
    assert bool(check.remedy) is (state is State.warn)
