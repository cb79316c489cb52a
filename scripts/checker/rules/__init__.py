"""The rules, a file a subject. Each file is a rule's home: this package takes them all in."""

from importlib import import_module
from pkgutil import iter_modules

for module in iter_modules(__path__):
    import_module(f"{__name__}.{module.name}")
