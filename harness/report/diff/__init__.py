"""An app's two versions compared, for people: on a terminal and as a page."""
