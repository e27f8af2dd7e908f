r"""Accounts in the form `DOMAIN\account`, and the NetBIOS names of domains."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from delegint.snapshot.identities.folding import fold
from delegint.snapshot.identities.join import People

_NOT_MET: Final = -2
_ALONE: Final = "the account name alone: no record says which domain the NetBIOS name {} stands for"
_NO_DOMAIN: Final = "the account name alone: no record says in which domain the account is"


class Accounts:
    """The accounts on-premises by sAMAccountName.

    The DNS name of a domain by its NetBIOS name is what the caller says, else what most records with both say. It is
    never guessed from the first label: CORP may be the NetBIOS name of ad.contoso.com.

    Parameters:
        people: the records.
        netbios: DNS names by NetBIOS name.
    """

    def __init__(self, people: People, netbios: Mapping[str, str]) -> None:
        self._index = people.indexes["sam"]
        self._domain_of = people.domain_of
        self._met = set(people.domains.values())
        self._by_name: dict[str, int] = dict(people.domains)
        for name, votes in people.netbios_votes.items():
            most = max(votes, key=lambda domain: votes[domain])
            if 2 * votes[most] > sum(votes.values()):
                self._by_name[name] = most
        for name, domain in netbios.items():
            self._by_name[fold(name)] = people.domains.get(fold(domain).rstrip("."), _NOT_MET)
        self._named = {self._by_name[name] for name in self._by_name if name not in people.domains}

    def knows(self, netbios: str) -> bool:
        """Whether it is known which of the domains a NetBIOS name stands for."""
        return self._by_name.get(netbios, _NOT_MET) != _NOT_MET

    def find(self, key: str, *, on_premises: bool) -> tuple[list[int], str]:
        r"""The records that an account in the form `DOMAIN\account` may mean, with what makes it less than sure.

        Parameters:
            key: the key of the name.
            on_premises: whether the row may speak of the domains on-premises even if the NetBIOS name is unknown; in
                Exchange Online it is that of a forest of Microsoft.
        """
        name, _, account = key.partition("\\")
        records = self._index.records(account)
        domain = self._by_name.get(name)
        if domain is not None:
            inside = [record for record in records if self._domain_of[record] == domain]
            if inside:
                return inside, ""
            return [record for record in records if self._domain_of[record] < 0], _NO_DOMAIN
        if not on_premises or len(self._met) > 1 or self._met & self._named:
            return [], ""
        return records, _ALONE.format(name)
