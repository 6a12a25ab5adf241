"""Traffic as strangers' apps make it, by generators that share no code with the decoders."""
