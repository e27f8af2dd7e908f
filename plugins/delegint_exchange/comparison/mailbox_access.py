"""Full Access: the entries of Get-MailboxPermission."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from delegint.api import Difference, FullAccess, ObservedRight, Unknown
from delegint_exchange.comparison.rows import Rows
from delegint_exchange.comparison.view import NOUNS, View, row_shown, shown

_KIND: Final = "full_access"
_WHAT: Final = NOUNS[_KIND]
_COMES_ALONG: Final = frozenset({"readpermission", "externalaccount"})
"""Rights that Exchange adds to an entry by itself."""
_SCOPE: Final = "inheritancetype="
_ATTRIBUTE: Final = "msExchDelegateListLink"


def compare_full_access(view: View) -> Iterator[Difference | Unknown]:
    """Each declared entry, on the side where the mailbox lives."""
    grants = view.mailbox.of_kind(FullAccess)
    if not grants:
        return
    if isinstance(view.home, Unknown):
        yield view.home
        return
    side = view.home_side
    if side is None:
        return
    rows = view.on(_KIND, side)
    if not view.is_covered(_KIND, side):
        yield view.gap(_KIND, side)
        return
    for grant in grants:
        yield from _compare(view, grant, side, rows)


def _compare(view: View, grant: FullAccess, side: str, rows: Rows) -> Iterator[Difference | Unknown]:
    found = view.presence(grant.trustee, rows)
    if grant.deny:
        if not found.denied:
            yield view.difference("missing", grant, side, grant.trustee, what=_WHAT, declared="denied")
        return
    if found.denied:
        row = found.denied[0]
        yield view.difference(
            "denied", grant, side, grant.trustee, what=_WHAT, declared=shown(grant), observed="denied", place=row.place,
            detail="" if row.trustee == grant.trustee.person else view.name_of(row.trustee),
        )  # fmt: skip
        return
    if not found.direct:
        yield from view.absence(grant, side, _WHAT, found)
        return
    row = found.direct[0]
    seen = row.rights if len(found.direct) == 1 else tuple(right for each in found.direct for right in each.rights)
    differs = _differ(seen, grant.rights, grant.inheritance or "all")
    if differs:
        yield view.difference(
            "differs", grant, side, grant.trustee, what=_WHAT, declared=_declared(grant), observed=row_shown(row),
            place=row.place, keys=("rights",) if grant.value("rights") is not None else (),
        )  # fmt: skip
    if grant.automapping is not None and not differs:
        yield from _compare_automapping(view, grant, side, row)


@lru_cache(maxsize=1024)
def _differ(seen: tuple[str, ...], wanted: tuple[str, ...], inheritance: str) -> bool:
    """Whether the rights of an entry, or how far they extend, are not those wanted; few forms of both are in use."""
    scopes = {right.casefold() for right in seen if _is_scope(right)}
    rights = [right for right in seen if not _is_scope(right)]
    if comparable(wanted, wanted) != comparable(rights, wanted):
        return True
    return any(scope != _SCOPE + inheritance.casefold() for scope in scopes)


def _is_scope(right: str) -> bool:
    """Whether the word is no right, but says to what below the mailbox the rights extend, where that is not all."""
    return right.casefold().startswith(_SCOPE)


def _declared(grant: FullAccess) -> str:
    return f"{shown(grant)}, InheritanceType={grant.inheritance}" if grant.inheritance else shown(grant)


def comparable(rights: Iterable[str], wanted: Iterable[str]) -> frozenset[str]:
    """Rights without case, order, and what comes along by itself unless it is wanted."""
    kept = {right.casefold() for right in wanted}
    return frozenset(right.casefold() for right in rights) - (_COMES_ALONG - kept)


def _compare_automapping(view: View, grant: FullAccess, side: str, row: ObservedRight) -> Iterator[Difference]:
    """Automapping stands in an attribute of Active Directory, and nowhere that Exchange Online shows.

    Source: Add-MailboxPermission, parameter AutoMapping; msExchDelegateListLink.
    """
    wanted = "automapped" if grant.automapping else "not automapped"
    listed = view.observed.fact(view.person, f"on_premises_object.{_ATTRIBUTE}") if side == "on_premises" else None
    if not isinstance(listed, list):
        yield view.difference(
            "unverifiable", grant, side, grant.trustee, what="automapping", declared=wanted, place=row.place,
            keys=("automapping",),
        )  # fmt: skip
        return
    mapped = any(view.observed.person(name) == grant.trustee.person for name in listed)
    if mapped != grant.automapping:
        yield view.difference(
            "differs", grant, side, grant.trustee, what="automapping", declared=wanted,
            observed="automapped" if mapped else "not automapped", place=view.observed.place_of(view.person),
            keys=("automapping",), key="automapping",
        )  # fmt: skip
