"""The database of a campaign, which is the truth of it: what is to be done, what was done, what came of it."""
