"""The pages of the dashboard. What they change (complaints, orders) is done by functions that are handed in."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from harness.campaign.dashboard.guard import Guard
from harness.campaign.store import look, look_app
from harness.campaign.store.errors import CampaignError
from harness.campaign.store.evidence import GRAVITY
from harness.campaign.store.home import Campaign
from harness.campaign.store.order_states import FOLLOWS
from harness.campaign.store.results import bundle_of
from harness.campaign.texts import texts
from harness.catalog.categories import categories
from harness.errors import HarnessError
from harness.files.read import MIB, read_bytes
from harness.report.safe import one_line
from harness.report.texts import texts as of_reports
from harness.report.times import utc

_MOST_FORM = 64 << 10
_MOST_FIELDS = 20
_MOST_REPORT = 64 * MIB
_LIVE_SECONDS = 2.0
_COUNTING_SHARE = 20
"""How many times as long as a count takes no other one begins."""
_LANG = "harness_lang"


@dataclass(frozen=True)
class Acts:
    """What the dashboard can change: a complaint (app, store, text), an order (app), an order's state (with a note)."""

    complain: Callable[[str, str, str], object]
    issue: Callable[[int], object]
    move: Callable[[int, str, str], object]


def dashboard(campaign: Campaign, acts: Acts, token: str, hosts: list[str]) -> Guard:
    """Return the application."""
    pages = Pages(campaign, acts)
    routes = [
        Route("/", pages.overview),
        Route("/apps", pages.apps),
        Route("/apps/{app:int}", pages.app),
        Route("/apps/{app:int}/order", pages.issue, methods=["POST"]),
        Route("/league", pages.league),
        Route("/orders", pages.orders),
        Route("/orders/{order:int}", pages.move, methods=["POST"]),
        Route("/complaints", pages.complaints, methods=["GET", "POST"]),
        Route("/devices", pages.devices),
        Route("/reports/{result:int}", pages.report),
        Route("/live", pages.live),
        Mount("/static", StaticFiles(packages=[("harness.campaign.dashboard", "static")])),
    ]
    app = Starlette(routes=routes, exception_handlers={HarnessError: pages.wrong})
    return Guard(app, token, hosts)


