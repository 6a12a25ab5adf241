"""The code that reads, disguises and sends, twice: as the app's own and as an SDK's, which no stack can confuse."""

from pathlib import Path

OWN, SDK = "app.vendor000.mimic", "com.tobereplacedbythenameofalistedsdk.kit"


def sources() -> dict[str, bytes]:
    """Return both, by their paths."""
    text = Path(__file__).with_name("act.java.txt").read_text("utf-8")
    return {
        f"{package.replace('.', '/')}/{name}.java": text.replace("PACKAGE", package).replace("NAME", name).encode()
        for package, name in ((OWN, "Own"), (SDK, "Sdk"))
    }
