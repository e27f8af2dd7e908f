"""What every mailbox carries is no grant; what looks like it, and is one, is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from delegint.schema.snapshots import NOISE_KINDS
from delegint.snapshot.noise import NOISE, OTHERS, SYSTEM_MAILBOXES, Noise
from tests.snapshot.observing import (
    ANNELIES,
    DOMAIN_SID,
    ILSE,
    PEOPLE,
    ROOM,
    full_access,
    lines,
    observe,
    recipient,
    rights,
    total,
)

FOREST = "CN=ilse,OU=contoso,OU=Microsoft Exchange Hosted Organizations,DC=XYZ01A001,DC=PROD,DC=OUTLOOK,DC=COM"


@pytest.mark.parametrize(
    ("written", "sid", "kind"),
    [
        ("NT AUTHORITY\\SELF", "", "self"),
        ("nt authority\\self", "", "self"),
        ("NT-AUTORITÄT\\SELBST", "", "self"),
        ("NT AUTHORITY\\SELBST", "", "self"),
        ("AUTORITE NT\\SELF", "", "self"),
        ("whatever it is called", "S-1-5-10", "self"),
        ("S-1-5-10", "", "self"),
        ("NT AUTHORITY\\SYSTEM", "", "system"),
        ("NT AUTHORITY\\NETWORK", "", "system"),
        ("NT-AUTORITÄT\\Netzwerkdienst", "", "system"),
        ("NT AUTHORITY\\ENTERPRISE DOMAIN CONTROLLERS", "", "system"),
        ("", "S-1-5-18", "system"),
        ("", "S-1-5-19", "system"),
        ("", "S-1-5-20", "system"),
        ("", "S-1-5-9", "system"),
        ("", "S-1-3-0", "system"),
        ("CREATOR OWNER", "", "system"),
        ("ERSTELLER-BESITZER", "", "system"),
        ("NT INSTANS\\SJÄLV", "", "self"),
        ("", "S-1-5-32-544", "builtin"),
        ("BUILTIN\\Administrators", "", "builtin"),
        ("VORDEFINIERT\\Administratoren", "", "builtin"),
        ("BUILTIN\\Администраторы", "", "builtin"),
        ("CONTOSO\\Exchange Servers", "", "exchange-groups"),
        ("CONTOSO\\Exchange Trusted Subsystem", "", "exchange-groups"),
        ("CONTOSO\\Managed Availability Servers", "", "exchange-groups"),
        ("contoso.com/Microsoft Exchange Security Groups/Exchange Servers", "", "exchange-groups"),
        ("CONTOSO\\$D31000-NSEL5BRJ63V7", "", "exchange-groups"),
        ("CONTOSO\\RTCUniversalUserAdmins", "", "skype-groups"),
        ("CONTOSO\\RTCComponentUniversalServices", "", "skype-groups"),
        ("CONTOSO\\CSAdministrator", "", "skype-groups"),
        ("CONTOSO\\CSVoiceAdministrator", "", "skype-groups"),
        ("EURPR07A005\\Domain Admins", "", "internal"),
        ("NAMPR09A006\\Organization Management", "", "internal"),
        ("PRDTSB01\\JitUsers", "", "internal"),
        ("EURPR07A005\\ExchangeServiceAdmins_12345", "", "internal"),
        ("SOMEWHERE\\TenantAdmins_a1b2c", "", "internal"),
        ("Owner@local", "", "group-owners"),
        ("Member@local", "", "group-owners"),
    ],
)
def test_no_grant_even_where_it_stands_on_the_mailbox_itself(written: str, sid: str, kind: str) -> None:
    assert Noise().verdict(written, sid, by_itself=True) == kind
    assert Noise().verdict(written, sid, by_itself=False) == kind


@pytest.mark.parametrize(
    ("written", "sid", "kind"),
    [
        *((f"{DOMAIN_SID}-{rid}", "", "administrators") for rid in (498, 500, 512, 516, 518, 519)),
        ("whoever", f"{DOMAIN_SID}-512", "administrators"),
        ("CONTOSO\\Domain Admins", "", "administrators"),
        ("CONTOSO\\Domänen-Admins", "", "administrators"),
        ("CONTOSO\\Organisations-Admins", "", "administrators"),
        ("CONTOSO\\Administrator", "", "administrators"),
        ("CONTOSO\\Organization Management", "", "exchange-groups"),
        ("CONTOSO\\Help Desk", "", "exchange-groups"),
        ("CONTOSO\\Discovery Management", "", "exchange-groups"),
        ("CONTOSO\\Exchange View-Only Administrators", "", "exchange-groups"),
        ("Help Desk", "", "exchange-groups"),
    ],
)
def test_inherited_and_denying_entries_of_administrators_are_noise_and_explicit_ones_are_not(
    written: str, sid: str, kind: str
) -> None:
    assert Noise().verdict(written, sid, by_itself=False) == kind
    assert Noise().verdict(written, sid, by_itself=True) == ""


@pytest.mark.parametrize(
    ("written", "sid"),
    [
        ("ilse@contoso.com", ""),
        ("CONTOSO\\ilse", f"{DOMAIN_SID}-1105"),
        ("CONTOSO\\helpdesk", ""),
        ("Administrators", ""),
        ("CSAdministrator", ""),
        ("SELF", ""),
        ("CONTOSO\\SELF", ""),
        ("CONTOSO\\SYSTEM", ""),
        ("administrator@contoso.com", ""),
        ("CONTOSO\\CREATOR OWNER", ""),
        ("CONTOSO\\Exchange Servers Berlin", ""),
        ("CONTOSO\\RTC Fans", ""),
        ("", f"{DOMAIN_SID}-513"),
        ("Domain Users", f"{DOMAIN_SID}-513"),
        ("Everyone", "S-1-1-0"),
        ("NT AUTHORITY\\Authenticated Users", "S-1-5-11"),
        ("NT AUTHORITY\\ANONYMOUS LOGON", "S-1-5-7"),
        ("NULL SID", "S-1-0-0"),
        ("S-1-5-21-1-2-3-1512", ""),
        ("S-1-5-110", ""),
        ("EURPR07\\ilse", ""),
        ("local@owner.com", ""),
        ("", ""),
    ],
)
@pytest.mark.parametrize("by_itself", [True, False])
def test_everybody_else_counts(written: str, sid: str, by_itself: bool) -> None:
    noise = Noise()
    assert noise.verdict(written, sid, by_itself=by_itself) == ""
    assert noise.ignored == {}


def test_sid_goes_before_the_name() -> None:
    assert Noise().verdict("CONTOSO\\ilse", "s-1-5-10", by_itself=True) == "self"


def test_groups_of_exchange_by_the_sids_of_the_snapshot_and_forests_by_its_names() -> None:
    noise = Noise((), [f"{DOMAIN_SID}-1117"], ["xyz01a001"])
    assert noise.verdict("CONTOSO\\Austauschserver", f"{DOMAIN_SID}-1117", by_itself=False) == "exchange-groups"
    assert noise.verdict("CONTOSO\\Austauschserver", f"{DOMAIN_SID}-1118", by_itself=False) == ""
    assert noise.verdict("XYZ01A001\\anybody", "", by_itself=True) == "internal"
    assert noise.verdict("XYZ01A002\\anybody", "", by_itself=True) == ""


@pytest.mark.parametrize(
    ("rights_of", "kind"),
    [
        ((), "no-rights"),
        (("None",), "no-rights"),
        (("ReadPermission",), "no-rights"),
        (("ExternalAccount", " readpermission "), "no-rights"),
        (("FullAccess", "ReadPermission"), ""),
        (("ChangePermission",), ""),
    ],
)
def test_rights_that_open_nothing(rights_of: tuple[str, ...], kind: str) -> None:
    assert Noise().gives_nothing(rights_of) == kind


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/Recoverable Items/Deletions", "system-folders"),
        ("Calendar Logging", "system-folders"),
        ("\\Contacts\\GAL Contacts", "system-folders"),
        ("/Kontakte/{A9E2BC46-B3A0-4243-B315-60D991004455}", "system-folders"),
        ("/Kontakte/{06967759-274D-40B2-A3EB-D7F9E73727D7}/x", "system-folders"),
        ("Calendar", ""),
        ("/Kontakte", ""),
        ("/Kontakte/{Klanten}", ""),
        ("/Versions of the contract", ""),
    ],
)
def test_folders_that_no_user_opens(path: str, kind: str) -> None:
    assert Noise().folder(path) == kind


@pytest.mark.parametrize(
    ("kind", "name", "found"),
    [
        *((kind, "legal@contoso.com", "system-mailboxes") for kind in sorted(SYSTEM_MAILBOXES)),
        (None, "SystemMailbox{e0dc1c29-89c3-4034-b678-e6c29d823ed9}@contoso.com", "system-mailboxes"),
        (None, "HealthMailbox0a1b2c@contoso.com", "system-mailboxes"),
        (None, "Migration.8f3e7716-2011-43e4-96b1-aba62d229136@contoso.com", "system-mailboxes"),
        (None, "DiscoverySearchMailbox{D919BA05-46A6-415f-80AD-7E09334BB852}@contoso.com", "system-mailboxes"),
        ("UserMailbox", "migration.team@contoso.com", ""),
        (None, "health@contoso.com", ""),
        (None, "", ""),
    ],
)
def test_mailboxes_that_are_nobodys(kind: str | None, name: str, found: str) -> None:
    assert Noise().mailbox(kind, name) == found


@pytest.mark.parametrize("kind", sorted(NOISE))
def test_every_kind_can_be_shown_and_then_counts_as_a_grant(kind: str) -> None:
    noise = Noise([kind])
    answers = {
        "self": noise.verdict("", "S-1-5-10", by_itself=True),
        "system": noise.verdict("", "S-1-5-18", by_itself=True),
        "builtin": noise.verdict("", "S-1-5-32-544", by_itself=True),
        "administrators": noise.verdict("", f"{DOMAIN_SID}-512", by_itself=False),
        "exchange-groups": noise.verdict("CONTOSO\\Exchange Servers", "", by_itself=True),
        "skype-groups": noise.verdict("CONTOSO\\CSAdministrator", "", by_itself=True),
        "internal": noise.verdict("PRDTSB01\\JitUsers", "", by_itself=True),
        "group-owners": noise.verdict("Owner@local", "", by_itself=True),
        "no-rights": noise.gives_nothing(("None",)),
        "system-folders": noise.folder("/Deletions"),
        "system-mailboxes": noise.mailbox("DiscoveryMailbox", "x"),
    }
    assert set(answers) == set(NOISE)
    assert answers == {name: "" if name == kind else name for name in answers}
    assert kind not in noise.ignored


def test_names_are_counted_each_up_to_a_limit() -> None:
    noise = Noise()
    for number in range(600):
        noise.verdict(f"S-1-5-32-{number}", "", by_itself=True)
    noise.verdict("S-1-5-32-0", "", by_itself=True)
    assert len(noise.ignored["builtin"]) == 501
    assert noise.ignored["builtin"]["S-1-5-32-0"] == 2
    assert noise.ignored["builtin"][OTHERS] == 100


def test_what_a_snapshot_counts_and_what_it_keeps(tmp_path: Path) -> None:
    self_entry = {"user": "NT AUTHORITY\\SELF", "sid": "S-1-5-10"}
    entries = lines(
        full_access(ANNELIES, **self_entry),
        full_access(ILSE, **self_entry),
        full_access(ANNELIES, "XYZ01A001\\Administrators", deny=True, inherited=True),
        full_access(ANNELIES, "CONTOSO\\Domain Admins", inherited=True),
        full_access(ANNELIES, "CONTOSO\\Domain Admins"),
        full_access(ANNELIES, "ilse@contoso.com", "ReadPermission"),
        full_access(ANNELIES, "ilse@contoso.com"),
        full_access(ROOM, "ilse@contoso.com"),
        {"k": "folder-permission", "on": ANNELIES, "path": "/Purges", "user": "ilse", "rights": ["Owner"]},
    )
    found = PEOPLE + lines(
        recipient(ROOM, "discovery", rtd="DiscoveryMailbox", dn=FOREST.replace("ilse", "discovery")),
    )
    observed = observe(tmp_path, {"exo/all.jsonl": found + entries})
    assert rights(observed) == [
        ("full_access", "online", "annelies@contoso.com", "-1: CONTOSO\\Domain Admins", "FullAccess"),
        ("full_access", "online", "annelies@contoso.com", "ilse@contoso.com", "FullAccess"),
    ]
    assert observed.ignored == {
        "self": {"NT AUTHORITY\\SELF": 2},
        "internal": {"XYZ01A001\\Administrators": 1},
        "administrators": {"CONTOSO\\Domain Admins": 1},
        "no-rights": {"ReadPermission": 1},
        "system-mailboxes": {"discovery@contoso.com": 1},
        "system-folders": {"Purges": 1},
    }


def test_a_grant_on_a_system_mailbox_does_not_hide_the_same_grant_on_another(tmp_path: Path) -> None:
    entries = (
        full_access(ROOM, "ilse@contoso.com"),
        full_access(ANNELIES, "ilse@contoso.com"),
        {"k": "covered", "on": ROOM, "of": "mailbox-permission"},
    )
    found = PEOPLE + lines(recipient(ROOM, "discovery", rtd="DiscoveryMailbox"))
    observed = observe(tmp_path, {"exo/people.jsonl": found, "exo/rights.jsonl": lines(*entries)})
    assert rights(observed) == [("full_access", "online", "annelies@contoso.com", "ilse@contoso.com", "FullAccess")]
    assert observed.ignored == {"system-mailboxes": {"discovery@contoso.com": 1}}


@pytest.mark.parametrize("explicit", [True, False])
def test_the_same_noise_on_a_thousand_mailboxes_is_counted_to_the_last(tmp_path: Path, explicit: bool) -> None:
    guids = [f"00000000-0000-0000-0000-{number:012d}" for number in range(1, 1001)]
    found = [recipient(guid, f"user{guid[-4:]}") for guid in guids]
    entries = [
        record
        for guid in guids
        for record in (
            full_access(guid, "NT AUTHORITY\\SELF", sid="S-1-5-10"),
            full_access(guid, "CONTOSO\\Domain Admins", deny=True, inherited=True),
            *([{"k": "covered", "on": guid, "of": "mailbox-permission"}] if explicit else []),
        )
    ]
    observed = observe(tmp_path, {"exo/people.jsonl": lines(*found), "exo/rights.jsonl": lines(*entries)})
    assert observed.rows == []
    assert observed.ignored == {
        "self": {"NT AUTHORITY\\SELF": 1000},
        "administrators": {"CONTOSO\\Domain Admins": 1000},
    }
    assert total(observed.ignored) == {"administrators": 1000, "self": 1000}
    assert {file.name: file.records for file in observed.files} == {
        "export/exo/people.jsonl": 1000,
        "export/exo/rights.jsonl": 2000,
    }
    assert len(observed.covered["full_access/online"]) == 1000


def test_the_schema_of_a_prepared_snapshot_lists_every_kind_of_noise() -> None:
    assert tuple(NOISE) == NOISE_KINDS
