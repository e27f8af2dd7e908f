"""Who is who: every address, alias, UPN and sip: address to one recipient, or to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from delegint.model.observed import Observed
from delegint.model.observed_facts import PersonFacts
from delegint.model.observed_rights import AMBIGUOUS
from delegint.model.recipients import NOBODY, Recipient, normalized
from delegint.model.wording import names
from delegint.source.nodes import Node
from delegint.source.places import Place, Problem, Related

_WELL_KNOWN: Final = {"default": "Default", "anonymous": "Anonymous"}
_MOST_PLACES: Final = 5


class Directory:
    """Resolves addresses; what resolves to nobody, or to two, is noted and becomes a recipient without facts.

    Parameters:
        recipients: the mapping `recipients` of the state, if there is one.
        problems: takes addresses that two recipients claim.
        observed: what a snapshot says; who is known from it alone can be a trustee and an owner too.
    """

    def __init__(self, recipients: Node | None, problems: list[Problem], observed: Observed | None = None) -> None:
        self.declared: list[Recipient] = []
        self._observed = observed
        self._by_person: dict[int, Recipient] = {}
        self._known: dict[str, Recipient] = {}
        self._claimed: dict[str, Place] = {}
        self._ambiguous: set[str] = set()
        self._strangers: dict[str, Recipient] = {}
        self._uses: dict[str, list[tuple[Node, tuple[str, ...], str]]] = {}
        self._problems = problems
        for address, node in recipients.entries() if recipients is not None else ():
            recipient = Recipient(address, node)
            self.declared.append(recipient)
            self._claim(address, recipient, node.key_place, recipient.path)
        for recipient in self.declared:
            aliases = recipient.value("aliases")
            for alias in aliases.items() if aliases is not None else ():
                if isinstance(alias.value, str):
                    self._claim(alias.value, recipient, alias.place, (*recipient.path, "aliases", alias.value))
        if observed is not None:
            for recipient in self.declared:
                self._identify(recipient, observed)

    def _identify(self, recipient: Recipient, observed: Observed) -> None:
        """Find a declared recipient in the snapshot, by its address or else by an alias."""
        person = observed.person(recipient.address)
        if person == NOBODY:
            aliases = None if recipient.node is None else recipient.node.get("aliases")
            found = {
                observed.person(item.value)
                for item in (aliases.items() if aliases is not None else ())
                if isinstance(item.value, str)
            }
            found.discard(NOBODY)
            person = found.pop() if len(found) == 1 else NOBODY
        if person < 0:
            return
        first = self._by_person.setdefault(person, recipient)
        recipient.person = person
        recipient.observed = PersonFacts(observed, person)
        if first is not recipient:
            self._problems.append(
                Problem(
                    "FMT011",
                    f"{first} and {recipient} are one recipient in the snapshot, {observed.name_of(person)}",
                    recipient.place_of(),
                    recipient.path,
                    "Keep one entry, and name the other address among its aliases",
                    (Related(first.place_of(), "the other entry"), Related(observed.place_of(person), "observed here")),
                    salient=recipient.key,
                )
            )

    def of_person(self, person: int) -> Recipient | None:
        """The recipient that the snapshot knows under a number; None for `NOBODY` and `AMBIGUOUS`."""
        if person < 0 or self._observed is None:
            return None
        known = self._by_person.get(person)
        if known is None:
            known = self._by_person[person] = Recipient(self._observed.name_of(person), None)
            known.person = person
            known.observed = PersonFacts(self._observed, person)
        return known

    def _claim(self, address: str, recipient: Recipient, place: Place, path: tuple[str, ...]) -> None:
        key = normalized(address)
        first = self._known.setdefault(key, recipient)
        if first is recipient:
            self._claimed.setdefault(key, place)
            return
        self._ambiguous.add(key)
        self._problems.append(
            Problem(
                "FMT011",
                f"{address} is the address of two recipients, {first} and {recipient}",
                place,
                path,
                "Remove it from one of them; until then the address stands for nobody",
                (Related(self._claimed[key], f"claimed by {first} here"),),
                salient=key,
            )
        )

    def lookup(self, address: str) -> Recipient | None:
        """The declared or observed recipient that `address` stands for, if it stands for exactly one."""
        known = self._known.get(address)  # as nearly all are written
        if known is None:
            address = normalized(address)
            known = self._known.get(address)
            if known is None and self._observed is not None:
                known = self.of_person(self._observed.person(address))
        return None if address in self._ambiguous else known

    def resolve(self, written: str, node: Node, above: tuple[str, ...]) -> Recipient:
        """The recipient that an address in the state stands for.

        Parameters:
            written: the address as written.
            node: the list item that it is, or the value of which it is the key.
            above: the keys that lead to the list or mapping.
        """
        recipient = self.lookup(written)
        if recipient is not None:
            return recipient
        key = normalized(written)
        if key not in self._ambiguous:
            self._uses.setdefault(key, []).append((node, above, written))
        stranger = self._strangers.get(key)
        if stranger is None:
            stranger = self._strangers[key] = Recipient(written, None)
        return stranger

    def resolve_all(self, addresses: Node | None, above: tuple[str, ...]) -> tuple[Recipient, ...]:
        """The recipients that a list of addresses stands for; what is no text is left out."""
        listed = addresses.items() if addresses is not None else []
        return tuple(self.resolve(item.value, item, above) for item in listed if isinstance(item.value, str))

    def trustee_of_folder(self, written: str, node: Node, above: tuple[str, ...]) -> Recipient:
        """Like `resolve`, for folder permissions, which also know Default and Anonymous."""
        name = _WELL_KNOWN.get(written.casefold())
        if name is None:
            return self.resolve(written, node, above)
        known = self._strangers.get(name)
        if known is None:
            known = self._strangers[name] = Recipient(name, None, well_known=True)
        return known

    def unresolved(self) -> Iterator[Problem]:
        """One problem for each address that stands for nobody, at its first use."""
        for key, uses in self._uses.items():
            if "@" not in key:
                continue  # no address at all, as the check of the format says
            node, above, written = uses[0]
            nearest = self._nearest(key)
            fix = f"Did you mean {nearest}?" if nearest else f"Declare it: recipients: {{{written}: {{home: …}}}}"
            message = f"{written} is not the address of any recipient"
            claimants = self._claimants(key)
            if claimants:
                message = f"{written} is the address of {names(claimants)} in the snapshot, and so of nobody"
                fix = "Remove it from all but one of them, or name the recipient by another address"
            if len(uses) > 1:
                message += f" (used {len(uses)} times)"
            related = tuple(Related(use[0].key_place, "also here") for use in uses[1 : 1 + _MOST_PLACES])
            yield Problem("FMT010", message, node.key_place, (*above, written), fix, related, salient=key)

    def _claimants(self, key: str) -> list[str]:
        """The people of the snapshot that share an address."""
        observed = self._observed
        if observed is None or observed.person(key) != AMBIGUOUS:
            return []
        return [observed.name_of(person) for person in observed.candidates.get(key, [])]

    def _nearest(self, key: str) -> Recipient | None:
        """The recipient that was probably meant: the whole address and the part before the @ are both alike."""
        name = key.partition("@")[0]
        for candidate in get_close_matches(key, self._known, 3, 0.8):
            if get_close_matches(name, [candidate.partition("@")[0]], 1, 0.75):
                return self._known[candidate]
        return None
