"""The interactive session: what a run sees, as it sees it, and what a person has it do. See docs/explore.md."""
