"""The program ``harness``, and ``python -m harness``, which is the same."""

from harness import interrupt


def main() -> None:
    """Run the program. Signals are taken before anything that takes time is loaded."""
    interrupt.install()
    from harness.cli.main import main as cli

    cli()


if __name__ == "__main__":
    main()
