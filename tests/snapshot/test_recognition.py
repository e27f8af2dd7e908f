"""Which cmdlet and which side an export is of, told by what is in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from delegint.snapshot.exports import Export, Exports
from delegint.snapshot.sides import side_of_folder, side_of_record
from delegint.snapshot.values import Value
from tests.linting import everything
from tests.snapshot.observing import ANNELIES, ILSE, lines, observe, people, recipient, rights, said, table


@pytest.mark.parametrize(
    ("columns", "cmdlet"),
    [
        ("Identity User AccessRights Deny IsInherited", "Get-MailboxPermission"),
        (" identity  USER accessrights ", "Get-MailboxPermission"),
        ("Identity Trustee AccessControlType AccessRights", "Get-RecipientPermission"),
        ("Identity User AccessRights ExtendedRights Deny", "Get-ADPermission"),
        ("Identity FolderName User AccessRights", "Get-MailboxFolderPermission"),
        ("Identity ResourceDelegates AutomateProcessing", "Get-CalendarProcessing"),
        ("Guid PrimarySmtpAddress RecipientTypeDetails", "Get-Recipient"),
        ("Guid PrimarySmtpAddress RecipientTypeDetails GrantSendOnBehalfTo", "Get-Mailbox"),
        ("Guid PrimarySmtpAddress RecipientTypeDetails RemoteRoutingAddress GrantSendOnBehalfTo", "Get-RemoteMailbox"),
        ("DistinguishedName ObjectGUID ObjectClass Name", "Get-ADObject"),
        ("Name ACLableSyncedObjectEnabled", "Get-OrganizationConfig"),
        ("Features Domains", "Get-HybridConfiguration"),
        ("DomainName DomainType", "Get-AcceptedDomain"),
        ("Identity Status MigrationType", "Get-MigrationBatch"),
        ("Identity BatchId Status", "Get-MigrationUser"),
        ("EmailAddress TargetDatabase BadItemLimit", "New-MigrationBatch"),
        ("Mailbox Delegate Permission", "Find-MailboxDelegates"),
        ("Colour Shape", ""),
        ("", ""),
    ],
)
def test_properties_tell_the_cmdlet(columns: str, cmdlet: str) -> None:
    export = everything()[0].exports().recognize(columns.split(" "))
    assert (export.cmdlet if export else "") == cmdlet


def test_what_needs_most_wins_and_what_refuses_a_property_does_not() -> None:
    one, two = Export("Get-One", (("A",),)), Export("Get-Two", (("A", "B"), ("C",)), refuses=("D",))
    exports = Exports([one, two])
    assert exports.recognize(["a", "c"]) is two
    assert exports.recognize(["a", "c", "d"]) is one
    assert exports.recognize(["b", "C"]) is two
    assert exports.recognize(["c"]) is None
    assert exports.recognize(["a", "c"], [one]) is one
    assert exports.recognize(["c"], [one]) is None
    assert list(exports) == [one, two]


def test_cmdlets_and_kinds_by_name() -> None:
    one, same, other = Export("Get-One", (), kind="one"), Export("Get-One", ()), Export("Get-Other", (), kind="one")
    exports = Exports([one, same, other])
    assert exports.of_cmdlet(" GET-one ") == [one, same]
    assert exports.of_kind("one") is one
    assert exports.of_kind("two") is None


def test_only_an_export_can_be_registered() -> None:
    with pytest.raises(TypeError, match="register takes an Export, not 'Get-Mailbox'"):
        Exports(["Get-Mailbox"])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("parts", "side"),
    [
        (("OnPrem",), "on_premises"),
        (("2026", "Exchange-Online", "x"), "online"),
        (("cloud", "onprem"), "online"),
        (("contoso", "exports"), ""),
        ((), ""),
    ],
)
def test_folders_that_name_a_side(parts: tuple[str, ...], side: str) -> None:
    assert side_of_folder(parts) == side


@pytest.mark.parametrize(
    ("values", "side"),
    [
        ({"Identity": "contoso.com/Users/Alice"}, "on_premises"),
        ({"Identity": {"ToString": "contoso.com/Users/Alice"}}, "on_premises"),
        ({"Identity": "alice", "User": "CONTOSO\\bob"}, "on_premises"),
        ({"Identity": "alice", "Trustee": "CONTOSO\\bob"}, "on_premises"),
        ({"Identity": "alice", "User": "EURPR07A005\\Administrators"}, "online"),
        ({"DistinguishedName": "CN=a,OU=x,DC=EURPR07A005,DC=PROD,DC=OUTLOOK,DC=COM"}, "online"),
        ({"LegacyExchangeDN": "/o=ExchangeLabs/ou=x/cn=a"}, "online"),
        ({"Identity": "alice", "UserSid": "S-1-5-21-1-2-3-4"}, "online"),
        ({"Identity": "alice", "UserSid": ""}, ""),
        ({"Identity": "alice", "UserSid": None}, ""),
        ({"Identity": "Alice", "User": "NT AUTHORITY\\SELF"}, ""),
        ({"Identity": "Alice", "User": "VORDEFINIERT\\Administratoren"}, ""),
        ({"Identity": "alice@contoso.com/x", "User": "bob@contoso.com"}, ""),
        ({"Identity": 5, "User": ["CONTOSO\\bob"]}, ""),
        ({}, ""),
    ],
)
def test_forms_of_names_tell_the_side(values: dict[str, Value], side: str) -> None:
    assert side_of_record(values) == side


def test_an_export_of_nobody_knows_which_side_is_not_read(tmp_path: Path) -> None:
    message = "Nothing tells whether this export is of the on-premises side or of Exchange Online"
    mailboxes = table(
        ("Guid", "PrimarySmtpAddress", "RecipientTypeDetails"), (ANNELIES, "annelies@contoso.com", "UserMailbox")
    )
    found = {
        "a.csv": mailboxes,
        "b.jsonl": lines(recipient(ILSE, "ilse"), {"k": "send-as", "on": ILSE, "trustee": "x"}),
    }
    observed = observe(tmp_path, found)
    assert said(observed) == [("SNP003", 1, message, "export/a.csv"), ("SNP003", 1, message, "export/b.jsonl")]
    assert rights(observed) == []
    assert list(people(observed)) == ["ilse@contoso.com"]


def test_an_export_that_nobody_knows_is_not_read(tmp_path: Path) -> None:
    observed = observe(
        tmp_path,
        {"exo/a.csv": "Colour,Shape\nred,round\n", "exo/b.json": '[{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7}]'},
    )
    assert said(observed) == [
        ("SNP003", 2, "No plugin knows an export with the properties Colour, Shape", "export/exo/a.csv"),
        ("SNP003", 1, "No plugin knows an export with the properties a, b, c, d, e, f", "export/exo/b.json"),
    ]
    assert observed.people == []
    assert [(file.carrier, file.cmdlet, file.records) for file in observed.files] == [("csv", "", 0), ("json", "", 0)]


def test_the_manifest_tells_the_cmdlet_where_several_fit(tmp_path: Path) -> None:
    manifest = (
        '{"delegint_snapshot":1,"side":"online","ended":"x","files":[{"path":"a.csv","cmdlet":"Get-EXOMailbox"}]}'
    )
    mailboxes = table(("Guid", "PrimarySmtpAddress"), (ANNELIES, "annelies@contoso.com"))
    observed = observe(tmp_path / "with", {"a.csv": mailboxes, "manifest.json": manifest})
    assert [file.cmdlet for file in observed.files] == ["Get-EXOMailbox", ""]
    assert observed.people == ["annelies@contoso.com"]
    assert [code for code, *_ in said(observe(tmp_path / "without", {"exo/a.csv": mailboxes}))] == ["SNP003"]
