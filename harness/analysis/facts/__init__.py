"""What a run shows besides values: coverage, ways out, permissions, consent, defences."""
