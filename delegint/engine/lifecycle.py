"""Days and versions on which products change: the one place to correct them, each with its source.

A rule takes its days and versions from here, so that `--as-of` moves through them, and so that the day on which each
was last checked is told by `delegint explain`.
"""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from delegint.engine.rules import Evidence, documented

Version = tuple[int, ...]
_CHECKED: Final = "2026-11-22"

SUPPORT: Final = documented("Exchange Server: supportability matrix and lifecycle", checked=_CHECKED)
BUILDS: Final = documented("Exchange Server build numbers and release dates", checked=_CHECKED)
HYBRID_APP: Final = documented("Deploy the dedicated Exchange hybrid app", checked=_CHECKED)
EWS_RETIREMENT: Final = documented("Deprecation of Exchange Web Services in Exchange Online", checked=_CHECKED)
CONNECT_HARDENING: Final = documented("Hardening updates for Microsoft Entra Connect Sync", checked=_CHECKED)
CONNECT_HISTORY: Final = documented("Microsoft Entra Connect: version release history", checked=_CHECKED)


class Deadline(NamedTuple):
    """A day from which something no longer works, or is no longer supported.

    Parameters:
        day: the first day on which that is so.
        source: where that is said, and when it was last checked.
    """

    day: date
    source: Evidence

    def has_passed(self, as_of: date) -> bool:
        """Whether it is so on a day."""
        return as_of >= self.day


class Minimum(NamedTuple):
    """A version below which something does not work.

    Parameters:
        version: the lowest that does.
        source: where that is said, and when it was last checked.
    """

    version: Version
    source: Evidence

    def __str__(self) -> str:
        return ".".join(map(str, self.version))

    def rules_out(self, version: Version) -> bool | None:
        """Whether `version` is too old; None where it is given so briefly that it may be either."""
        same_length = self.version[: len(version)]
        if version != same_length:
            return version < same_length
        return None if any(self.version[len(version) :]) else False


class CutOff(NamedTuple):
    """The day from which a product no longer works below a version.

    Parameters:
        minimum: the lowest version that still works.
        day: the first day on which the others do not.
        source: where that is said, and when it was last checked.
    """

    minimum: Version
    day: date
    source: Evidence

    def has_passed(self, as_of: date) -> bool:
        """Whether the older versions have ceased to work."""
        return Deadline(self.day, self.source).has_passed(as_of)

    def rules_out(self, version: Version) -> bool | None:
        """Whether `version` is too old; see `Minimum`."""
        return Minimum(self.minimum, self.source).rules_out(version)


EXCHANGE_SUPPORT_ENDED: Final = {
    "2010": Deadline(date(2020, 10, 13), SUPPORT),
    "2013": Deadline(date(2023, 4, 11), SUPPORT),
    "2016": Deadline(date(2025, 10, 14), SUPPORT),
    "2019": Deadline(date(2025, 10, 14), SUPPORT),
}
"""By version of Exchange Server; Exchange SE has no such day."""
EXTENDED_SUPPORT_ENDED: Final = Deadline(date(2026, 11, 1), SUPPORT)
"""The second and last period that Microsoft sold for Exchange 2016 and 2019 ended with October 2026."""
OLDEST_SUPPORTED_BUILD: Final = {
    "2013": Minimum((15, 0, 1473, 3), BUILDS),
    "2016": Minimum((15, 1, 2375, 7), BUILDS),
    "2019": Minimum((15, 2, 1544, 4), BUILDS),
}
"""The last cumulative update but one; announcements disagree on those of Exchange SE, which is left out."""
ACLABLE_SWITCH: Final = Minimum((15, 0, 1130, 7), BUILDS)
"""Exchange 2013 CU10, which brought the switch for ACL-able remote mailboxes."""
COPIES_FOR_USER_MAILBOXES: Final = Minimum((15, 1, 1034, 26), BUILDS)
"""Exchange 2016 CU6: from there on, user mailboxes on-premises keep what their delegates send."""
COPIES_FOR_SHARED_MAILBOXES: Final = Minimum((15, 0, 1104, 5), BUILDS)
"""Exchange 2013 CU9: the same for shared mailboxes."""
SHARED_SERVICE_PRINCIPAL_BLOCKED: Final = Deadline(date(2025, 10, 31), HYBRID_APP)
"""Without the dedicated hybrid app, servers on-premises get no free/busy from Exchange Online from then on."""
GRAPH_FREE_BUSY: Final = Minimum((15, 2, 2562, 37), HYBRID_APP)
"""The hotfix update of May 2026 for Exchange SE, which asks Exchange Online through Graph."""
EWS_OFF_BY_DEFAULT: Final = Deadline(date(2026, 10, 1), EWS_RETIREMENT)
"""From then on EWS works only where EwsEnabled is true and the application is allowed."""
EWS_ENDED: Final = Deadline(date(2027, 4, 1), EWS_RETIREMENT)
CONNECT: Final = CutOff((2, 5, 79, 0), date(2026, 9, 30), CONNECT_HARDENING)
"""Entra Connect; read in a copy of the page, not on the page itself."""
CONNECT_1: Final = CutOff((2,), date(2023, 10, 1), CONNECT_HISTORY)
"""The first generation of Entra Connect synchronizes nothing any more."""
CONNECT_RETIRED: Final = (
    CutOff((2, 5, 190, 0), date(2026, 10, 23), CONNECT_HISTORY),
    CutOff((2, 6, 1, 0), date(2027, 2, 2), CONNECT_HISTORY),
    CutOff((2, 6, 3, 0), date(2027, 3, 10), CONNECT_HISTORY),
    CutOff((2, 6, 84, 0), date(2027, 7, 7), CONNECT_HISTORY),
    CutOff((2, 6, 91, 0), date(2027, 9, 16), CONNECT_HISTORY),
    CutOff((2, 6, 92, 0), date(2027, 9, 23), CONNECT_HISTORY),
)
"""Releases of Entra Connect, and when those before each of them went out of support: a year after it came out.

A release that was recalled, such as 2.6.79.0, replaces nothing. Those before 2.5.79.0 have ceased to work altogether.
The days are those of the table as of September 2026, read in copies of the page.
"""
CONNECT_NEWEST: Final = CONNECT_RETIRED[-1].minimum
"""The newest release of Entra Connect that was known when the table was last checked."""
