"""What a site asks of its pages, beyond links that work: the table under ``extra.gate`` in mkdocs.yml."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class PageType:
    """What each page of one type must have."""

    name: str
    purpose: str = ""
    medical: bool = False
    opens_with: str = ""
    callouts: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()

    @property
    def all_callouts(self) -> tuple[str, ...]:
        """The callouts a page must have, the opening one first."""
        return tuple(dict.fromkeys(filter(None, (self.opens_with, *self.callouts))))


@dataclass(frozen=True)
class CalloutType:
    """What a callout means; a safety callout carries what may harm a reader who misses it."""

    name: str
    meaning: str = ""
    safety: bool = False


@dataclass(frozen=True)
class Policy:
    """The whole table. An empty one asks for nothing, so only the rules on integrity speak."""

    sources: str = ""
    callouts: Mapping[str, CalloutType] = field(default_factory=dict)
    page_types: Mapping[str, PageType] = field(default_factory=dict)

    @classmethod
    def from_config(cls, data: Any) -> "Policy":
        """Takes the mapping under ``extra.gate``. Raises ValueError, naming the key, where it is not as it must be."""
        data = _mapping("extra.gate", data)
        _known("extra.gate", data, cls.__dataclass_fields__)
        made: dict[str, Any] = {"sources": _of("extra.gate.sources", data.get("sources", ""), str)}
        for key, kind in (("callouts", CalloutType), ("page_types", PageType)):
            table = _mapping(f"extra.gate.{key}", data.get(key))
            made[key] = {str(name): _row(f"extra.gate.{key}.{name}", kind, name, row) for name, row in table.items()}
        for name, page_type in made["page_types"].items():
            for callout in page_type.all_callouts:
                if callout not in made["callouts"]:
                    raise ValueError(f"extra.gate.page_types.{name}: '{callout}' is not under extra.gate.callouts")
        return cls(**made)


def _row(where: str, kind: Any, name: Any, row: Any) -> Any:
    row = _mapping(where, row)
    _known(where, row, set(kind.__dataclass_fields__) - {"name"})
    for key, value in row.items():
        written = kind.__dataclass_fields__[key].type
        _of(f"{where}.{key}", value, written if written in (bool, str) else list)
    return kind(str(name), **{key: tuple(map(str, v)) if isinstance(v, list) else v for key, v in row.items()})


def _mapping(where: str, value: Any) -> dict[Any, Any]:
    return _of(where, {} if value is None else value, dict)  # type: ignore[no-any-return]


def _of(where: str, value: Any, wanted: type) -> Any:
    if not isinstance(value, wanted):
        words = {dict: "a mapping", list: "a list", str: "a text", bool: "true or false"}
        raise ValueError(f"{where} must be {words[wanted]}, not {value!r}")
    return value


def _known(where: str, row: dict[Any, Any], names: Any) -> None:
    for key in row:
        if key not in names:
            raise ValueError(f"{where}: no key '{key}' here; it takes {', '.join(sorted(names))}")
