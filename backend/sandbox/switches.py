"""Switches: behaviours of the real side that are not known for sure, named, with a default."""

from collections.abc import Iterable
from dataclasses import dataclass

from backend.sandbox.store import Store


@dataclass(frozen=True, slots=True)
class Switch:
    """One switchable behaviour: its values, the first of which is the default."""

    name: str
    title: str
    values: tuple[str, ...]


class Switches:
    """The switches of one site with their present values, kept in the store."""

    def __init__(self, store: Store, site: str, declared: Iterable[Switch] = ()) -> None:
        self._store = store
        self._site = site
        self.declared = {switch.name: switch for switch in declared}

    def get(self, name: str) -> str:
        """The present value; KeyError when no such switch is declared."""
        switch = self.declared[name]
        kept = self._store.get("switch", f"{self._site}:{name}")
        value = kept["value"] if kept else switch.values[0]
        return value if value in switch.values else switch.values[0]

    def on(self, name: str) -> bool:
        """Whether a switch stands at "on"."""
        return self.get(name) == "on"

    def set(self, name: str, value: str) -> None:
        """Move a switch; KeyError for an unknown name, ValueError for an unknown value."""
        if value not in self.declared[name].values:
            raise ValueError(f"{name} is one of {', '.join(self.declared[name].values)}")
        self._store.put("switch", f"{self._site}:{name}", {"value": value})
