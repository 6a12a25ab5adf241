"""A calibration as one self-contained page: no script, no request, nothing from the device unescaped."""

from importlib import resources

from harness.evidence.calibration import Calibration
from harness.report.calibration import words
from harness.report.html import environment, policy, style
from harness.report.texts import texts


def render_calibration(found: Calibration, lang: str = "en") -> str:
    """Return the page."""
    t = texts(lang)
    css = style() + resources.files("harness.report").joinpath("templates/calibration.css").read_text("utf-8")
    same, changed = words.differences(found, t)
    context = {
        "t": t,
        **policy(css),
        "level": words.level(found),
        "sentence": words.sentence(found, t),
        "title": " ".join(filter(None, (found.device.manufacturer, found.device.model))) or found.device.serial,
        "facts": words.facts(found, t),
        "flags": words.flags(found, t),
        "groups": words.groups(found, t),
        "forms": [t(f"calibrate.form.{form}") for form in words.FORMS],
        "ways": words.ways(found, t),
        "processes": words.processes(found, t),
        "places": words.places(found, t),
        "screens": words.screens(found, t),
        "planted": words.planted(found, t),
        "costs": words.costs(found, t),
        "same": same,
        "changed": changed,
    }
    return environment().get_template("calibration.html.j2").render(context)
