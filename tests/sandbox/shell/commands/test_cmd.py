"""``cmd``: which services have a command line, and what comes of one that has none."""

from pathlib import Path

from tests.sandbox.shell.typed import run


def test_it_lists_its_services_and_knows_no_other(tmp_path: Path) -> None:
    code, listed, _ = run(tmp_path, "cmd -l")
    assert code == 0 and {"  package", "  sandbox", "  settings"} <= set(listed.splitlines())
    assert run(tmp_path, "cmd nothing")[::2] == (20, "cmd: Can't find service: nothing\n")


def test_each_goes_to_its_service(tmp_path: Path) -> None:
    assert run(tmp_path, "cmd settings put system a b; cmd settings get system a; settings get system a")[1] == "b\nb\n"
    assert run(tmp_path, "cmd package path com.none")[0] == 1
    assert run(tmp_path, "cmd activity get-current-user")[1] == "0\n"
    assert run(tmp_path, "cmd sandbox network sinkhole; cmd sandbox network")[1] == "sinkhole\n"
    assert run(tmp_path, "cmd alarm set-time 1234567890000; date +%s")[1][:9] == "123456789"
    assert run(tmp_path, "cmd alarm")[0] == 255
