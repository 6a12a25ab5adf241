"""What is on the screen: view trees, dialogs, the privacy dialog, and how fast it comes."""
