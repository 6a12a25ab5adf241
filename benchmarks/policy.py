"""What reading a policy of 100 pages takes: ``python benchmarks/policy.py [PAGES] [FILE...]``.

It writes a policy of so many printed pages (1800 characters each, in Chinese, with a table of SDKs) as text and as
HTML, reads each to its claims three times, and prints one line of JSON a format: seconds and seconds of a processor
(medians, the reader's own process included), claims. Policies of one's own (a PDF, a Word document) may be named.
"""

import json
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

from harness.policy.read import read_policy

PAGE = 1800
"""Characters of a printed page of a Chinese policy, about."""
SENTENCES = (
    "当您注册账号时，我们会收集您的手机号码、昵称和头像，用于创建账号并保障账号安全。",
    "为了向您推荐内容，我们会记录您的浏览记录、搜索关键词以及设备型号、操作系统版本、Android ID、OAID。",
    "未经您的单独同意，我们不会将您的精确位置信息共享给任何第三方，但法律法规另有规定的除外。",
    "我们不会收集您的通讯录、短信和通话记录，也不会在后台读取您的剪贴板。",
    "您可以在“设置-隐私”中撤回授权、注销账号、关闭个性化推荐，我们将在15个工作日内答复您的请求。",
    "我们在中华人民共和国境内收集的个人信息存储于境内，保存期限为实现目的所必需的最短时间。",
    "本公司高度重视您的体验，并将持续改进各项产品与服务的质量，为您带来更好的使用感受。",
)
CELLS = ("极光推送SDK", "深圳市和讯华谷信息技术有限公司", "消息推送", "IMEI、MAC地址、Android ID")


def text_of(pages: int) -> str:
    """A policy of so many pages."""
    lines, size, number = [], 0, 0
    while size < pages * PAGE:
        line = SENTENCES[number % len(SENTENCES)]
        if number % 40 == 0:
            line = f"{number // 40 + 1}. 我们如何收集和使用您的个人信息"
        lines.append(line)
        size, number = size + len(line), number + 1
    return "\n".join(lines)


def html_of(text: str) -> str:
    """The same as a page, with a table of SDKs."""
    rows = f"<tr>{''.join(f'<td>{cell}</td>' for cell in CELLS)}</tr>" * 200
    body = "".join(f"<h2>{line}</h2>" if line[0].isdigit() else f"<p>{line}</p>" for line in text.split("\n"))
    head = "<tr><th>SDK名称</th><th>公司</th><th>目的</th><th>收集的信息</th></tr>"
    table = f"<h2>第三方SDK</h2><table>{head}{rows}</table>"
    return f'<html><head><meta charset="utf-8"></head><body>{body}{table}</body></html>'


def _processor() -> float:
    """Seconds of a processor that this process and those it started have used."""
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def measure(path: Path) -> None:
    """Print what one file takes."""
    times, busy = [], []
    for _ in range(3):
        began, used = time.perf_counter(), _processor()
        policy = read_policy(path)
        times.append(time.perf_counter() - began)
        busy.append(_processor() - used)
    print(
        json.dumps(
            {
                "file": path.name, "format": policy.format, "characters": policy.characters, "pages": policy.pages,
                "claims": len(policy.claims), "seconds": round(statistics.median(times), 2),
                "processor": round(statistics.median(busy), 2),
            }
        )
    )  # fmt: skip


def main(arguments: list[str]) -> None:
    """Measure."""
    pages = int(arguments[0]) if arguments and arguments[0].isdigit() else 100
    with tempfile.TemporaryDirectory() as room:
        text = text_of(pages)
        for name, content in (("policy.txt", text), ("policy.html", html_of(text))):
            path = Path(room) / name
            path.write_text(content, "utf-8")
            measure(path)
    for name in arguments:
        if not name.isdigit():
            measure(Path(name))


if __name__ == "__main__":
    main(sys.argv[1:])
