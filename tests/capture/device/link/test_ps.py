"""Processes of an app in ``ps``: the columns and names as toybox prints them on Android 11."""

from harness.capture.device.link.ps import app_processes, ps_command

PS = """\
  PID  PPID USER         ELAPSED NAME
    1     0 root        01:02:03 init
  634     1 root        01:01:58 zygote64
 4100   634 u0_a123        00:41 com.example.app
 4150   634 u0_a123        00:40 com.example.app:push
 4160   634 u0_a123     01:00:40 org.global.name
 4170  4100 u0_a123        00:02 sh
 4171  4170 u0_a123        00:02 logcat
 4180   634 u0_i1       1-00:00:05 com.example.app:render
 4190   634 u0_i2          00:05 com.google.android.webview:sandboxed_process0:org.chromium.content.app.SandboxedProcessService0:0
 4200   634 u0_a124        00:05 com.example.application
 4210   634 u0_i3          00:05 com.android.chrome:sandboxed_process0:org.chromium.content.app.SandboxedProcessService0:0
"""  # noqa: E501


def test_own_processes_children_and_renderers() -> None:
    found = {row.pid: row for row in app_processes(PS, "com.example.app")}
    assert sorted(found) == [4100, 4150, 4160, 4170, 4171, 4180, 4190]
    assert {pid for pid, row in found.items() if row.isolated} == {4180, 4190}
    assert (found[4160].name, found[4160].age_s) == ("org.global.name", 3640.0)
    assert found[4180].age_s == 86_405.0


def test_what_is_no_table_has_no_rows() -> None:
    assert app_processes("", "com.example.app") == []
    assert app_processes("bad -o: ETIME\nusage: ps", "com.example.app") == []


def test_toolbox_lists_all_without_ages() -> None:
    text = (
        "USER      PID   PPID  VSIZE  RSS   WCHAN              PC  NAME\n"
        "root      1     0     8788   700   SyS_epoll_ 0000000000 S /init\n"
        "u0_a60    3001  200   9999   888   SyS_epoll_ 0000000000 S com.example.app\n"
        "u0_a60    3002  200   9999   888   SyS_epoll_ 0000000000 S com.example.app:push\n"
        "u0_a61    3003  200   9999   888   SyS_epoll_ 0000000000 S com.example.other\n"
    )
    assert [(row.pid, row.name, row.age_s) for row in app_processes(text, "com.example.app")] == [
        (3001, "com.example.app", 0.0), (3002, "com.example.app:push", 0.0),
    ]  # fmt: skip
    assert ps_command(25) == ["ps"]
    assert ps_command(26)[1] == "-A"
