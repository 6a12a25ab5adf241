"""Stands in for the JVM: speaks the runtime's protocol (docs/architecture.md) and shows a small screen.

Called with the socket's path and the process's name. What it does follows the texts of the buttons; every event
goes to the log with the tag ``Fake``. ``call NAME JSON`` typed into the field makes that call and logs its answer.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from typing import Any

PERMISSIONS = ["android.permission.READ_CONTACTS", "android.permission.ACCESS_FINE_LOCATION"]
BUTTONS = ["同意", "请求权限", "第二页", "崩溃", "退出", "对话框"]


class App:
    def __init__(self, path: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.file = self.socket.makefile("rwb")
        self.number = 0
        self.later: list[dict[str, Any]] = []
        self.activities: list[tuple[str, str]] = []
        self.agreed = False
        self.dialog = False
        self.typed = ""

    def send(self, message: dict[str, Any]) -> None:
        self.file.write(json.dumps(message).encode() + b"\n")
        self.file.flush()

    def call(self, name: str, **args: Any) -> Any:
        self.number += 1
        number = self.number
        self.send({"id": number, "call": name, "args": args})
        while line := self.file.readline():
            message = json.loads(line)
            if message.get("id") == number and "event" not in message:
                return message.get("error") or message.get("result")
            self.later.append(message)
        sys.exit(9)

    def log(self, text: str, priority: int = 4) -> None:
        self.send({"call": "log", "args": {"priority": priority, "tag": "Fake", "message": text}})

    def run(self) -> None:
        self.facts = self.call("process.attach", pid=os.getpid())
        self.log("attached " + json.dumps(self.facts, ensure_ascii=False))
        sys.stdout.write("to stdout\n")
        sys.stdout.flush()
        sys.stderr.write("to stderr\n")
        while True:
            if self.later:
                message = self.later.pop(0)
            else:
                line = self.file.readline()
                if not line:
                    return
                message = json.loads(line)
            result = self.event(message)
            if "id" in message:
                self.send({"reply": message["id"], "result": result})

    def event(self, message: dict[str, Any]) -> Any:
        name = message.get("event")
        if name == "ui.dump":
            return self.screen()
        self.log("event " + json.dumps(message, ensure_ascii=False))
        if name == "activity.launch":
            self.activities.append((message["token"], message["class"]))
        elif name == "activity.destroy":
            self.activities = [item for item in self.activities if item[0] != message["token"]]
        elif name == "key" and message["name"] == "BACK":
            self.call("activity.finish", token=self.activities[-1][0])
        elif name == "ui.click":
            self.click(message["view"])
        elif name == "ui.text":
            self.typed = message["text"]
            if self.typed.startswith("call "):
                _, call, args = self.typed.split(" ", 2)
                self.log("answer " + json.dumps(self.call(call, **json.loads(args)), ensure_ascii=False))
        return None

    def click(self, view: int) -> None:
        self.dialog = False
        action = BUTTONS[view - 100] if 100 <= view < 100 + len(BUTTONS) else ""
        if view == 50:
            self.agreed = not self.agreed
        elif action == "同意":
            self.send({"call": "toast", "args": {"text": "谢谢"}})
        elif action == "请求权限":
            token = self.activities[-1][0]
            self.call("permission.request", permissions=PERMISSIONS, request_code=7, token=token)
        elif action == "第二页":
            self.log("start " + json.dumps(self.call("activity.start", component="com.example.app.SecondActivity")))
        elif action == "崩溃":
            trace = "java.lang.IllegalStateException: boom\n\tat a.b(C.java:1)"
            self.send({"call": "process.crashed", "args": {"trace": trace}})
            sys.exit(10)
        elif action == "退出":
            sys.exit(3)
        elif action == "对话框":
            self.dialog = True

    def screen(self) -> dict[str, Any]:
        def node(view: int, name: str, text: str = "", **more: Any) -> dict[str, Any]:
            package = self.facts["package"]
            return {
                "view": view, "class": f"android.widget.{name}", "text": text, "resource_id": f"{package}:id/v{view}",
                "enabled": True, "visible": True, "children": [], **more,
            }  # fmt: skip

        title = self.activities[-1][1] if self.activities else ""
        buttons = [node(100 + n, "Button", text, clickable=True, focusable=True) for n, text in enumerate(BUTTONS)]
        root = node(1, "LinearLayout", orientation="vertical", children=[
            node(2, "TextView", "欢迎使用 Flashlight。请阅读《隐私政策》，我们会收集您的设备信息以提供服务 & <more>."),
            node(50, "CheckBox", "我已阅读并同意", checkable=True, checked=self.agreed, clickable=True),
            node(51, "EditText", self.typed, hint="手机号", clickable=True, focusable=True, focused=True),
            node(3, "LinearLayout", orientation="horizontal", children=[{**item, "weight": 1} for item in buttons[:2]]),
            *buttons[2:],
        ])  # fmt: skip
        windows = [{"type": "activity", "title": self.facts["label"], "activity": title, "root": root}]
        if self.dialog:
            inner = [node(201, "TextView", "个人信息保护指引"), node(202, "Button", "不同意", clickable=True)]
            dialog = node(200, "LinearLayout", orientation="vertical", children=inner)
            windows.append({"type": "dialog", "title": "提示", "activity": title, "root": dialog})
        return {"windows": windows}


App(sys.argv[1]).run()
