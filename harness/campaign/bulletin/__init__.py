"""What a campaign says to the public, in plain words."""
