"""SNP004: what is declared and the snapshot sees otherwise; intent, defaults and other spellings do not contradict."""

from __future__ import annotations

from typing import Any

import pytest

from tests.linting import lint_text
from tests.snapshot.observing import ANNELIES, ILSE, KARL, lines, recipient

TAIL = "observed here"


def contradictions(recipients: str, *records: dict[str, Any], side: str = "exo", more: str = "") -> list[str]:
    """The findings as place and message."""
    state = f"delegint: 1\nrecipients:\n{recipients}{more}"
    report = lint_text(state, select=["SNP004"], exports={f"{side}/a.jsonl": lines(*records)})
    for result in report.results:
        assert [related.message for related in result.finding.related] == [TAIL]
        assert (
            result.finding.fix
            == "Correct the declaration, or make the change in the tenant and take the snapshot again"
        )
    return [
        f"{result.finding.place.line}:{result.finding.place.column} {result.finding.message}"
        for result in report.results
    ]


MAILBOX = recipient(ANNELIES, "annelies", hidden=True)


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        (
            "home: on_premises",
            "3:32 home of annelies@contoso.com is declared as on_premises, but the snapshot says online",
        ),
        (
            "type: SharedMailbox",
            "3:32 type of annelies@contoso.com is declared as SharedMailbox, but the snapshot says UserMailbox",
        ),
        (
            "hidden_from_address_lists: false",
            "3:53 hidden_from_address_lists of annelies@contoso.com is declared as false, but the snapshot says true",
        ),
    ],
)
def test_a_scalar(declared: str, said: str) -> None:
    assert contradictions(f"  annelies@contoso.com: {{{declared}}}\n", MAILBOX) == [said]


@pytest.mark.parametrize(
    "declared",
    [
        "home: online", "home: ONLINE", "type: usermailbox", "hidden_from_address_lists: true", "{}", "licenses: [E3]",
        "home: [online]", "sync_engine: x", "account_enabled: true",
    ],
)  # fmt: skip
def test_the_same_another_spelling_or_something_that_the_snapshot_does_not_say(declared: str) -> None:
    fields = declared if declared == "{}" else f"{{{declared}}}"
    assert contradictions(f"  annelies@contoso.com: {fields}\n", MAILBOX) == []


def test_a_type_that_is_not_declared_is_no_user_mailbox_in_spite_of_the_snapshot() -> None:
    assert (
        contradictions("  annelies@contoso.com: {home: online}\n", recipient(ANNELIES, "annelies", rtd="SharedMailbox"))
        == []
    )


@pytest.mark.parametrize(
    ("declared", "seen", "side", "number"),
    [
        ("RemoteUserMailbox", "UserMailbox", "exo", 0),
        ("UserMailbox", "RemoteUserMailbox", "onprem", 0),
        ("RemoteUserMailbox", "RemoteUserMailbox", "onprem", 0),
        ("RemoteSharedMailbox", "SharedMailbox", "exo", 0),
        ("RemoteUserMailbox", "SharedMailbox", "exo", 1),
        ("SharedMailbox", "RemoteUserMailbox", "onprem", 1),
    ],
)
def test_a_remote_mailbox_is_a_mailbox_seen_from_the_other_side(
    declared: str, seen: str, side: str, number: int
) -> None:
    record = recipient(ANNELIES, "annelies", rtd=seen)
    assert len(contradictions(f"  annelies@contoso.com: {{type: {declared}}}\n", record, side=side)) == number


def test_the_recipient_is_found_by_an_alias() -> None:
    found = contradictions(
        "  a.bulkens@contoso.com: {home: on_premises, aliases: [x@contoso.com, Annelies@Contoso.com]}\n", MAILBOX
    )
    assert found == ["3:33 home of a.bulkens@contoso.com is declared as on_premises, but the snapshot says online"]


