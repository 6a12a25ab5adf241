"""The page's drawings as files of their own, for paper: with the page's style, in print's colours."""

import re
from collections.abc import Iterator
from functools import cache

from harness.report.flow import BOX, flow
from harness.report.flow import WIDTH as FLOW_WIDTH
from harness.report.html import environment, page_style
from harness.report.model import ReportView
from harness.report.texts import Texts
from harness.report.timeline import LEFT, RIGHT, WIDTH, timeline

_OURS = re.compile(r"^\.(?:flow|box|ribbon|timeline|band|line|edge|tip)\b")
_VARIABLE = re.compile(r"var\(--([\w-]+)\)")
_RULE = re.compile(r"^([^{}@]+)\{([^{}]*)\}$", re.M)


def drawn(view: ReportView, words: Texts) -> Iterator[tuple[str, str]]:
    """Yield the drawings of a report by name, each a whole SVG."""
    env = environment()
    said = {"view": view, "t": words}
    if (going := flow(view, words)) is not None:
        text = env.get_template("page/flow.svg.j2").render(
            flow=going, flow_width=FLOW_WIDTH, flow_box=BOX, flow_actors=0, flow_hosts=0, **said
        )
        yield "flow", _whole(text, "flow", FLOW_WIDTH, going.height)
    if (when := timeline(view, words)) is not None:
        geometry = {"width": WIDTH, "left": LEFT, "right": RIGHT}
        text = env.get_template("page/timeline.svg.j2").render(timeline=when, geometry=geometry, **said)
        yield "timeline", _whole(text, "timeline", WIDTH, when.height)


def _whole(text: str, name: str, width: float, height: float) -> str:
    """Return the drawing within a page's text as a file. ``name`` is its class."""
    start, end = text.index("<svg"), text.index("</svg>")
    inside = text[text.index(">", start) + 1 : end]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{name}" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}"><style>{_style()}</style><g class="{name}" font-size="12">{inside}</g></svg>'
    )


@cache
def _style() -> str:
    """Return the rules of the page's style that are about drawings, with the colours of print."""
    css = page_style()
    colours: dict[str, str] = {}
    for block in re.findall(r":root \{(.*?)\}", css, re.S):  # print's stand last
        colours |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", block))
    rules = [
        f"{selector.strip()}{{{_VARIABLE.sub(lambda found: colours[found[1]], body)}}}"
        for selector, body in _RULE.findall(css)
        if _OURS.match(selector)
    ]
    return "".join(re.sub(r"font: [^;}]*;?", "", rule) for rule in rules)
