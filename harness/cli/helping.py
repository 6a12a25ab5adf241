"""How commands help: what a value is in one short word, many options in groups, examples at the foot."""

from collections.abc import Callable
from enum import EnumType
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.models import CommandFunctionType

from harness.cli.examples import EXAMPLES

MANY = 12
"""From so many options on they stand in groups."""
LONGEST = 18
"""Characters of a list of words in the column of values; a longer one goes into the sentence, where lines wrap."""
WORDS = {str: "TEXT", int: "N", float: "N", Path: "PATH"}
GROUPS = {
    "Scenario": ("scenario", "branch", "repeat", "settings", "granted", "permissions", "for_s", "persona", "budget"),
    "Device": (
        "device", "attach", "frida_server", "frida_server_sha256", "selinux_permissive", "replace_app", "unconfined",
        "anyway", "hooks",
    ),
    "Changes to the app": ("frida_gadget", "frida_gadget_sha256", "unpin"),
    "Traffic": ("network", "replay", "proxy_port", "route", "quic", "wireguard_host", "wireguard_apk"),
    "What to look for": (
        "values", "keys", "app", "calls", "mapping", "clock_offset", "against", "noise", "trackers", "countries",
    ),
    "Judging": ("rules", "app_type", "fail_on", "policy", "apk"),
    "Output": (
        "out", "lang", "json", "sign", "timestamp", "record", "redact", "explain", "format", "deadline", "everything",
        "help",
    ),
}  # fmt: skip
"""The groups, and what stands in them: parameters' names, which mean the same in every command."""
_GROUP_OF = {name: group for group, names in GROUPS.items() for name in names}


class Command(TyperCommand):
    """A command of the program."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help of this command."""
        _tidy(self.get_params(ctx))
        if lines := EXAMPLES.get(_words(ctx)):
            self.epilog = "\n".join(("Examples:", *(f"  harness {line}" for line in lines)))
        super().format_help(ctx, formatter)


class Group(TyperGroup):
    """A group of commands."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help of this group."""
        _tidy(self.get_params(ctx))
        super().format_help(ctx, formatter)


class Program(typer.Typer):
    """A typer whose commands help as :class:`Command` does, and it as :class:`Group` does."""

    def __init__(self, **more: Any) -> None:
        """``more``: see ``typer.Typer``."""
        super().__init__(**{"cls": Group} | more)

    def command(self, name: str | None = None, **more: Any) -> Callable[[CommandFunctionType], CommandFunctionType]:
        """Add a command: see ``typer.Typer.command``."""
        return super().command(name, **{"cls": Command} | more)


def _words(ctx: Any) -> str:
    """Return a command's words behind the program's name."""
    return f"{_words(ctx.parent)} {ctx.info_name}".strip() if ctx.parent is not None else ""


def _tidy(params: list[Any]) -> None:
    options = [each for each in params if isinstance(each, TyperOption)]
    for option in options:
        _shorten(option)
        if len(options) > MANY:
            option.rich_help_panel = _GROUP_OF.get(option.name or "", "Options")
    for argument in params:
        if isinstance(argument, TyperArgument):
            argument.metavar = argument.metavar or (argument.name or "").upper()


def _shorten(option: TyperOption) -> None:
    """Give an option one short word for its value; a flag has none."""
    if option.metavar is not None:
        return
    if option.is_flag:
        option.metavar = ""
        return
    kind = option.type_descriptor.annotation
    (kind,) = getattr(kind, "__args__", (kind,))
    if not isinstance(kind, EnumType):
        option.metavar = WORDS.get(kind, "TEXT")
        return
    members: list[Any] = list(kind)
    words = [str(each.value) for each in members]
    option.metavar = "|".join(words)
    if len(option.metavar) > LONGEST:
        option.metavar = "WORD"
        option.help = f"{option.help} One of {', '.join(words)}."