GROUP = (
    recipient(ANNELIES, "team", rtd="MailUniversalSecurityGroup"),
    recipient(ILSE, "ilse"),
    recipient(KARL, "karl"),
    {"k": "group-member", "on": ANNELIES, "guid": ILSE},
    {"k": "group-member", "on": ANNELIES, "guid": KARL},
    {"k": "covered", "on": ANNELIES, "of": "group-member"},
)


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ("[karl@contoso.com, ILSE@contoso.com]", []),
        ("[ilse@contoso.com]", ["the snapshot adds karl@contoso.com"]),
        ("[]", ["the snapshot adds ilse@contoso.com, karl@contoso.com"]),
        ("[ilse@contoso.com, karl@contoso.com, bob@contoso.com]", ["the snapshot lacks bob@contoso.com"]),
        (
            "[a@x.com, b@x.com, c@x.com, d@x.com, ilse@contoso.com]",
            ["the snapshot lacks a@x.com, b@x.com, c@x.com and 1 more and adds karl@contoso.com"],
        ),
    ],
)
def test_members_are_a_list_that_the_snapshot_has_whole(members: str, said: list[str]) -> None:
    found = contradictions(f"  team@contoso.com: {{type: MailUniversalSecurityGroup, members: {members}}}\n", *GROUP)
    assert [message.partition(", but ")[2] for message in found] == said
    assert all(message.startswith("3:65 members of team@contoso.com is declared as ") for message in found)


def test_an_empty_group() -> None:
    group = (
        recipient(ANNELIES, "team", rtd="MailUniversalSecurityGroup"),
        {"k": "covered", "on": ANNELIES, "of": "group-member"},
    )
    found = contradictions(
        "  team@contoso.com: {type: MailUniversalSecurityGroup, members: [bob@contoso.com]}\n", *group
    )
    assert found == [
        "3:65 members of team@contoso.com is declared as bob@contoso.com, but the snapshot lacks bob@contoso.com"
    ]


def test_a_nested_mapping() -> None:
    user = {
        "k": "cs-user",
        "sip": "sip:annelies@contoso.com",
        "upn": "annelies@contoso.com",
        "registrarPool": "one.contoso.com",
    }
    state = (
        "  annelies@contoso.com: {lync: {registrar_pool: two.contoso.com, sip_address: 'SIP:Annelies@contoso.com'}}\n"
    )
    pool = "lync.registrar_pool of annelies@contoso.com"
    message = f"{pool} is declared as two.contoso.com, but the snapshot says one.contoso.com"
    assert contradictions(state, user, side="onprem") == [f"3:49 {message}"]


def test_a_number_is_the_same_with_and_without_its_scheme() -> None:
    user = {"UserPrincipalName": "annelies@contoso.com", "LineUri": "tel:+3225550100", "TeamsCallingPolicy": None}
    state = "  annelies@contoso.com: {teams: {number: '+3225550100'}}\n"
    assert contradictions(state, user, side="exo") == []
    assert len(contradictions(state.replace("0100", "0199"), user, side="exo")) == 1


def test_policies_of_a_person_are_intent_and_drift() -> None:
    user = {
        "k": "cs-user",
        "sip": "sip:annelies@contoso.com",
        "upn": "annelies@contoso.com",
        "clientPolicy": "Other",
        "enabled": True,
    }
    state = "  annelies@contoso.com: {lync: {client_policy: Executives, enabled: false}}\n"
    [found] = contradictions(state, user, side="onprem")
    assert found.endswith("enabled of annelies@contoso.com is declared as false, but the snapshot says true")


def test_facts_of_the_organization_and_of_the_engine() -> None:
    records = (
        {"k": "organization", "name": "Contoso", "aclable": False},
        {"k": "accepted-domain", "domain": "contoso.com", "type": "Authoritative"},
        {"k": "sync-setting", "name": "Microsoft.OptionalFeature.HybridExchange", "value": "False"},
    )
    state = """\
organization: {accepted_domains: [CONTOSO.com, fabrikam.com], exchange_server: {aclable_synced_object_enabled: true}}
entra_sync: {main: {engine: connect, exchange_hybrid_writeback: true}}
"""
    switch = "exchange_server.aclable_synced_object_enabled of organization"
    domains = "accepted_domains of organization is declared as CONTOSO.com, fabrikam.com"
    assert contradictions("  a@contoso.com: {}\n", *records, side="onprem", more=state) == [
        f"4:34 {domains}, but the snapshot lacks fabrikam.com",
        f"4:112 {switch} is declared as true, but the snapshot says false",
        "5:65 exchange_hybrid_writeback of entra_sync.main is declared as true, but the snapshot says false",
    ]
