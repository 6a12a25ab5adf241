"""Ways of bringing just this app's traffic to the proxy, each with what it catches and what it misses."""
