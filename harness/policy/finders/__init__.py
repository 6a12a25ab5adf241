"""One module a kind of claim: from sentences to claims."""
