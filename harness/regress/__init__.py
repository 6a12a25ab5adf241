"""Recorded traffic as a regression suite: what was expected of each recording, held against what is in it now."""

SUFFIX = ".expected.yaml"
"""What is added to a recording's name for the file beside it that says what is expected."""
RECORDINGS = (".har", ".har.gz", ".zhar", ".mitm", ".flow", ".flows", ".pcap", ".pcapng")
"""How names of recordings end for which nobody has written expectations yet; with them, any name will do."""
