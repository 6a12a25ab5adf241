"""Files that an app of ours leaves on the shared storage: which are taken, and what cannot be read."""

from collections.abc import Sequence

from harness.capture.app_files import MOST_FILES, taken
from harness.capture.device.structs import ShellResult
from tests.capture.blank import Blank

FOLDER = "/sdcard/Android/data/org.example.app/files"


class Shared(Blank):
    """A device with files of an app's."""

    def __init__(self, files: dict[str, str | None]) -> None:
        self.files = files

    def shell(self, command: Sequence[str], timeout: float = 30.0) -> ShellResult:
        if command[0] == "ls":
            assert list(command[1:]) == [FOLDER]
            return ShellResult(code=0, stdout="\n".join(self.files), stderr="")
        text = self.files[command[-1].rpartition("/")[2]]
        return ShellResult(code=1 if text is None else 0, stdout=text or "", stderr="")


def test_those_with_the_ending_are_taken_in_order() -> None:
    device = Shared({"b.jsonl": "王", "a.jsonl": "1\n", "c.txt": "no", "no.jsonl": None})
    assert taken(device, "org.example.app", ".jsonl") == [b"1\n", "王".encode()]


def test_names_that_an_app_chose_lead_nowhere_else_and_are_not_without_end() -> None:
    assert taken(Shared({"../../x.jsonl": "x", "$(id).jsonl": "x"}), "org.example.app", ".jsonl") == []
    assert len(taken(Shared({f"{n}.jsonl": "x" for n in range(50)}), "org.example.app", ".jsonl")) == MOST_FILES


def test_a_folder_that_is_not_there_holds_nothing() -> None:
    assert taken(Shared({}), "org.example.app", ".jsonl") == []
