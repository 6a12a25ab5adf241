"""Frida's gadget inside the app itself, for devices without root: the app is repackaged, signed anew and watched."""
