"""The two policies that decide about delegates, and their two switches, each on, off or blank."""

from __future__ import annotations

from typing import Final, NamedTuple

from delegint.api import Place, Policy, PolicyKind, Recipient, Related, State, Unknown

CLIENT_POLICY: Final = PolicyKind("client_policies", "client_policy", "client policy", "CsClientPolicy")
VOICE_POLICY: Final = PolicyKind("voice_policies", "voice_policy", "voice policy", "CsVoicePolicy")
KINDS: Final = (CLIENT_POLICY, VOICE_POLICY)

DELEGATE_SYNC: Final = "EnableExchangeDelegateSync"
DELEGATION: Final = "EnableDelegation"


class Switch(NamedTuple):
    """A setting of the policy that counts for a user.

    Parameters:
        setting: its name.
        policy: the policy that counts.
        reason: why that one counts, in words.
        passed_over: the policies of wider scope that do not count.
        value: true, false, or None where it is blank or left out.
    """

    setting: str
    policy: Policy
    reason: str
    passed_over: tuple[Policy, ...]
    value: bool | None

    def __str__(self) -> str:
        return f"{self.setting} is {self.word} in the {self.policy.kind.noun} {self.policy} ({self.reason})"

    @property
    def word(self) -> str:
        """The value in words."""
        return {True: "true", False: "false", None: "blank"}[self.value]

    @property
    def related(self) -> Related:
        """Where the value stands, or the key of the policy that leaves it out."""
        left_out = self.policy.setting(self.setting) is None
        return Related(place_of_setting(self.policy, self.setting), f"{'left out' if left_out else self.word} here")


def delegate_sync(user: Recipient, state: State) -> Switch | Unknown:
    """Whether the user's client copies Exchange delegates to Lync; it does not where the setting is blank.

    Source: Set-CsClientPolicy; "Lync 2013 Delegates Pt.1".
    """
    return _switch(user, CLIENT_POLICY, DELEGATE_SYNC, state)


def delegation(user: Recipient, state: State) -> Switch | Unknown:
    """Whether the user may have Lync delegates; a policy that leaves the setting out has it true.

    Source: New-CsVoicePolicy; "No delegation relationship in Lync 2013".
    """
    return _switch(user, VOICE_POLICY, DELEGATION, state)


def value_of(policy: Policy, setting: str) -> bool | Unknown | None:
    """The value of a switch in one policy; None where it is blank or left out, unknown where it is no boolean."""
    node = policy.setting(setting)
    if node is None or node.value is None:
        return None
    if isinstance(node.value, bool):
        return node.value
    kind = policy.kind
    return Unknown(setting, f"the {kind.noun} {policy}", f"{kind.section}.<identity>.{setting}", f"Get-{kind.cmdlet}")


def place_of_setting(policy: Policy, setting: str) -> Place:
    """Where the value of a setting stands; its key where it is blank, the policy's key where it is left out."""
    node = policy.setting(setting)
    if node is None:
        return policy.place_of()
    return node.key_place if node.value is None else node.place


def _switch(user: Recipient, kind: PolicyKind, setting: str, state: State) -> Switch | Unknown:
    effective = state.effective_policy(user, kind)
    if isinstance(effective, Unknown):
        return effective
    if effective.policy is None:
        return Unknown(kind.section, f"the Global {kind.noun}", f"{kind.section}.Global", f"Get-{kind.cmdlet}")
    value = value_of(effective.policy, setting)
    if isinstance(value, Unknown):
        return value
    return Switch(setting, effective.policy, effective.reason, effective.passed_over, value)
