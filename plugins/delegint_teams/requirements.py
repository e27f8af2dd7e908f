"""What Teams asks of Exchange Server: builds, days and applications, in the one place to correct them."""

from __future__ import annotations

from datetime import date
from typing import Final

from delegint.api import lifecycle
from delegint_teams.sources import EXCHANGE_AND_TEAMS, OAUTH_2025

AUTODISCOVER_FOR_DELEGATES: Final = lifecycle.Minimum((15, 0, 1365, 1), EXCHANGE_AND_TEAMS)
"""Exchange 2013 CU19: below it, the answer of Autodiscover does not lead Teams to the mailbox of another person."""
MAILBOX_FOR_CALENDAR: Final = lifecycle.Minimum((15, 1, 544, 27), EXCHANGE_AND_TEAMS)
"""Exchange 2016 CU3: below it, Teams shows no calendar."""
WITHOUT_CALENDAR: Final = frozenset({"2010", "2013"})
"""Versions of Exchange Server of which no build suffices."""

SCHEDULER: Final = "7557eb47-c689-4224-abcf-aef9bd7573df"
"""The application as which the scheduling service of Teams signs in."""
LEGACY_SCHEDULER: Final = "00000004-0000-0ff1-ce00-000000000000"
"""The application of Skype for Business Online, as which it signed in before; voicemail greetings still need it."""
OWN_APPLICATION: Final = lifecycle.Deadline(date(2025, 6, 26), OAUTH_2025)
"""From then on the documentation asks for the application of the scheduling service itself."""
ROLE_ENTRY: Final = "GetDelegate"
"""What the scheduling service does in Exchange, and all it has to be allowed."""
USER_AGENT: Final = "SchedulingService"
"""What its requests to EWS are told by. Source: "Resolve interaction issues between Teams and Exchange Server"."""
