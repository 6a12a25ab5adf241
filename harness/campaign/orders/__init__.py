"""What follows from findings: orders to rectify, each with its dossier, and the second look."""
