"""What is missing on this host or on a device, what that means, and the command that mends it.

``host`` and ``device`` each hold a tuple of functions, one check each; a further check is a further function in it.
Nothing here changes anything, but for ``selftest``, which tries what a run does and
puts everything back.
"""
