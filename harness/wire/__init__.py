"""How single things are written in the formats of others, for those who read and those who write them."""
