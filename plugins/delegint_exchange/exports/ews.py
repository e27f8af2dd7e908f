"""Who may use EWS: Get-CASMailbox and Get-PartnerApplication, and the same switches of the organization."""

from __future__ import annotations

from typing import Final

from delegint.api import EWS_ACCESS_POLICIES, Export, Fact, Keys, Row, Sink

_APPLICATIONS: Final = ("organization", "exchange_server", "partner_applications")
_POLICIES: Final = {policy.casefold(): policy for policy in EWS_ACCESS_POLICIES}
_LISTS: Final = {"allow_list": "EwsAllowList", "block_list": "EwsBlockList"}
_PROTOCOLS: Final = ("OWAEnabled", "ECPEnabled", "MAPIEnabled", "ActiveSyncEnabled", "ImapEnabled", "PopEnabled")


def read_access(row: Row) -> dict[str, Fact]:
    """Whether EWS may be used, and by which applications, as far as it is stated.

    A blank switch or policy states nothing. A blank list is an empty one where a policy refers to the lists, and else
    one that nobody has thought of.

    Parameters:
        row: a mailbox or the organization.

    Source: Set-CASMailbox and Set-OrganizationConfig, EwsApplicationAccessPolicy.
    """
    policy = _POLICIES.get((row.text("EwsApplicationAccessPolicy") or "").strip().casefold())
    stated: dict[str, Fact] = {
        "enabled": row.flag("EwsEnabled", "ewsEnabled"),
        "application_access_policy": policy,
    }
    for key, name in _LISTS.items():
        listed = row.texts(name) if row.has(name) else None
        if listed is not None and (listed or policy):
            stated[key] = list(listed)
    return {key: value for key, value in stated.items() if value is not None}


def read_cas_mailbox(row: Row, sink: Sink) -> None:
    """The protocols of a mailbox: of these, EWS.

    Source: Get-CASMailbox.
    """
    keys = Keys(
        guid=row.guid("Guid"),
        edoid=row.guid("ExternalDirectoryObjectId"),
        dn=row.text("DistinguishedName"),
        legacy_dn=row.text("LegacyExchangeDN"),
        sam=row.text("SamAccountName"),
        smtp=row.text("PrimarySmtpAddress"),
        proxies=row.texts("EmailAddresses", expect="proxy address") or (),
        name=row.text("Name"),
        display_name=row.text("DisplayName"),
    )
    facts = {f"ews.{key}": value for key, value in read_access(row).items()}
    if any(keys):
        source = "online" if sink.side == "online" else "exchange"
        sink.person(row.line, source, keys, facts=facts, on_side=False)


def read_partner_application(row: Row, sink: Sink) -> None:
    """An application that the servers on-premises let act for others; which roles it has, another cmdlet tells.

    Source: Get-PartnerApplication.
    """
    application = row.guid("ApplicationIdentifier") or row.text("ApplicationIdentifier")
    if application is not None and sink.side != "online":
        entry = {"application_id": application, "enabled": row.flag("Enabled")}
        sink.setting(row.line, _APPLICATIONS, [entry])


EXPORTS: Final = (
    Export(
        "Get-CASMailbox",
        (("EwsEnabled", "EwsApplicationAccessPolicy"), ("PrimarySmtpAddress", "SamAccountName", *_PROTOCOLS)),
        describe=read_cas_mailbox,
        refuses=("RecipientTypeDetails", "ACLableSyncedObjectEnabled", "EwsAllowedAppIDs"),
    ),
    Export(
        "Get-PartnerApplication",
        (("ApplicationIdentifier",), ("Enabled",)),
        describe=read_partner_application,
        sided=False,
    ),
)
