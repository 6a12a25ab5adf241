"""The plugin would make a test of each expectation; ``test_corpus.py`` runs them as the command does."""

collect_ignore_glob = ["*.expected.yaml"]
