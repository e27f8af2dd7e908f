"""The programs with which a person reads mail, meets and calls."""

from __future__ import annotations

from delegint.model.facts import Fact, dotted_version, number, one_of, text, texts
from delegint.model.section import Section
from delegint.model.unknown import Unknown
from delegint.source.nodes import Node


class Client(Section):
    """One client of a person; where only the product is stated, everything else is unknown."""

    __slots__ = ("product",)

    build = Fact(dotted_version)
    packaging = Fact(one_of("msi", "click_to_run"))
    channel = Fact(one_of("current", "deferred", "first_release_deferred"))
    stated_platform = Fact(one_of("windows", "mac", "ios", "android", "web"), key="platform")
    updates = Fact(texts)
    accounts_in_profile = Fact(number)

    def __init__(self, node: Node, product: str, *path: str) -> None:
        super().__init__(node, *path)
        self.product = product

    def missing(self, key: str, cmdlet: str) -> Unknown:
        """See `Facts`; one gap for all people who lack the fact."""
        return Unknown(f"clients.{key}", self.path[1], f"recipients.<address>.clients.{key}", cmdlet)


def clients_in(listed: Node, *path: str) -> tuple[Client, ...]:
    """The clients of a list of products, or of mappings with more about each.

    Parameters:
        listed: the list.
        path: the keys that lead to it: `recipients`, the address and `clients`.
    """
    found = []
    for position, item in enumerate(listed.items()):
        product = item.get("product") or item
        name = text(product)
        if name is not None:
            found.append(Client(item, name, *path, str(position)))
    return tuple(found)
