"""What is known of a recipient in one place: in Active Directory, in Exchange Online, in Lync, in Teams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from delegint.model.facts import Fact, Facts, boolean, label, number, one_of, text, texts, words
from delegint.model.section import Section
from delegint.model.unknown import Unknown

if TYPE_CHECKING:
    from delegint.model.recipients import Recipient

TEAMS_MODES: Final = ("TeamsOnly", "Islands", "SfBOnly", "SfBWithTeamsCollab", "SfBWithTeamsCollabAndMeetings")
"""The coexistence modes. Source: Grant-CsTeamsUpgradePolicy."""

EWS_ACCESS_POLICIES: Final = ("EnforceAllowList", "EnforceBlockList")


class RecipientPart(Facts):
    """A mapping below a recipient."""

    __slots__ = ("_name", "_recipient", "observed")

    def __init__(self, recipient: Recipient, name: str) -> None:
        super().__init__(None if recipient.node is None else recipient.node.get(name))
        self.observed = None if recipient.observed is None else recipient.observed.part(name)
        self._recipient = recipient
        self._name = name

    @property
    def recipient(self) -> Recipient:
        """Whose part it is."""
        return self._recipient

    @property
    def path(self) -> tuple[str, ...]:
        """See `Facts`."""
        return (*self._recipient.path, self._name)

    @property
    def subject(self) -> str:
        """See `Facts`."""
        return self._recipient.address

    def missing(self, key: str, cmdlet: str) -> Unknown:
        """See `Facts`."""
        return Unknown(
            f"{self._name}.{key}", self._recipient.address, f"recipients.<address>.{self._name}.{key}", cmdlet
        )


class CallForwarding(Section):
    """Where calls to a user of Lync or Skype for Business go."""

    __slots__ = ()

    mode = Fact(one_of("none", "forward", "simultaneous_ring"), "Get-CsUserCallForwardingSettings")
    target = Fact(one_of("delegates", "team", "number", "voicemail"), "Get-CsUserCallForwardingSettings")
    delegate_ring_wait_time = Fact(number, "Get-CsUserCallForwardingSettings")


class LyncUser(RecipientPart):
    """Facts of Get-CsUser and Get-CsUserDelegates about one person."""

    __slots__ = ()

    enabled = Fact(boolean, "Get-CsUser")
    registrar_pool = Fact(text, "Get-CsUser")
    sip_address = Fact(text, "Get-CsUser")
    enterprise_voice_enabled = Fact(boolean, "Get-CsUser")
    remote_call_control_enabled = Fact(boolean, "Get-CsUser")
    audio_video_disabled = Fact(boolean, "Get-CsUser")
    line_uri = Fact(text, "Get-CsUser")
    line_server_uri = Fact(text, "Get-CsUser")
    private_line = Fact(text, "Get-CsUser")
    call_via_work = Fact(boolean)
    delegates = Fact(texts, "Get-CsUserDelegates")
    home = Fact(one_of("on_premises", "online"), "Get-CsUser")
    planned_change = Fact(one_of("disable", "remove"))

    def __init__(self, recipient: Recipient) -> None:
        super().__init__(recipient, "lync")

    @property
    def call_forwarding(self) -> CallForwarding:
        """Where calls go."""
        node = None if self.node is None else self.node.get("call_forwarding")
        seen = None if self.observed is None else self.observed.part("call_forwarding")
        return CallForwarding(node, *self.path, "call_forwarding", observed=seen)


class TeamsUser(RecipientPart):
    """Facts of Get-CsOnlineUser and Get-CsUserCallingSettings about one person."""

    __slots__ = ()

    mode = Fact(one_of(*TEAMS_MODES), "Get-CsOnlineUser")
    phone_system = Fact(boolean, "Get-CsOnlineUser")
    enterprise_voice_enabled = Fact(boolean, "Get-CsOnlineUser")
    number = Fact(text, "Get-CsOnlineUser")
    pstn = Fact(one_of("calling_plan", "operator_connect", "direct_routing", "none"), "Get-CsOnlineUser")
    delegates = Fact(texts, "Get-CsUserCallingSettings")

    def __init__(self, recipient: Recipient) -> None:
        super().__init__(recipient, "teams")

    @property
    def has_number(self) -> bool | Unknown:
        """Whether the person has a number; blank says that there is none."""
        node = self.value("number")
        if node is None or not isinstance(node.value, str | None):
            return self.missing("number", "Get-CsOnlineUser")
        return bool(node.value and node.value.strip())

    @property
    def calling_settings(self) -> Section:
        """Where calls go, named as in Set-CsUserCallingSettings."""
        node = None if self.node is None else self.node.get("calling_settings")
        seen = None if self.observed is None else self.observed.part("calling_settings")
        return Section(node, *self.path, "calling_settings", observed=seen)


class MailboxEws(RecipientPart):
    """What Get-CASMailbox says about EWS for one mailbox."""

    __slots__ = ()

    enabled = Fact(boolean, "Get-CASMailbox")
    application_access_policy = Fact(one_of(*EWS_ACCESS_POLICIES), "Get-CASMailbox")
    allow_list = Fact(texts, "Get-CASMailbox")
    block_list = Fact(texts, "Get-CASMailbox")

    def __init__(self, recipient: Recipient) -> None:
        super().__init__(recipient, "ews")


class OnPremisesObject(RecipientPart):
    """Attributes of the object in Active Directory."""

    __slots__ = ()

    kind = Fact(text, "Get-Recipient")
    display_type = Fact(number, "Get-ADUser", key="msExchRecipientDisplayType")
    legacy_exchange_dn = Fact(text, "Get-ADUser", key="legacyExchangeDN")
    admin_count = Fact(number, "Get-ADUser", key="adminCount")
    inheritance_disabled = Fact(boolean, "Get-Acl")
    organizational_unit = Fact(text, "Get-ADUser")
    delegate_list_link = Fact(texts, "Get-ADUser", key="msExchDelegateListLink")
    proxy_addresses = Fact(texts, "Get-ADUser", key="proxyAddresses")
    public_delegates = Fact(texts, "Get-ADUser", key="publicDelegates")
    remote_type = Fact(label, "Get-RemoteMailbox")
    remote_routing_address = Fact(text, "Get-RemoteMailbox")
    target_address = Fact(text, "Get-ADUser", key="targetAddress")

    @property
    def has_mail_nickname(self) -> bool | Unknown:
        """Whether it has an alias (`mailNickname`); blank says that there is none."""
        node = self.value("mailNickname")
        if node is None or not isinstance(node.value, str | None):
            return self.missing("mailNickname", "Get-ADUser")
        return bool(node.value and node.value.strip())


class OnlineObject(RecipientPart):
    """Attributes of the object in Exchange Online."""

    __slots__ = ()

    kind = Fact(text, "Get-Recipient")
    legacy_exchange_dn = Fact(text, "Get-Mailbox", key="legacyExchangeDN")
    email_addresses = Fact(words, "Get-Mailbox", key="EmailAddresses")
    grant_send_on_behalf_to = Fact(texts, "Get-Mailbox", key="GrantSendOnBehalfTo")
    external_email_address = Fact(text, "Get-MailUser", key="ExternalEmailAddress")
