"""The page can be read by everybody: contrast by computation, and what axe-core finds in a browser.

Contrast is WCAG 2.2's (1.4.3): 4.5 for text; 3 for the edges of what is operated (1.4.11). axe-core is not in this
tree: the package axe-playwright-python has it, or its file's path is in ``AXE_CORE``.
"""

import dataclasses
import html as markup
import importlib.util
import json
import os
import re
import subprocess
from importlib import resources
from pathlib import Path

import pytest

from harness.report.html import render_html
from tests.report.factory import lantern
from tests.report.findings_views import judged
from tests.report.test_html import CHROMIUM

TEXT = [
    ("ink", "paper"), ("ink", "ground"), ("ink", "tint"), ("soft", "paper"), ("soft", "ground"), ("soft", "tint"),
    ("red", "paper"), ("red", "ground"), ("red", "red-tint"), ("amber", "paper"), ("amber", "ground"),
    ("amber", "amber-tint"), ("blue", "blue-tint"), ("blue", "ground"), ("blue", "paper"), ("grey", "grey-tint"),
    ("green", "green-tint"), ("violet", "violet-tint"), ("mark-ink", "mark"), ("ink", "amber-tint"),
    ("ink", "blue-tint"), ("paper", "ink"), ("soft", "red-tint"), ("ink", "red-tint"), ("soft", "blue-tint"),
]  # fmt: skip
EDGES = [("edge", "paper"), ("edge", "ground"), ("red", "paper"), ("blue", "paper"), ("grey", "paper")]
HOW = {"light": "", "dark": "(prefers-color-scheme: dark)", "print": "print"}


def colours(how: str) -> dict[str, str]:
    """The colours of a theme: what is said at large, and what its media query says instead."""
    found: dict[str, str] = {}
    for name in ("report.css", "page.css"):
        css = resources.files("harness.report").joinpath(f"templates/{name}").read_text("utf-8")
        for media, block in re.findall(r"(?:@media ([^{]+?) \{\s*)?:root \{(.*?)\}", css, re.S):
            if media in ("", HOW[how]):
                found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", block))
    return found


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(char * 2 for char in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_wcag_s() -> None:
    assert round(contrast("#000000", "#fff"), 2) == 21 and round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("how", list(HOW))
def test_text_and_edges_have_contrast(how: str) -> None:
    known = colours(how)
    if how == "print":
        known |= {"edge": colours("light")["edge"]}
    weak = {
        (one, other): round(contrast(known[one], known[other]), 2)
        for least, pairs in ((4.5, TEXT), (3, EDGES))
        for one, other in pairs
        if contrast(known[one], known[other]) < least
    }
    assert weak == {}


def axe() -> Path | None:
    """axe-core's file: named in the environment, or a package's of the Python registry."""
    if named := os.environ.get("AXE_CORE"):
        return Path(named)
    package = importlib.util.find_spec("axe_playwright_python")
    return Path(package.origin).with_name("axe.min.js") if package and package.origin else None


RUN = """
document.querySelectorAll('details').forEach(function (d) { d.open = true; });
var kinds = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
axe.run(document, {runOnly: kinds}).then(function (r) {
  document.title = 'axe ' + JSON.stringify(r.violations.map(function (v) {
    return [v.id, v.nodes.slice(0, 4).map(function (n) { return n.html.slice(0, 160) + n.failureSummary; })];
  }));
});
"""


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="no Chromium")
@pytest.mark.parametrize("lang,dark,width", [("en", False, 1280), ("zh", True, 1280), ("zh", False, 390)])
def test_axe_finds_nothing(tmp_path: Path, lang: str, dark: bool, width: int) -> None:
    file = axe()
    if file is None:
        pytest.skip("no axe-core: pip install axe-playwright-python, or AXE_CORE=.../axe.min.js")
    page = render_html(dataclasses.replace(lantern().view(), findings=tuple(judged())), lang)
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    if dark:
        page = page.replace("(prefers-color-scheme: dark)", "(min-width: 1px)")
    script = file.read_text("utf-8").replace("</script", "<\\/script")
    (tmp_path / "page.html").write_text(
        page.replace("</body>", f"<script>{script}</script><script>{RUN}</script></body>")
    )
    flags = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --dump-dom"
    flags += f" --disable-component-update --disable-sync --window-size={width},900 --virtual-time-budget=60000"
    command = [CHROMIUM, *flags.split(), f"--user-data-dir={tmp_path / 'profile'}", (tmp_path / "page.html").as_uri()]
    dom = subprocess.run(command, capture_output=True, text=True, timeout=500, check=False).stdout
    said = re.search("<title>axe (.*?)</title>", dom, re.S)
    assert said is not None, dom[:400]
    found = json.loads(markup.unescape(said[1]))
    assert found == [], json.dumps(found, indent=1, ensure_ascii=False)
