"""The rules, a file a subject. A new file is named here, and nowhere else."""

from checker.rules import files, links, markup, metadata, sources, structure, text, words

__all__ = ["files", "links", "markup", "metadata", "sources", "structure", "text", "words"]
