"""What the commands for editors share: they ask at the keyboard, read the project's settings, and end in one line."""

import os
import re
import sys
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from model import Policy
from rules.suggest import suggest

CONFIG = Path("mkdocs.yml")


class Stop(Exception):
    """Why a command ends without having written anything, in one line."""


def run(command: Callable[[], None]) -> None:
    """Runs a command. Whatever stops it, the editor gets one line, and make an error."""
    try:
        command()
    except (KeyboardInterrupt, EOFError):
        sys.exit("\nNothing was written: not every question was answered.")
    except (Stop, OSError, UnicodeError) as error:
        sys.exit(f"Nothing was written. {error}")


def ask(name: str, question: str, check: Callable[[str], str] = str) -> str:
    """The answer to a question: what make was told by that name, or else what is typed.

    check gives the answer as it will be used. Where it raises ValueError, its message is shown and the question
    comes again; an answer that make was told ends in Stop.
    """
    while True:
        given = os.environ.get(name)
        answer = " ".join((input(f"{question}\n> ") if given is None else given).split())
        try:
            answer.encode()  # a letter of some other encoding can't be
            return check(answer)
        except ValueError as error:
            reason = "This is not UTF-8 text" if isinstance(error, UnicodeError) else str(error)
            if given is not None:
                raise Stop(f"{name}: {reason}") from None
            print(reason)


def one_of(what: str, choices: Mapping[str, str]) -> Callable[[str], str]:
    """A check that takes one of some choices, whatever the case."""

    def check(answer: str) -> str:
        for choice in choices:
            if choice.casefold() == answer.casefold():
                return choice
        raise ValueError(f"No {what} '{answer}'{suggest(answer, choices, '; use one of ' + ', '.join(choices))}")

    return check


def listed(question: str, choices: Mapping[str, str]) -> str:
    """A question with its choices below, one a line."""
    width = max(map(len, choices), default=0)
    return "\n".join([question, *(f"  {name:<{width}}  {meaning}".rstrip() for name, meaning in choices.items())])


def some(answer: str) -> str:
    """A check that takes any text but none."""
    if not answer:
        raise ValueError("This can't be empty")
    return answer


def slug(text: str) -> str:
    """A text as the name of a file or a source: plain letters and digits, joined by hyphens."""
    plain = unicodedata.normalize("NFKD", text.replace("'", ""))
    return "-".join(re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower()))


def read(path: Path) -> str:
    """The text of a file, with its line ends as they are. Raises Stop, naming the line, where it is not UTF-8."""
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Stop(f"{path}:{line}: This line is not UTF-8 text: save the file as UTF-8") from None


def settings(text: str) -> tuple[dict[str, Any], Policy]:
    """What mkdocs.yml says, with None for what only MkDocs can read, and the policy in it. Raises Stop."""
    try:
        data = yaml.load(text, _Lenient)  # noqa: S506, a SafeLoader that passes unknown tags over
        data = data if isinstance(data, dict) else {}
        return data, Policy.from_config((data.get("extra") or {}).get("gate"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Stop(f"{CONFIG}:{mark.line + 1 if mark else 1}: This line is not YAML: mend it") from None
    except ValueError as error:
        raise Stop(f"{CONFIG}: {error}") from None


class _Lenient(yaml.SafeLoader):
    """Reads '!ENV' and the like as nothing."""


_Lenient.add_multi_constructor("", lambda loader, tag, node: None)
