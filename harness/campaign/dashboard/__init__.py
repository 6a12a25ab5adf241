"""A campaign in the browser: pages from the server, for this machine alone, with a token."""
