"""From lists of apps to jobs: which files, which app each is, what is to be run of it."""
