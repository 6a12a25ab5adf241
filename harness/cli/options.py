"""Options that several commands have, in one wording."""

import typer

from harness.cli import completing

TRACKERS = typer.Option(
    [],
    "--trackers",
    envvar="HARNESS_TRACKERS",
    help="A tracker list (DuckDuckGo, Disconnect or Exodus): who owns a recipient (repeat it for more lists).",
)
COUNTRIES = typer.Option(
    None, "--countries", envvar="HARNESS_COUNTRIES", help="An MMDB or CSV file: the country of an address."
)
POLICY = typer.Option(
    [],
    "--policy",
    help="A document of the app's privacy policy, or Play's Data safety form (repeat it for more documents).",
)
LANG = typer.Option(
    "en",
    "--lang",
    envvar="HARNESS_LANG",
    autocompletion=completing.languages,
    help="The language of what is shown: en or zh.",
)
APP_TYPE = typer.Option(
    "",
    "--app-type",
    autocompletion=completing.app_types,
    help="The app's type, where the run was not given one (harness categories --app-types).",
)
BRANCH = typer.Option(
    None,
    "--branch",
    autocompletion=completing.branches,
    help="A branch of the scenario; its default without it.",
)
VALUES = typer.Option(None, "--values", envvar="HARNESS_VALUES", help="YAML: a list of {category, value} to look for.")
VALUES_BESIDE = typer.Option(
    None, "--values", envvar="HARNESS_VALUES", help="A file of values to look for besides the persona's."
)
PERSONA = typer.Option(None, "--persona", envvar="HARNESS_PERSONA", help="A persona file with the values to look for.")
FRIDA_SERVER = typer.Option(
    None, "--frida-server", envvar="HARNESS_FRIDA_SERVER", help="A frida-server binary or its .xz, for the device."
)
FRIDA_SERVER_SHA256 = typer.Option("", "--frida-server-sha256", help="The digest that file must have.")
FRIDA_GADGET_SHA256 = typer.Option("", "--frida-gadget-sha256", help="The digest that file must have.")
WIREGUARD_HOST = typer.Option("", "--wireguard-host", help="This host's address as the device reaches it.")
PERSONA_OF_RECORDINGS = typer.Option(
    None, "--persona", envvar="HARNESS_PERSONA", help="The persona of recordings that carry none."
)
