"""LYNC037: a setting of a policy that the servers of this version do not know, or that does nothing any more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import Finding, Node, Policy, Setting, State, Unknown, names, rule
from delegint_lync.policies import KINDS
from delegint_lync.sources import (
    BUSY_OPTIONS,
    CLIENT_POLICY_PAGE,
    CONFERENCING_POLICY_PAGE,
    MEETING_CONFIGURATION_PAGE,
    VOICE_POLICY_PAGE,
)

_PRODUCTS: Final = {
    "Lync2010": "Lync Server 2010",
    "Lync2013": "Lync Server 2013",
    "SfB2015": "Skype for Business Server 2015",
    "SfB2019": "Skype for Business Server 2019",
}
"""The servers by the name that the catalogue has for them; what else it names is the cloud."""
_VERSIONS: Final = {
    "2010": ("Lync2010", _PRODUCTS["Lync2010"]),
    "2013": ("Lync2013", _PRODUCTS["Lync2013"]),
    "2015": ("SfB2015", _PRODUCTS["SfB2015"]),
    "2019": ("SfB2019", _PRODUCTS["SfB2019"]),
    "se": ("SfB2019", "Skype for Business Server Subscription Edition"),
}
_STAYED: Final = {"VoiceDeploymentMode": ("SfB2015", "SfB2019")}
"""Settings that the policies of these versions still show, though they are documented for earlier ones only."""


@rule(
    "LYNC037",
    "setting-not-in-this-version",
    severity="error",
    evidence=(
        CLIENT_POLICY_PAGE, VOICE_POLICY_PAGE, CONFERENCING_POLICY_PAGE, MEETING_CONFIGURATION_PAGE, BUSY_OPTIONS,
    ),
)  # fmt: skip
def setting_not_in_this_version(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A setting of a policy that the declared version of Lync or Skype for Business Server does not have, or that no
    server has, since it was for Skype for Business Online only. Deprecated settings, and those without any effect, are
    told as warnings.

    ## Why it matters
    The cmdlet of an older version refuses the whole command: `A parameter cannot be found that matches parameter
    name`. None of the other settings in it is applied then either.

    ## Example
    ```yaml
    delegint: 1
    lync: {version: "2013"}
    voice_policies:
      Global: {EnableDelegation: true, EnableBusyOptions: true}
    ```

    ## Instead
    ```yaml
    delegint: 1
    lync: {version: "2015"}
    voice_policies:
      Global: {EnableDelegation: true, EnableBusyOptions: true}
    ```

    ## How to fix
    Remove the setting, or correct `lync.version`, which is the lowest version in service. Busy Options ask for the
    update of July 2016 on Skype for Business Server 2015.
    """
    for kind in KINDS:
        for policy in state.policies(kind):
            for name, node in policy.node.entries() if policy.node is not None else ():
                setting = kind.settings.get(name.casefold())
                if setting is not None and node.value is not None:
                    yield from _judged(policy, name, node, setting, state)


def _judged(policy: Policy, name: str, node: Node, setting: Setting, state: State) -> Iterator[Finding | Unknown]:
    what = f"{setting.name} of the {policy.kind.noun} {policy}"
    servers = [product for version, product in _PRODUCTS.items() if version in setting.versions]
    remove = f"Remove {name} from {policy.kind.section}.{policy}"
    if setting.versions and not servers:
        reason = f"{what} was for Skype for Business Online only: no server has it"
        yield policy.finding(reason, name, place=node.key_place, fix=remove)
        return
    if servers and len(servers) < len(_PRODUCTS):
        version = state.lync.version
        if isinstance(version, Unknown):
            yield version
            return
        declared, product = _VERSIONS.get(version.casefold(), ("", ""))
        if declared and declared not in setting.versions:
            stayed = setting.name in _STAYED and declared in _STAYED[setting.name]
            yield policy.finding(
                f"{what} is documented for {names(servers)} only, and not for {product}"
                if stayed
                else f"{what} does not exist in {product}, only in {names(servers)}",
                name,
                place=node.key_place,
                fix=remove,
                severity="warning" if stayed else None,
            )
            return
    if setting.deprecated or setting.no_effect:
        why = "has no effect" if setting.no_effect else "is deprecated"
        yield policy.finding(f"{what} {why}", name, place=node.key_place, fix=remove, severity="warning")
