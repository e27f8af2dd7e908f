"""Every real export that is at hand, read as a snapshot: what is understood, and each note that says what is not."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import pytest

from delegint.model.observed import Observed
from delegint.model.unknown import Unknown
from delegint.source.nodes import Node
from tests.linting import lint_text
from tests.snapshot.observing import SHARED, needs_shared, observe, rights, said

pytestmark = needs_shared

_UNKNOWN: Final = "No plugin knows an export with the properties "


def shared(tmp_path: Path, folder: str, side: str, pattern: str = "*") -> Observed:
    """A snapshot of the shared files of a folder."""
    for path in (SHARED / folder).rglob(pattern):
        if path.is_file() and not path.name.startswith("LICENSE"):
            target = tmp_path / "snapshot" / side / path.relative_to(SHARED / folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    return observe(tmp_path / "snapshot", {})


def in_short(observed: Observed) -> list[tuple[str, str, int, str]]:
    """The notes by file, without what all files have in common."""
    return [
        (Path(file).name.removesuffix(".clixml.xml"), code, line, message.removeprefix(_UNKNOWN))
        for code, line, message, file in said(observed)
    ]


def setting(observed: Observed, *path: str) -> object:
    """A fact of the environment; None where nothing is known."""
    node: Node | None = observed.environment()
    for key in path:
        node = None if node is None else node.get(key)
    return (
        None
        if node is None
        else node.value
        if not isinstance(node.value, list)
        else [item.value for item in node.items()]
    )


_IRM = (
    "Name, ServiceLocation, PublishingLocation, LicensingLocation, InternalLicensingEnabled, ExternalLicensingEnabled"
)
_GROUPS = "WellKnownName, WellKnownGuid, DistinguishedName, RawValue, SID"
_LOCAL = "Name, SID, PrincipalSource, ObjectClass, ToString"


def test_exchange_2016(tmp_path: Path) -> None:
    observed = shared(tmp_path, "css-exchange-clixml", "onprem", "E16-*")
    assert in_short(observed) == [
        ("E16-GetExchangeAdSchemaClass-dictionary", "SNP003", 2, "Path, Properties, ToString"),
        ("E16-GetExchangeWellKnownSecurityGroups", "SNP003", 2, _GROUPS),
        ("E16-GetIrmConfiguration", "SNP003", 2, _IRM),
        ("E16-GetLocalGroupMember", "SNP003", 2, _LOCAL),
    ]
    assert setting(observed, "organization", "exchange_server", "aclable_synced_object_enabled") is False
    assert setting(observed, "organization", "hybrid") is None
    assert setting(observed, "organization", "accepted_domains") == ["solo.com", "*.contoso.local", "*.com"]
    assert {
        Path(file.name).name.removesuffix(".clixml.xml"): file.records for file in observed.files if file.records
    } == {
        "E16-GetAcceptedDomain": 3,
        "E16-GetDynamicDistributionGroupPfMailboxes": 1,
        "E16-GetOrganizationConfig": 1,
    }


def test_exchange_2019(tmp_path: Path) -> None:
    observed = shared(tmp_path, "css-exchange-clixml", "onprem", "E19-*")
    monitoring = "ItemType, PropertyName, PropertyValue, HealthSetName, MonitoringItemName, TargetResource"
    processor = "__GENUS, __CLASS, __SUPERCLASS, __DYNASTY, __RELPATH, __PROPERTY_COUNT"
    assert in_short(observed) == [
        ("E19-GetExchangeWellKnownSecurityGroups", "SNP003", 2, _GROUPS),
        ("E19-GetGlobalMonitoringOverride", "SNP003", 2, monitoring),
        ("E19-GetIrmConfiguration", "SNP003", 2, _IRM),
        ("E19-GetLocalGroupMember", "SNP003", 2, _LOCAL),
        ("E19-Win32_Processor1-restarted-refids", "SNP003", 2, processor),
    ]
    assert setting(observed, "organization", "exchange_server", "aclable_synced_object_enabled") is False
    assert setting(observed, "organization", "hybrid") == "full"
    domains = setting(observed, "organization", "accepted_domains")
    assert isinstance(domains, list)
    assert set(domains) == {"solo.com", "*.contoso.local", "*.com", "*"}


@pytest.mark.parametrize(("release", "hybrid"), [("E16", Unknown), ("E19", str)])
def test_a_state_takes_its_organization_from_there(tmp_path: Path, release: str, hybrid: type) -> None:
    folder = SHARED / "css-exchange-clixml"
    exports = {f"onprem/{path.name}": path.read_bytes() for path in folder.glob(f"{release}-Get*")}
    report = lint_text("delegint: 1\nrecipients:\n  a@contoso.com: {}\n", exports=exports)
    assert report.state is not None
    organization = report.state.organization
    assert isinstance(organization.hybrid, hybrid)
    assert organization.exchange_server.aclable_synced_object_enabled is False
    assert {result.rule.code for result in report.results} <= {"SNP003"}


def test_bare_strings_are_no_export_of_a_cmdlet(tmp_path: Path) -> None:
    observed = shared(tmp_path, "css-exchange-clixml", "onprem", "Tls*")
    assert in_short(observed) == [("TlsCipherLocalPath-plain-strings", "SNP003", 2, "value")]


def test_no_file_of_exchange_is_left_out() -> None:
    names = [path.name for path in (SHARED / "css-exchange-clixml").glob("*.xml")]
    assert sorted({name[:3] for name in names}) == ["E16", "E19", "Tls"]


def test_the_settings_of_a_tenant_as_a_compliance_scanner_wrote_them(tmp_path: Path) -> None:
    observed = shared(tmp_path, "scubagear-json-csv", "exo")
    columns = "Control ID, Requirement, Result, Criticality, Details, OmittedEvaluationResult"
    assert in_short(observed) == [
        ("ActionPlan.csv", "SNP003", 2, columns),
        ("EXOReport.json", "SNP003", 2, "ReportSummary, Results, MetaData"),
        ("MockApplicationPermissions.json", "SNP003", 2, "ResourceDisplayName, RoleId, RoleDisplayName"),
        ("ScubaResults.csv", "SNP003", 2, columns),
    ]
    assert setting(observed, "organization", "accepted_domains") == [
        "tqhjy.onmicrosoft.com",
        "tqhjy.mail.onmicrosoft.com",
        "example.com",
        "subdomain.example.com",
        "sub.subdomain.example.com",
        "test365.tqhjy.dhs.gov",
        "testtesttest.test365.tqhjy.dhs.gov",
    ]
    assert setting(observed, "organization", "exchange_server") is None, "an absent switch is not a false one"


def test_what_the_cmdlets_of_exchange_online_write(tmp_path: Path) -> None:
    observed = shared(tmp_path, "exo-cmdlets-json", "exo")
    table = "Human-readable table cells of the same README (markdown escaping removed)"
    assert in_short(observed) == [
        ("exo-human-readable-cells.txt", "SNP003", 2, table),
        (
            "exo-human-readable-cells.txt",
            "SNP006",
            2,
            "5 rows have fewer cells than the header; what is missing counts as not exported",
        ),
    ]
    assert {Path(file.name).name: (file.cmdlet, file.records) for file in observed.files if file.cmdlet} == {
        "exo-cas-mailbox.json": ("Get-CASMailbox", 1),
        "exo-mailbox-permission.json": ("Get-MailboxPermission", 1),
        "exo-mailbox.json": ("Get-Recipient", 1),
        "exo-recipient-permission.json": ("Get-RecipientPermission", 1),
        "exo-recipient.json": ("Get-Recipient", 1),
    }
    assert len(observed.people) == 1
    assert observed.sides_of(0) == ("online",)
    assert rights(observed) == []
    assert observed.ignored == {"self": {"NT AUTHORITY\\SELF": 2}}


def test_who_delegates_to_whom_in_a_large_organization(tmp_path: Path) -> None:
    observed = shared(tmp_path, "enterprise-delegation-graph", "onprem")
    strangers = "m00410@d15.example, m00544@d16.example, m01585@d15.example and 9 more"
    assert in_short(observed) == [
        ("enterprise-delegation-pseudonymised.csv", "SNP006", 225, "68 rows repeat an earlier one of the same meaning"),
        (
            "enterprise-delegation-pseudonymised.csv",
            "SNP006",
            398,
            f"12 trustees are no recipient of the snapshot: {strangers}",
        ),
    ]
    assert (len(observed.people), len(observed.rows)) == (10_224, 6_025)
    assert {kind for kind, *_ in rights(observed)} <= {"full_access", "send_as", "send_on_behalf", "unspecified"}


def test_the_configuration_of_an_entra_connect_server(tmp_path: Path) -> None:
    observed = shared(tmp_path, "entra-connect-server-configuration", "sync")
    assert said(observed) == []
    [engine] = [name for name, _ in observed.environment().get("entra_sync").entries()]  # type: ignore[union-attr]
    assert setting(observed, "entra_sync", engine, "exchange_hybrid_writeback") is True
    assert setting(observed, "entra_sync", engine, "version") == "1.1.130.0"
    assert setting(observed, "entra_sync", engine, "staging") is False
