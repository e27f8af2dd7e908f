"""What is wrong with policies of any kind: unknown settings, values that do not fit, names that nobody has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from delegint.model.facts import Facts
from delegint.model.finding import Finding
from delegint.model.policies import Policy, PolicyKind, read_identity
from delegint.model.recipient_parts import RecipientPart
from delegint.model.unknown import Unknown
from delegint.model.wording import powershell_quoted
from delegint.schema.catalogue import Setting
from delegint.source.nodes import Node
from delegint.source.places import Related

if TYPE_CHECKING:
    from delegint.model.state import State

_SIMILAR_SETTING: Final = 0.75
_SIMILAR_POLICY: Final = 0.7
_MOST_SUGGESTED: Final = 2
_MOST_SALIENT: Final = 80
_TAG: Final = "tag:"
_NAME_IT: Final = "Write the name behind the colon"


def wrong_settings(
    kind: PolicyKind, state: State, *, elsewhere: tuple[PolicyKind, ...], never_existed: Mapping[str, str]
) -> Iterator[Finding]:
    """One finding for each setting that the cmdlet does not know, and for each value that it does not take.

    Parameters:
        kind: the kind of policy.
        state: the state.
        elsewhere: kinds among whose settings an unknown name may be found instead.
        never_existed: names, without regard to case, that people expect to exist, and what comes nearest.
    """
    for policy in state.policies(kind):
        node = policy.node
        if node is None or node.value is None:
            continue
        if not isinstance(node.value, dict):
            yield policy.finding(
                f"The {kind.noun} {policy} is {node.kind}, not a mapping of settings",
                place=node.place,
                fix=f"Write the settings of New-{kind.cmdlet} below it",
            )
        of = f"the {kind.noun} {policy}"
        for name, value in node.entries():
            if name.casefold() in kind.settings:
                yield from _unfit(policy, (name,), value, kind.settings[name.casefold()], of)
            else:
                yield policy.finding(
                    f"{_capital(of)} has {name}, which is no setting of New-{kind.cmdlet}",
                    name,
                    place=value.key_place,
                    fix=_meant(kind, name, elsewhere, never_existed),
                )


def wrong_values(entry: Facts, key: str, settings: Mapping[str, Setting], cmdlet: str, of: str) -> Iterator[Finding]:
    """The same for settings that stand below an entry, and belong to no policy.

    Parameters:
        entry: below which.
        key: the key with the settings.
        settings: those that there are, by their names without regard to case.
        cmdlet: which has them.
        of: whose settings they are, as in `the calling settings of annelies@contoso.com`.
    """
    node = None if entry.node is None else entry.node.get(key)
    for name, value in node.entries() if node is not None else ():
        setting = settings.get(name.casefold())
        if setting is not None:
            yield from _unfit(entry, (key, name), value, setting, of)
            continue
        nearest = [settings[match].name for match in _close(name.casefold(), settings)]
        yield entry.finding(
            f"{_capital(of)} have {name}, which is no setting of {cmdlet}",
            key,
            name,
            place=value.key_place,
            fix=f"Did you mean {' or '.join(nearest)}?" if nearest else "Remove it",
        )


def _unfit(entry: Facts, keys: tuple[str, ...], node: Node, setting: Setting, of: str) -> Iterator[Finding]:
    from delegint.schema.setting_values import complaints

    for complaint in complaints(setting, node):
        yield entry.finding(
            f"{setting.name} of {of} {complaint.reason}",
            *keys,
            place=complaint.node.place if complaint.node.value is not None else complaint.node.key_place,
            fix=complaint.fix,
            salient=str(complaint.node.value)[:_MOST_SALIENT],
        )


def _meant(kind: PolicyKind, name: str, elsewhere: tuple[PolicyKind, ...], never_existed: Mapping[str, str]) -> str:
    """What the author of an unknown name may have meant."""
    from delegint.schema.catalogue import CONTROL_PARAMETERS

    folded = name.casefold()
    if folded in never_existed:
        return f"No version has a setting of this name; what comes nearest is {never_existed[folded]}"
    if folded in CONTROL_PARAMETERS:
        return f"Remove it: {name} is a parameter of the cmdlet and no setting; the identity is the key of the policy"
    for other in elsewhere:
        if folded in other.settings:
            return f"Move it to {other.section}: it is a setting of New-{other.cmdlet}"
    nearest = [kind.settings[match].name for match in _close(folded, kind.settings)]
    if nearest:
        return f"Did you mean {' or '.join(nearest)}?"
    if "policyentry" in kind.settings:
        return "Remove it; a client option without a parameter of its own goes under PolicyEntry"
    return "Remove it"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _close(folded: str, settings: Mapping[str, Setting]) -> list[str]:
    return get_close_matches(folded, settings, _MOST_SUGGESTED, _SIMILAR_SETTING)


def distinct_policies(kind: PolicyKind, state: State) -> tuple[list[Policy], list[Finding]]:
    """The declared policies that have an identity of their own, and a finding for each that has none.

    Parameters:
        kind: the kind of policy.
        state: the state.
    """
    first: dict[tuple[str, str], Policy] = {}
    findings = []
    for policy in state.policies(kind):
        if not policy.name.strip():
            findings.append(policy.finding(f"{policy} is a {kind.noun} without a name", fix=_NAME_IT))
            continue
        twin = first.setdefault((policy.scope, policy.name.casefold()), policy)
        if twin is not policy:
            findings.append(
                policy.finding(
                    f"{policy} and {twin} are one {kind.noun}, which cannot be there twice",
                    fix=f"Move the settings to {twin}, and remove {policy}",
                    related=[Related(twin.place_of(), f"{twin} is here")],
                )
            )
    return list(first.values()), findings


def unresolved_policy(user: RecipientPart, kind: PolicyKind, state: State) -> Iterator[Finding | Unknown]:
    """A finding where the policy that a person is granted is none of the per-user policies of the state.

    Parameters:
        user: what Lync or Teams knows about the person.
        kind: the kind of policy.
        state: the state.
    """
    node = None if user.node is None else user.node.get(kind.assignment)
    if node is None or not isinstance(node.value, str):
        return
    written, person = node.value, user.recipient
    scope, name = read_identity(written)
    if not name.strip():
        return  # the format asks for a name
    if read_identity(name)[0] == "global":
        scope = "global"
    grant = f"run Grant-{kind.cmdlet} -Identity {powershell_quoted(person)} -PolicyName"
    if scope != "per-user":
        which = "the Global policy" if scope == "global" else f"the policy of {scope} {name}"
        reason = f"is granted {written}, but {which} applies by itself and cannot be granted"
        fix = f"Write {kind.assignment}: null, and {grant} $null"
    elif state.root.get(kind.section) is None and not state.observed_policies(kind):
        yield Unknown(kind.section, f"the {kind.noun} {name}", f"{kind.section}.<identity>", f"Get-{kind.cmdlet}")
        return
    else:
        policies = state.once(_grantable).of(kind, state)
        known = policies.get(name.casefold())
        if known is None:
            nearest = state.once(_grantable).nearest(kind, name.casefold(), state)
            reason = f"is granted the {kind.noun} {name}, which is not declared"
            fix = f"Declare it under {kind.section}"
            if nearest:
                fix = f"Did you mean {nearest}? Or declare {name} under {kind.section}"
        elif written.casefold().startswith(_TAG):
            reason = f"is granted {written}, but a {kind.noun} is granted by its name alone"
            fix = f"Write {kind.assignment}: {known}, and {grant} {powershell_quoted(known)}"
        else:
            return
    yield user.finding(
        f"{person} {reason}", kind.assignment, fix=fix, salient=written.casefold(), about=((person.key,),)
    )


class _Grantable:
    """The per-user policies by name without regard to case, and what somebody may have meant; each worked out once."""

    def __init__(self) -> None:
        self._policies: dict[PolicyKind, dict[str, str]] = {}
        self._nearest: dict[tuple[PolicyKind, str], str] = {}

    def of(self, kind: PolicyKind, state: State) -> dict[str, str]:
        """Those of a kind: declared, observed, or there in every tenant."""
        known = self._policies.get(kind)
        if known is None:
            everywhere = (*state.policies(kind), *state.observed_policies(kind))
            named = [policy.name for policy in everywhere if policy.scope == "per-user"]
            known = self._policies[kind] = {name.casefold(): name for name in (*kind.built_in, *named)}
        return known

    def nearest(self, kind: PolicyKind, folded: str, state: State) -> str:
        """The name that comes nearest to one that nobody has; empty where none does."""
        known = self._nearest.get((kind, folded))
        if known is None:
            policies = self.of(kind, state)
            found = get_close_matches(folded, policies, 1, _SIMILAR_POLICY)
            known = self._nearest[kind, folded] = policies[found[0]] if found else ""
        return known


def _grantable(_: State) -> _Grantable:
    return _Grantable()
