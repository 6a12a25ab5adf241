"""The dashboard is for who has its token, on this machine."""

import pytest
from starlette.responses import PlainTextResponse

from harness.campaign.dashboard.guard import COOKIE, POLICY, Guard
from tests.campaign.dashboard.asking import HOST, TOKEN, ask


@pytest.fixture
def app() -> Guard:
    return Guard(PlainTextResponse("inside"), TOKEN, [HOST])


def test_the_token_in_the_address_becomes_a_cookie_that_no_script_reads(app: Guard) -> None:
    said = ask(app, f"/apps?token={TOKEN}&lang=zh", cookie="")
    assert (said.status, said.headers["location"]) == (303, "/apps?lang=zh")
    cookie = said.headers["set-cookie"].lower()
    assert cookie.startswith(f"{COOKIE}={TOKEN}") and "httponly" in cookie and "samesite=strict" in cookie
    assert ask(app, "/").text == "inside"


@pytest.mark.parametrize(
    ("path", "more", "status"),
    [
        ("/", {"cookie": ""}, 403),
        ("/", {"cookie": "harness_campaign=wrong"}, 403),
        ("/?token=wrong", {}, 403),
        ("/", {"host": "evil.example"}, 421),
        ("/", {"host": ""}, 421),
        ("/", {"form": {}, "origin": "http://evil.example"}, 403),
        ("/", {"form": {}, "origin": ""}, 403),
    ],
)
def test_all_others_stay_outside(app: Guard, path: str, more: dict[str, object], status: int) -> None:
    said = ask(app, path, **more)  # type: ignore[arg-type]
    assert said.status == status and "inside" not in said.text


def test_a_form_of_ours_comes_in_and_every_answer_has_its_policy(app: Guard) -> None:
    said = ask(app, "/", {"a": "b"})
    assert said.text == "inside"
    assert said.headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY and "http" not in POLICY
    assert said.headers["x-content-type-options"] == "nosniff"
    assert ask(app, "/", cookie="").headers["content-security-policy"] == POLICY
