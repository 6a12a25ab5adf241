"""An app rewritten with Frida's gadget in it: manifest, resources, archive, signature."""
