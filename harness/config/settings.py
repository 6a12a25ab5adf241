"""The settings: what each is called in a file, what it may be, and which commands it is for.

A setting gives the option of its name in these commands another default. There is one list of them, here; the
documentation's table, the JSON Schema and ``harness config show`` are made from it.
"""

from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import UNSET, Meta, UnsetType

Text = Annotated[str, Meta(min_length=1, max_length=4096)]


FailOn = Literal["violation", "suspected", "undetermined", "new-disclosure", "new-violation", "difference"]
COMPARING = ("new-disclosure", "new-violation", "difference")


def _said(text: str) -> Meta:
    return Meta(description=text)


class Settings(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """What a configuration file may hold; each field's description is its documentation."""

    values: Annotated[Text | UnsetType, _said("A file with the values to look for.")] = UNSET
    persona: Annotated[
        Text | UnsetType,
        _said("A persona file: what `run` plants, and what is looked for in recordings that carry no persona."),
    ] = UNSET
    trackers: Annotated[
        Text | list[Text] | UnsetType, _said("A tracker list (DuckDuckGo, Disconnect or Exodus), or several.")
    ] = UNSET
    countries: Annotated[Text | UnsetType, _said("An MMDB or CSV file: the country of an address.")] = UNSET
    lang: Annotated[Literal["en", "zh"] | UnsetType, _said("The language of what is shown.")] = UNSET
    rules: Annotated[
        Text | list[Text] | UnsetType,
        _said(
            "By whose rules to judge: `cn`, `eu`, `play`, `masvs`, `us`, `all`, or a YAML file; several with commas."
        ),
    ] = UNSET
    fail_on: Annotated[
        FailOn | list[FailOn] | UnsetType,
        _said("What makes a command end with 1: a finding (`violation`...), or what differs. Each takes its own word."),
    ] = UNSET
    allow: Annotated[
        Text | list[Text] | UnsetType,
        _said("Blind spots that are accepted, by their names, where versions are compared."),
    ] = UNSET
    out: Annotated[Text | UnsetType, _said("The directory in which runs leave their bundles.")] = UNSET
    device: Annotated[Text | UnsetType, _said("The device of a run.")] = UNSET
    scenario: Annotated[
        Text | UnsetType, _said("A shipped scenario's name, or a file (a word with a point or a slash in it).")
    ] = UNSET
    network: Annotated[Literal["live", "sinkhole"] | UnsetType, _said("Where the app's requests go.")] = UNSET
    jobs: Annotated[
        Annotated[int, Meta(ge=0, le=1024)] | UnsetType, _said("Processes of a suite; 0: one a processor.")
    ] = UNSET


COMMANDS: dict[str, tuple[str, ...]] = {
    "values": ("analyze", "report", "watch", "explore", "import", "export", "compare", "diff", "regress"),
    "persona": ("run", "watch", "explore", "analyze", "report", "import", "export", "compare", "diff", "regress"),
    "trackers": ("run", "watch", "explore", "analyze", "report", "diff"),
    "countries": ("run", "watch", "explore", "analyze", "report", "diff"),
    "rules": ("run", "watch", "explore", "analyze", "report", "compare", "diff"),
    "lang": (
        "run", "watch", "explore", "demo", "calibrate", "analyze", "report", "compare", "diff", "scenario list",
        "rules list", "policy show", "campaign init", "campaign report", "campaign bulletin", "campaign demo",
    ),
    "fail-on": ("run", "analyze", "report", "compare", "diff"),
    "allow": ("diff",),
    "out": ("run", "watch", "explore"),
    "device": ("run", "watch", "explore", "calibrate"),
    "scenario": ("run",),
    "network": ("run", "watch", "explore"),
    "jobs": ("regress",),
}  # fmt: skip
"""The commands that each setting is for. Options that are called alike and mean something else (the file that
``analyze --out`` writes) are not in it."""

SEVERAL = ("trackers", "rules", "allow")
"""Settings of which there may be several."""
MAYBE_PATHS = ("scenario", "rules")
"""Settings that are a name or a path: a word with a point or a slash in it."""
PATHS = ("values", "persona", "trackers", "countries", "out")
"""Settings that are paths: in a file they are relative to it."""


def fail_words(command: str) -> tuple[str, ...]:
    """Return the words of ``fail-on`` that a command takes: of findings, or of what differs between runs."""
    every: tuple[str, ...] = get_args(FailOn)
    return tuple(word for word in every if (word in COMPARING) == (command in ("compare", "diff")))


def variable(name: str) -> str:
    """Return the environment variable of a setting."""
    return f"HARNESS_{name.replace('-', '_').upper()}"


def meaning(name: str) -> str:
    """Return a setting's description."""
    return str(json_schema()["$defs"]["Settings"]["properties"][name]["description"])


def table() -> str:
    """Return the settings as the documentation's table."""
    rows = ["| key | environment | commands | |", "|---|---|---|---|"]
    for name, commands in COMMANDS.items():
        used = ", ".join(f"`{command}`" for command in commands)
        rows.append(f"| `{name}` | `{variable(name)}` | {used} | {meaning(name)} |")
    return "\n".join(rows)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of ``harness.toml``, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Settings of harness (harness.toml)",
        **msgspec.json.schema(Settings),
    }
