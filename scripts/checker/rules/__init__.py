"""The rules, a file a subject. A new file is named here, and nowhere else."""

from checker.rules import callouts, files, links, markup, metadata, sources, structure, text, words

__all__ = ["callouts", "files", "links", "markup", "metadata", "sources", "structure", "text", "words"]
