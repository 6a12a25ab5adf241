"""What a command, a campaign's worker, a test and a session share: running, assessing, comparing, reporting."""
