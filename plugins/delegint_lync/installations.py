"""The clients that people have, as far as a state names them: what each is, and on what it runs.

An inventory is optional: who has none has none of these clients.

Source: "Set up and troubleshoot Skype for Business Online delegation"; "Desktop client feature comparison for Skype for
Business Server".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from delegint.api import Answer, Client, Recipient, Related, Unknown

_NAMES: Final = {
    "lync_2010": "Lync 2010",
    "lync_2013": "Lync 2013",
    "lync_basic": "Lync Basic",
    "lync_mac_2011": "Lync for Mac 2011",
    "skype_for_business_2015": "Skype for Business 2015",
    "skype_for_business_2016": "Skype for Business 2016",
    "skype_for_business_basic": "Skype for Business Basic",
    "skype_for_business_mac": "Skype for Business on Mac",
}
_FAMILIES: Final = {
    "lync_2010": 2010,
    "lync_2013": 2013,
    "skype_for_business_2015": 2013,
    "skype_for_business_2016": 2016,
}
"""The full clients for Windows; an update makes Skype for Business 2015 of Lync 2013, which stays the same program."""
_MAC: Final = frozenset({"lync_mac_2011", "skype_for_business_mac"})
_BASIC: Final = frozenset({"lync_basic", "skype_for_business_basic"})
_OUTLOOK: Final = "outlook_windows"
_PACKAGINGS: Final = {"msi": "MSI", "click_to_run": "click-to-run"}
_OUTLOOK_NAMES: Final = {12: "Outlook 2007", 14: "Outlook 2010", 15: "Outlook 2013", 16: "Outlook 2016 or later"}


# -- what a client is ---------------------------------------------------------------------------------------------


def name_of(client: Client) -> str:
    """The name of the product."""
    return _NAMES[client.product]


def described(client: Client) -> str:
    """The name with what is stated of the installation, such as `Lync 2013 (MSI)`."""
    packaging, build = client.packaging, client.build
    known = [] if isinstance(packaging, Unknown) else [_PACKAGINGS[packaging]]
    if not isinstance(build, Unknown):
        known.append(".".join(map(str, build)))
    return f"{name_of(client)} ({', '.join(known)})" if known else name_of(client)


def family(client: Client) -> int | None:
    """2010, 2013 or 2016 for a full client; None for any other."""
    return _FAMILIES.get(client.product)


def on_windows(person: Recipient) -> list[Client]:
    """The full clients that the person has for Windows."""
    return [client for client in _stated(person) if family(client) is not None and _platform(client) == "windows"]


def on_mac(person: Recipient) -> list[Client]:
    """The clients on a Mac."""
    known = _MAC | _FAMILIES.keys()
    return [client for client in _stated(person) if client.product in known and _platform(client) == "mac"]


def only_on_mac(person: Recipient) -> Client | None:
    """A client on a Mac, of somebody who has no full client for Windows; rather another than Lync 2011."""
    macs = on_mac(person)
    if not macs or on_windows(person):
        return None
    return next((client for client in macs if not is_lync_2011(client)), macs[0])


def basic(person: Recipient) -> list[Client]:
    """The Basic clients, which know no delegates."""
    return [client for client in _stated(person) if client.product in _BASIC]


def is_lync_2011(client: Client) -> bool:
    """Whether it is Lync for Mac 2011."""
    return client.product == "lync_mac_2011"


def clients_of(person: Recipient) -> str:
    """Where a state names the clients of the person."""
    return f"recipients.{person}.clients"


def _stated(person: Recipient) -> tuple[Client, ...]:
    """The clients that the state names; none where it names none, since an inventory is optional."""
    stated = person.installations
    return () if isinstance(stated, Unknown) else stated


def _platform(client: Client) -> str:
    if client.product in _MAC:
        return "mac"
    stated = client.stated_platform
    return "windows" if isinstance(stated, Unknown) else stated


def related_to(client: Client) -> Related:
    """Where the state names a client, and whose it is."""
    return Related(client.place_of(), f"a client of {client.path[1]}")


# -- Outlook ------------------------------------------------------------------------------------------------------


class Outlooks(NamedTuple):
    """Outlook for Windows on the computers of one person.

    Parameters:
        versions: a client for each major version.
        unknown: of one whose version nobody has stated.
        crowded: one with more than one account in its profile.
    """

    versions: Mapping[int, Client]
    unknown: Unknown | None
    crowded: Client | None

    @property
    def exist(self) -> bool:
        """Whether the person has one at all."""
        return bool(self.versions) or self.unknown is not None

    def __str__(self) -> str:
        return " and ".join(_OUTLOOK_NAMES.get(major, f"Outlook {major}") for major in sorted(self.versions))

    def differ_from(self, others: Outlooks) -> Answer:
        """Whether no version is the same; of no interest before one of the two has been stated."""
        if not (self.exist and others.exist) or not (self.versions or others.versions):
            return False
        if self.versions.keys() & others.versions.keys():
            return False
        unknown = others.unknown if self.unknown is None else self.unknown
        return True if unknown is None else unknown


def outlooks(person: Recipient) -> Outlooks:
    """What is known of the person's Outlook."""
    versions: dict[int, Client] = {}
    unknown: Unknown | None = None
    crowded: Client | None = None
    for client in _stated(person):
        if client.product != _OUTLOOK:
            continue
        build, accounts = client.build, client.accounts_in_profile
        if isinstance(build, Unknown):
            unknown = client.missing("build", "")
        else:
            versions.setdefault(build[0], client)
        if not isinstance(accounts, Unknown) and accounts > 1:
            crowded = client
    return Outlooks(versions, unknown, crowded)