class Pages:
    """One campaign's pages."""

    def __init__(self, campaign: Campaign, acts: Acts) -> None:
        """Each page reads the database anew."""
        self._campaign, self._acts, self._engine = campaign, acts, campaign.engine
        self._counted: tuple[float, look.Overview] | None = None
        self._env = Environment(
            loader=PackageLoader("harness.campaign.dashboard"), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip
        self._env.filters["line"] = lambda text, most=200: one_line(str(text), most)
        self._env.filters["utc"] = _minute

    def overview(self, request: Request) -> Response:
        """How far the campaign is."""
        return self._page(request, "overview", found=self._count(), failed=look.given_up(self._engine, 20))

    def apps(self, request: Request) -> Response:
        """The matrix: apps by what leaves them."""
        query = request.query_params
        verdict, words = query.get("verdict", ""), query.get("q", "")[:100]
        page = look_app.page_of(self._engine, verdict=verdict, words=words, after=query.get("after", ""))
        more = urlencode({"verdict": verdict, "q": words, "after": page.after}) if page.after else ""
        return self._page(
            request, "apps", page=page, verdict=verdict, words=words, more=more, verdicts=(*GRAVITY, "none")
        )

    def app(self, request: Request) -> Response:
        """One app with its history."""
        return self._page(request, "app", app=look_app.known(self._engine, request.path_params["app"]), follows=FOLLOWS)

    def league(self, request: Request) -> Response:
        """SDKs, recipients and kinds of data by how many apps have them."""
        tables = {kind: look.league(self._engine, kind) for kind in ("sdk", "recipient", "category")}
        return self._page(request, "league", tables=tables)

    def orders(self, request: Request) -> Response:
        """The orders that were issued."""
        today = utc(time.time_ns() // 1000)[:10]
        return self._page(request, "orders", orders=look.order_list(self._engine), follows=FOLLOWS, today=today)

    def devices(self, request: Request) -> Response:
        """The devices and their health."""
        return self._page(request, "devices", devices=look.device_list(self._engine))

    async def complaints(self, request: Request) -> Response:
        """The complaints, and the form for one."""
        if request.method == "POST":
            form = await _form(request)
            await run_in_threadpool(
                self._acts.complain, form.get("app", ""), form.get("store", ""), form.get("text", "")
            )
            return RedirectResponse("/complaints?thanks=1", 303)
        rows = await run_in_threadpool(look.complaint_list, self._engine)
        return self._page(request, "complaints", complaints=rows, thanks="thanks" in request.query_params)

    async def issue(self, request: Request) -> Response:
        """Issue the order against an app."""
        app = request.path_params["app"]
        await run_in_threadpool(self._acts.issue, app)
        return RedirectResponse(f"/apps/{app}", 303)

    async def move(self, request: Request) -> Response:
        """Take an order to another state."""
        form = await _form(request)
        await run_in_threadpool(self._acts.move, request.path_params["order"], form.get("to", ""), form.get("note", ""))
        return RedirectResponse("/orders", 303)

    def report(self, request: Request) -> Response:
        """The report of one run, as it was written beside its bundle."""
        name = f"{bundle_of(self._engine, request.path_params['result'])}.report.html"
        path = (self._campaign.home / name).resolve()
        if not path.is_relative_to(self._campaign.bundles.resolve()) or not self._campaign.here(name).is_file():
            raise CampaignError("There is no report of this run here.")
        policy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        data = read_bytes(path, "the report", _MOST_REPORT)
        return HTMLResponse(data, headers={"content-security-policy": policy})

    async def live(self, request: Request) -> Response:
        """The numbers of the overview, as they change."""

        async def events() -> AsyncIterator[str]:
            before = ""
            while not await request.is_disconnected():
                found = await run_in_threadpool(self._count)
                now = json.dumps({"jobs": found.jobs, "funnel": found.funnel, "verdicts": found.verdicts})
                yield f"data: {now}\n\n" if now != before else ": still here\n\n"
                before = now
                await asyncio.sleep(_LIVE_SECONDS)

        return StreamingResponse(events(), media_type="text/event-stream")

    def wrong(self, request: Request, error: Exception) -> Response:
        """Say in one sentence what is not possible."""
        return self._page(request, "error", status=400, said=str(error))

    def _count(self) -> look.Overview:
        """Count, but not more often than numbers are looked at, and so that the database has better things to do:
        of a million jobs a count takes some tenths of a second."""
        if self._counted is None or time.monotonic() > self._counted[0]:
            begun = time.monotonic()
            found = look.overview(self._engine)
            ended = time.monotonic()
            self._counted = ended + max(_LIVE_SECONDS, _COUNTING_SHARE * (ended - begun)), found
        return self._counted[1]

    def _page(self, request: Request, name: str, *, status: int = 200, **values: Any) -> Response:
        asked = request.query_params.get("lang", "")
        kept = request.cookies.get(_LANG, self._campaign.settings.lang)
        lang = next((each for each in (asked, kept) if each in ("zh", "en")), "en")
        other = "en" if lang == "zh" else "zh"
        named = {each.id: each.zh if lang == "zh" else each.en for each in categories().values()}
        here = request.url.remove_query_params("lang").include_query_params(lang=other)
        page = self._env.get_template(f"{name}.html.j2").render(
            t=texts(lang), campaign=self._campaign.name, name=name, category=lambda each: named.get(each, each),
            phase=lambda each: of_reports(lang).named("phase", each),
            other=f"{here.path}?{here.query}", post=request.method == "POST",
            **values,
        )  # fmt: skip
        response = HTMLResponse(page, status)
        if asked in ("zh", "en"):
            response.set_cookie(_LANG, asked, samesite="strict", path="/")
        return response


def _minute(time_us: int) -> str:
    """Return a moment as one reads it in a list."""
    return f"{utc(time_us)[:16].replace('T', ' ')} UTC" if time_us else ""


async def _form(request: Request) -> dict[str, str]:
    """Return a form's fields. Raises :class:`CampaignError` for one that is too large."""
    data = b""
    async for piece in request.stream():
        data += piece
        if len(data) > _MOST_FORM:
            raise CampaignError("The form is too large.")
    try:
        fields = parse_qs(data.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise CampaignError(f"A form has {_MOST_FIELDS} fields at most.") from None
    return {name: values[0] for name, values in fields.items()}
