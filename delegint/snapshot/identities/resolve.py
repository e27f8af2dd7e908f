"""Whom a row of an export means, by all the names that it gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from delegint.snapshot.identities.distinguished import canonical_of
from delegint.snapshot.identities.domains import Accounts
from delegint.snapshot.identities.folding import fold
from delegint.snapshot.identities.join import Joined, People
from delegint.snapshot.identities.keys import CLOUD_FROM
from delegint.snapshot.identities.names import NULL_SID, Name, guid_key, read_name, split_folder

STRONG, MEDIUM, WEAK = "strong", "medium", "weak"
_GUIDS: Final = ("edoid", "ad_guid", "exchange_guid", "online_guid")
_ORDER: Final = (STRONG, MEDIUM, WEAK, "")
_ACCOUNT_SID: Final = "S-1-5-21-"
_GUID_LENGTH: Final = 36
_ACCOUNT_SIDS: Final = ("S-1-5-21-", "S-1-12-1-", "S-1-0-0")
_MOST_REMEMBERED: Final = 1 << 16
_BY_KIND: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "address": (("smtp", "a proxy address"), ("upn", "the UPN"), ("sip", "the SIP address"), ("name", "the name")),
    "sip": (("sip", "the SIP address"), ("smtp", "a proxy address"), ("upn", "the UPN")),
    "guid": (("name", "the name"),),
    "canonical": (("name", "the name"),),
    "netbios": (("name", "the name"),),
    "text": (("alias", "the alias"), ("name", "the name")),
}
"""What a name may be, where it is no strong key: the kinds of keys in the order in which they count."""


class Resolution(NamedTuple):
    """Whom a row means.

    Parameters:
        person: the number of the person; -1 for nobody. Where `contradictory`, the one that the strongest name means.
        strength: `strong` for a key of the object, `medium` for an address, UPN, alias or name that only one person
            has, `weak` for a display name; empty for nobody.
        candidates: the persons that it may be, where that is not settled.
        why: by what, for people.
        orphan: whether the row has nothing but a SID that nobody has.
        contradictory: whether the names of the row mean different persons.
    """

    person: int
    strength: str
    candidates: tuple[int, ...] = ()
    why: str = ""
    orphan: bool = False
    contradictory: bool = False


class _Hit(NamedTuple):
    """Whom one name means: one person, or several where it is ambiguous."""

    strength: str
    people: tuple[int, ...]
    why: str


_MISS: Final = _Hit("", (), "nobody in the snapshot has this name")
_FOREIGN: Final = _Hit("", (), "the name is of somebody outside the organization")
_PSEUDO: Final = _Hit("", (), "the name is no recipient's")
_NOBODYS_SID: Final = _Hit("", (), "nobody in the snapshot has this SID")


class Resolver:
    """Finds people by the names that cmdlets print.

    Parameters:
        people: the records, after their join.
        joined: who is who.
        netbios: the DNS names of domains by NetBIOS name, where the caller knows them.
    """

    def __init__(self, people: People, joined: Joined, netbios: Mapping[str, str] | None = None) -> None:
        self._person_of = joined.person_of
        self._indexes = people.indexes
        self._sources = people.sources
        self._accounts = Accounts(people, netbios or {})
        self._canonical: dict[str, tuple[int, ...]] | None = None
        self._known: dict[tuple[tuple[str, ...], str, bool], Resolution] = {}

    def resolve(self, names: tuple[str, ...], side: str, *, weak: bool = False) -> Resolution:
        """Whom a row means.

        Parameters:
            names: every name that the row gives of one person, such as text, SID and GUID.
            side: `on_premises` or `online`, where the row was exported; empty for neither.
            weak: whether a display name that only one person has may count.
        """
        asked = (names, side, weak)
        found = self._known.get(asked)
        if found is None:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            found = self._known[asked] = self._agreed(names, side) or self._resolve(names, side, weak)
        return found

    def _agreed(self, names: tuple[str, ...], side: str) -> Resolution | None:
        """Whom a row means where each of its names is of a usual form and of one and the same person.

        The quick way for nearly all rows; None leaves the row to `_resolve`, which says the same of such a row.
        """
        best: _Hit | None = None
        for text in names:
            hit = self._usual(text, side)
            if hit is None or len(hit.people) != 1 or (best is not None and hit.people != best.people):
                return None
            if best is None or (best.strength != STRONG and hit.strength == STRONG):
                best = hit
        return None if best is None else Resolution(best.people[0], best.strength, (), best.why)

    def _usual(self, text: str, side: str) -> _Hit | None:
        """Whom a SID, an address, an account or a GUID means, as cmdlets write them; None for any other form."""
        if text.startswith(_ACCOUNT_SID):
            people = self._any_of(("sid",), text)
            return _Hit(STRONG, people, "the SID") if people else None
        if "@" in text:
            if not text.isascii() or " " in text or ":" in text or "\\" in text:
                return None
            people = self._any_of(("smtp",), text.upper())
            return _Hit(MEDIUM, people, "a proxy address") if people else None
        if "\\" in text:
            kind, key, _ = read_name(text)
            return self._by_account(key, side) if kind == "netbios" else None
        key = guid_key(text) if len(text) == _GUID_LENGTH else ""
        people = self._any_of(_GUIDS, key) if key else ()
        return _Hit(STRONG, people, "the GUID") if people else None

    def of_guid(self, text: str) -> int:
        """The person that has a GUID and nobody else; -1 where the text is none, or of nobody, or of several.

        The quick way for the owners of rows, whom the collector names by GUID alone.
        """
        key = guid_key(text)
        people = self._any_of(_GUIDS, key) if key else ()
        return people[0] if len(people) == 1 else -1

    def unsettled_domain(self, text: str) -> str:
        r"""The domain of `DOMAIN\account`, where nothing says what it stands for, and somebody has the account name."""
        kind, key, _ = read_name(text)
        domain, _, account = key.partition("\\")
        if kind != "netbios" or self._accounts.knows(domain) or not self._indexes["sam"].records(account):
            return ""
        return domain

    def _resolve(self, names: Iterable[str], side: str, weak: bool) -> Resolution:
        read = [read_name(text) for text in dict.fromkeys(names) if text and not text.isspace()]
        hits = [self._hit(name, side, weak) for name in read]
        if len(hits) > 1:
            hits.sort(key=_rank)  # stable: of two equally strong names the first one counts
        found = [hit for hit in hits if hit.people]
        if not found:
            orphan = all(map(_is_lost, read))
            return Resolution(-1, "", (), hits[0].why if hits else "the row names nobody", orphan)
        sure = [hit for hit in found if len(hit.people) == 1]
        if not sure:
            return Resolution(-1, "", _all_of(found), f"{len(found[0].people)} people have {found[0].why}")
        best = sure[0]
        person = best.people[0]
        if len(found) > 1:
            against = [hit for hit in found if person not in hit.people and hit.strength != WEAK]
            if against:
                why = f"{best.why} is one person's, and {against[0].why} is another's"
                if _rank(against[0]) < _rank(best):  # a stronger name, which is ambiguous, excludes the person
                    return Resolution(-1, "", _all_of([best, *against]), why, contradictory=True)
                return Resolution(person, best.strength, _all_of([best, *against]), why, contradictory=True)
        return Resolution(person, best.strength, (), best.why)

    # -- one name -----------------------------------------------------------------------------------------------

    def _hit(self, name: Name, side: str, weak: bool) -> _Hit:
        """Whom one name means, by the strongest of the keys that it can be."""
        kind, key, _ = name
        if kind == "folder":
            return self._hit(read_name(split_folder(name.text)[0]), side, weak)
        hit = self._strong(kind, key, side)
        if hit is not None:
            return hit
        for index, why in _BY_KIND.get(kind, ()):
            people = self._near(index, fold(name.text) if index == "name" else key, side)
            if people:
                return _Hit(MEDIUM, people, why)
        if weak and kind in _BY_KIND:
            people = self._near("display_name", fold(name.text), side)
            if people:
                return _Hit(WEAK, people, "the display name")
        return _MISS

    def _strong(self, kind: str, key: str, side: str) -> _Hit | None:
        """Whom a key of the object means; None where the name may yet be something else."""
        if kind == "guid":
            people = self._any_of(_GUIDS, key)
            return _Hit(STRONG, people, "the GUID") if people else None
        if kind == "sid":
            return self._by_sid(key)
        if kind == "legacy_dn":
            return _hit_or_miss(self._any_of(("legacy_dn", "x500"), key), "the legacyExchangeDN")
        if kind == "dn":
            people = self._any_of(("dn",), key) or self._any_of(("canonical",), canonical_of(key))
            return _hit_or_miss(people, "the distinguished name")
        if kind == "canonical":
            people = self._any_of(("canonical",), key) or self._by_path(key)
            return _Hit(STRONG, people, "the canonical name") if people else None
        if kind == "netbios":
            return self._by_account(key, side)
        return {"external": _FOREIGN, "pseudo": _PSEUDO}.get(kind)

    def _by_sid(self, key: str) -> _Hit:
        people = self._any_of(("sid",), key)
        if people:
            return _Hit(STRONG, people, "the SID")
        people = self._any_of(("sid_history",), key)
        if people:
            return _Hit(MEDIUM, people, "an old SID (matches sIDHistory)")
        return _NOBODYS_SID if key.startswith(_ACCOUNT_SIDS) else _PSEUDO

    def _by_account(self, key: str, side: str) -> _Hit | None:
        people = self._any_of(("netbios",), key)
        if people:
            return _Hit(STRONG, people, "the account name")
        records, why = self._accounts.find(key, on_premises=side != "online")
        people = self._people(records)
        return _Hit(MEDIUM if why else STRONG, people, why or "the account name") if people else None

    def _by_path(self, key: str) -> tuple[int, ...]:
        """Whoever has a distinguished name that leads to this canonical name; needed where no record gives its own."""
        if self._canonical is None:
            found: dict[str, set[int]] = {}
            index = self._indexes["dn"]
            for path, head in index.heads.items():
                records = [record for record in index.behind(head) if self._sources[record] < CLOUD_FROM]
                if records:
                    found.setdefault(canonical_of(path), set()).update(self._person_of[record] for record in records)
            self._canonical = {path: tuple(sorted(people)) for path, people in found.items()}
        return self._canonical.get(key, ())

    # -- people of a key ----------------------------------------------------------------------------------------

    def _any_of(self, kinds: Iterable[str], key: str) -> tuple[int, ...]:
        """The persons that have the key as any of the kinds."""
        found: tuple[int, ...] = ()
        for kind in kinds:
            head = self._indexes[kind].heads.get(key)
            if head is None:
                continue
            people = self._people((head,) if head >= 0 else self._indexes[kind].behind(head))
            found = people if not found or found == people else tuple(sorted({*found, *people}))
        return found

    def _near(self, kind: str, key: str, side: str) -> tuple[int, ...]:
        """The persons of a side that have the key; those of both sides where the side has none."""
        records = self._indexes[kind].records(key)
        if len(records) > 1 and side:
            in_cloud = side == "online"
            records = [record for record in records if (self._sources[record] >= CLOUD_FROM) == in_cloud] or records
        return self._people(records)

    def _people(self, records: Sequence[int]) -> tuple[int, ...]:
        if len(records) == 1:
            return (self._person_of[records[0]],)
        return tuple(sorted({self._person_of[record] for record in records}))


def _hit_or_miss(people: tuple[int, ...], why: str) -> _Hit:
    return _Hit(STRONG, people, why) if people else _MISS


def _rank(hit: _Hit) -> int:
    return _ORDER.index(hit.strength)


def _all_of(hits: Iterable[_Hit]) -> tuple[int, ...]:
    return tuple(sorted({person for hit in hits for person in hit.people}))


def _is_lost(name: Name) -> bool:
    """Whether the name is what remains of a deleted account."""
    if name.kind == "sid":
        return name.key.startswith(_ACCOUNT_SIDS)
    return name.key == NULL_SID or fold(name.text).startswith(("NT:", "NT USER:"))
