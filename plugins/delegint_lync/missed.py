"""Why a delegate is not on the list of the server, as far as another rule says so of the pair."""

from __future__ import annotations

from delegint.api import ONLINE_MEETINGS, Client, Recipient, State, Unknown
from delegint_lync.client_updates import asks_for_profile_user, without_better
from delegint_lync.installations import basic, only_on_mac
from delegint_lync.paths import Pair
from delegint_lync.policies import email_comparison
from delegint_lync.standing import Lack, lack_of, other_sip_address, plan_of


def is_explained(pair: Pair, state: State) -> bool:
    """Whether LYNC012, LYNC022, LYNC023, LYNC025, LYNC026 or LYNC042 tells why; they are about online meetings."""
    people = (pair.delegator, pair.delegate)
    if any(plan_of(person) is not None for person in people):
        return True
    if ONLINE_MEETINGS not in pair.purposes:
        return False
    return only_on_mac(pair.delegator) is not None or any(_keeps_from_it(person, state) for person in people)


def _keeps_from_it(person: Recipient, state: State) -> bool:
    """Whether something is known of one of the two that keeps the client from copying delegates, or from being one."""
    if isinstance(lack_of(person), Lack) or basic(person):
        return True
    if isinstance(without_better(person, asks_for_profile_user), Client):
        return True
    if not other_sip_address(person, state):
        return False
    switch = email_comparison(person, state)
    return isinstance(switch, Unknown) or switch.value is not True
