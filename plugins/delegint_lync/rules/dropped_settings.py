"""LYNC039: a per-user policy that takes settings away from people who have them today."""

from __future__ import annotations

from collections.abc import Iterator
from json import dumps
from typing import Final

from delegint.api import (
    Finding,
    LyncUser,
    Node,
    Policy,
    PolicyKind,
    Recipient,
    Related,
    Setting,
    State,
    Unknown,
    is_on_lync,
    lync_users,
    meets_in_lync,
    names,
    read_identity,
    rule,
    seconds,
    wishes_of,
)
from delegint_lync.declared_settings import declared_settings
from delegint_lync.paths import meeting_wishes, who_needs_the_sync
from delegint_lync.policies import DELEGATE_SYNC, DELEGATION, GRANTED, writing
from delegint_lync.sources import POLICY_SWITCH, UNUSED_SETTINGS

_LABELS: Final = frozenset({"name", "description"})
"""Settings that tell policies apart and do nothing."""
_MOST_SETTINGS: Final = 5
_MOST_SHOWN: Final = 60


@rule("LYNC039", "new-policy-drops-settings", severity="warning", evidence=(UNUSED_SETTINGS, POLICY_SWITCH))
def new_policy_drops_settings(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A policy that people are to be granted and do not have yet, where the policy that counts for them today, as the
    snapshot shows it, has settings that the new one leaves out. It is found once for each pair of policies. The two
    settings about delegates are left to LYNC003, LYNC004 and LYNC005 where those judge them.

    ## Why it matters
    One policy counts as a whole, and what it leaves blank is taken from no other. A policy of one line that was made
    for delegates switches off whatever else the old one had: saving of messages, a warning text, the usages of calls.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises, lync: {client_policy: Executives}}
    client_policies:
      Executives: {EnableExchangeDelegateSync: true}
    ```
    ```csv onprem/users.csv
    "SipAddress","RegistrarPool","ClientPolicy"
    "sip:annelies@contoso.com","pool1.contoso.com",""
    ```
    ```csv onprem/policies.csv
    "Identity","EnableExchangeDelegateSync","DisableSavingIM"
    "Global","","True"
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises, lync: {client_policy: Executives}}
    client_policies:
      Executives: {EnableExchangeDelegateSync: true, DisableSavingIM: true}
    ```
    ```csv onprem/users.csv
    "SipAddress","RegistrarPool","ClientPolicy"
    "sip:annelies@contoso.com","pool1.contoso.com",""
    ```
    ```csv onprem/policies.csv
    "Identity","EnableExchangeDelegateSync","DisableSavingIM"
    "Global","","True"
    ```

    ## How to fix
    Copy into the new policy what is to stay, and write null for what is to go.
    """
    changes: dict[tuple[Policy, Policy], list[LyncUser]] = {}
    for user in state.once(lync_users) if state.observed is not None else ():
        for kind in GRANTED:
            new = _newly_granted(user, kind, state)
            if isinstance(new, Unknown):
                yield new
            elif new is not None and is_on_lync(user.recipient, state) is True:
                old = _in_force(user, kind, state)
                if isinstance(old, Unknown):
                    yield old
                elif old is not new:
                    changes.setdefault((old, new), []).append(user)
    for (old, new), users in changes.items():
        dropped = [lost for lost in _dropped(old, new) if not _is_told_otherwise(lost[0].name, users, state)]
        if dropped:
            yield _loses(users, old, new, dropped, state)


def _loses(
    users: list[LyncUser], old: Policy, new: Policy, dropped: list[tuple[Setting, Node]], state: State
) -> Finding:
    kind, people = new.kind, [user.recipient for user in users]
    copies = "; ".join(_written(setting, node) for setting, node in dropped[:_MOST_SETTINGS])
    more = " and so on" if len(dropped) > _MOST_SETTINGS else ""
    entry, keys = (new, ()) if new.declared else (users[0], (kind.assignment,))
    return entry.finding(
        f"{names(people)} will lose {names((setting.name for setting, _ in dropped), _MOST_SETTINGS)} with the"
        f" {kind.noun} {new}, which leaves out what {old} has set today",
        *keys,
        fix=f"Copy into {kind.section}.{new} what is to stay ({copies}{more}), and run"
        f" {writing(new, 'with the same values', state)}",
        related=[Related(old.place_of(), f"{old} counts today")],
        salient=f"{kind.section} {old}".casefold(),
        about=[(person.key,) for person in people],
    )


# -- who is to have another policy ------------------------------------------------------------------------------------


def _newly_granted(user: LyncUser, kind: PolicyKind, state: State) -> Policy | Unknown | None:
    """The per-user policy that somebody is to have and, as far as the snapshot shows, has not.

    None also where the policy does not exist, and where the snapshot knows nothing of the person or the grant.
    """
    granted = None if user.node is None else user.node.get(kind.assignment)
    seen = user.observed
    if granted is None or not isinstance(granted.value, str) or not seen:
        return None
    new = _named(granted.value, kind, state)
    if new is None or new.scope != "per-user":
        return None
    has = seen.get(kind.assignment) or seen.get(f"effective_{kind.assignment}")
    if has is None:
        asked = state.observed is not None and f"lync.{kind.assignment}" in state.observed.facts
        return user.missing(kind.assignment, kind.users) if asked else None
    return None if isinstance(has.value, str) and _named(has.value, kind, state) is new else new


def _in_force(user: LyncUser, kind: PolicyKind, state: State) -> Policy | Unknown:
    """The policy that counts for somebody in the tenant: the granted one, that of the site, or the Global one."""
    seen = user.observed
    for key in (f"effective_{kind.assignment}", kind.assignment):
        has = None if seen is None else seen.get(key)
        if has is not None and isinstance(has.value, str):
            return _named(has.value, kind, state) or _not_shown(kind, has.value)
    policies = (*state.policies(kind), *state.observed_policies(kind))
    of_sites = {policy.name.casefold(): policy for policy in policies if policy.scope == "site"}
    if of_sites:
        pool = user.registrar_pool
        if isinstance(pool, Unknown):
            return pool
        site = state.lync.site_of(pool)
        if site is None:
            return Unknown("sites", f"pool {pool}", "lync.sites.<site>.pools", "Get-CsPool")
        if site.casefold() in of_sites:
            return of_sites[site.casefold()]
    return _named("Global", kind, state) or _not_shown(kind, "Global")


def _named(identity: str, kind: PolicyKind, state: State) -> Policy | None:
    scope, name = read_identity(identity)
    everywhere = (*state.policies(kind), *state.observed_policies(kind))
    same = (policy for policy in everywhere if (policy.scope, policy.name.casefold()) == (scope, name.casefold()))
    return next(same, None)


def _not_shown(kind: PolicyKind, name: str) -> Unknown:
    return Unknown(kind.section, f"the {kind.noun} {name}", f"{kind.section}.{name}", f"Get-{kind.cmdlet}")


# -- what it takes away -----------------------------------------------------------------------------------------------


def _dropped(old: Policy, new: Policy) -> list[tuple[Setting, Node]]:
    """The settings that the old policy has in the tenant and the new one leaves out, though they amount to something.

    What either is declared to have blank is meant to be so.
    """
    before, after = declared_settings(old), declared_settings(new)
    dropped = []
    for key, setting in old.kind.settings.items():
        if key in _LABELS or key in after or (key in before and before[key].value is None):
            continue
        has = before.get(key) if old.observed is None else old.observed.get(setting.name)
        if has is None or has.value in (None, "") or has.value == [] or _amounts_to_blank(setting, has):
            continue
        if new.observed is not None:
            kept = new.observed.get(setting.name)
            if kept is None or kept.value is not None:
                continue
        dropped.append((setting, has))
    return dropped


def _is_told_otherwise(setting: str, users: list[LyncUser], state: State) -> bool:
    """Whether another rule says of all these people that a setting is not what their delegates need."""
    if setting == DELEGATION:
        return all(wishes_of(user.recipient, state) is not None for user in users)
    return setting == DELEGATE_SYNC and all(_waits_for_the_sync(user.recipient, state) for user in users)


def _waits_for_the_sync(owner: Recipient, state: State) -> bool:
    wishes = wishes_of(owner, state)
    if wishes is None or meets_in_lync(owner, state) is not True:
        return False
    waiting, _ = who_needs_the_sync(meeting_wishes(wishes, state), state)
    return bool(waiting)


def _amounts_to_blank(setting: Setting, node: Node) -> bool:
    """Whether the setting would be the same if it were left out."""
    blank = setting.default if setting.blank is None else setting.blank
    value = node.value
    if isinstance(blank, str) and isinstance(value, str):
        length = seconds(value) if setting.timespan else None
        return value.casefold() == blank.casefold() if length is None else length == seconds(blank)
    return blank is not None and value == blank


def _written(setting: Setting, node: Node) -> str:
    """A setting as the state writes it; its name alone, where the value is long."""
    value = node.plain()
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        shown = f"[{', '.join(map(str, value))}]"
    elif isinstance(value, bool):
        shown = str(value).lower()
    elif isinstance(value, (int, float)):
        shown = str(value)
    else:
        shown = dumps(value, ensure_ascii=False) if isinstance(value, str) else ""
    return f"{setting.name}: {shown}" if 0 < len(shown) <= _MOST_SHOWN else setting.name
