"""Values found in what was sent: views, matching, walking from encoding to encoding."""
