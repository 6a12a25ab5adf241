"""An app as most are: a privacy dialog, a first screen with a field, settings."""

from pathlib import Path

from tests.capture.engine.phone import APP, CONSENT, Control, Finished, Phone, play, scenario, text

HOME = [text("首页"), Control("设置", does="settings"), Control("手机号", kind="EditText", id=f"{APP}:id/tel")]


def usual(phone: Phone, does: str) -> None:
    phone.at = {"agree": "home", "settings": "settings", "wait": "home", "key BACK": "home"}.get(does, phone.at)
    if does in ("refuse", "close"):
        phone.ends()


def screens(**more) -> dict:
    return {"main": CONSENT, "home": HOME, "settings": [text("设置页")], **more}


def run(tmp_path: Path, phases: str, on=usual, head: str = "", phone: Phone | None = None, **more) -> Finished:
    return play(phone or Phone(screens(), on), scenario(f"{head}\nphases:\n{phases}"), tmp_path / "b", **more)


START = "  - {name: before_consent, steps: [launch]}\n  - {name: consented_idle, steps: [consent: accept]}\n"


def steps(tmp_path: Path, *written: str, **more) -> Finished:
    """Take steps in a phase after consent."""
    body = "".join(f"      - {step}\n" for step in written)
    return run(tmp_path, f"{START}  - name: foreground\n    steps:\n{body}", **more)


def acts(done: Finished) -> list[str]:
    """What the phone was told to do after consent, without what it was asked."""
    log = done.phone.log
    return [line for line in log[log.index("tap 同意") + 1 :] if not line.startswith("dumpsys")]
