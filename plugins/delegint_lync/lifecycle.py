"""Days and versions on which Lync and Skype for Business change: the one place to correct them."""

from __future__ import annotations

from datetime import date
from typing import Final

from delegint.api import lifecycle
from delegint_lync.sources import EXTENDED_UPDATES, LIFECYCLE, MOVE_USER, ONLINE_RETIREMENT, SEFAUTIL_CMDLETS

SUPPORT_ENDED: Final = {
    "2010": lifecycle.Deadline(date(2021, 4, 13), LIFECYCLE),
    "2013": lifecycle.Deadline(date(2023, 4, 11), LIFECYCLE),
    "2015": lifecycle.Deadline(date(2025, 10, 14), LIFECYCLE),
    "2019": lifecycle.Deadline(date(2025, 10, 14), LIFECYCLE),
}
"""By version of the server; the Subscription Edition has no such day."""
PAID_UPDATES_ENDED: Final = {
    "2015": lifecycle.Deadline(date(2026, 4, 14), EXTENDED_UPDATES),
    "2019": lifecycle.Deadline(date(2026, 4, 14), EXTENDED_UPDATES),
}
"""Until when security updates were sold after the end of support."""
ONLINE_RETIRED: Final = lifecycle.Deadline(date(2021, 7, 31), ONLINE_RETIREMENT)
DELEGATES_BY_CMDLET: Final = lifecycle.Minimum((7, 0, 2046, 123), SEFAUTIL_CMDLETS)
"""Skype for Business Server 2019 CU1 of July 2019, which brought Set-CsUserDelegates."""
MOVES_TO_THE_CLOUD: Final = {
    "2013": lifecycle.Minimum((5, 0, 8308, 1182), MOVE_USER),
    "2015": lifecycle.Minimum((6, 0, 9319, 619), MOVE_USER),
    "2019": lifecycle.Minimum((7, 0, 2046, 385), MOVE_USER),
}
"""The build from which Move-CsUser moves people to the cloud; 2010 cannot, and the Subscription Edition always can."""


def product(version: str) -> str:
    """The name under which a version of the server was sold."""
    brand = "Lync Server" if version in ("2010", "2013") else "Skype for Business Server"
    return f"{brand} {'Subscription Edition' if version == 'SE' else version}"
