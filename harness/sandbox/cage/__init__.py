"""What keeps an app from the machine it runs on: namespaces, Landlock, seccomp, limits, all without root.

Levels (:mod:`.levels`): ``full`` (a world of its own: files, network, processes), ``partial`` (files and network held
by Landlock and seccomp, for containers that refuse namespaces), ``none``. The app's process is started by
``launch.py``, a program of its own that needs the standard library alone; :mod:`.start` runs it, :mod:`.watch` hears
from the kernel what the app tries (seccomp's user notification) and :mod:`.judge` answers.
"""
