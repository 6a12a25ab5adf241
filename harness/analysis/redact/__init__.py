"""The same recording with other values: each replaced where it stands, inside its encodings, by its stand-in."""
