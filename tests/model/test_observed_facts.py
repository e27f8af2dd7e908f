"""What a snapshot adds to a state: people, aliases, homes, members and settings that nobody has declared."""

from __future__ import annotations

from typing import Any

import pytest

from delegint.engine.lint import Report
from delegint.model.unknown import Unknown
from tests.linting import found_in, gaps_in, lint_text
from tests.snapshot.observing import ANNELIES, ILSE, KARL, ROOM, lines, recipient


def linted(
    state: str, *records: dict[str, Any], side: str = "exo", select: tuple[str, ...] = (), **more: Any
) -> Report:
    """The report on a state with a snapshot of one file."""
    exports = {f"{side}/a.jsonl": lines(*records)} if records else {}
    for name, listed in more.items():
        exports[f"{name}/b.jsonl"] = lines(*listed)
    return lint_text(f"delegint: 1\n{state}", select=select, exports=exports)


def found(report: Report) -> list[str]:
    """Findings in short."""
    return [f"{expected.place} {expected.code} {expected.severity}" for expected in found_in(report)]


SEND_AS = """\
recipients:
  invoices@contoso.com: {type: SharedMailbox}
delegations:
  invoices@contoso.com:
    send_as: {ilse@contoso.com: {sides: [on_premises]}}
"""
INVOICES = recipient(ANNELIES, "invoices", rtd="SharedMailbox")
ONLINE = recipient(ILSE, "ilse", proxies=["SMTP:ilse@contoso.com", "smtp:i.peeters@contoso.com"])


def test_a_trustee_whom_only_the_snapshot_knows_is_somebody() -> None:
    assert found(linted(SEND_AS, select=("FMT",))) == ["6:15 FMT010 error"]
    assert found(linted(SEND_AS, INVOICES, ONLINE, select=("FMT",))) == []


@pytest.mark.parametrize("written", ["i.peeters@contoso.com", "I.Peeters@Contoso.com", "smtp:ilse@contoso.com"])
def test_an_alias_that_only_the_snapshot_knows(written: str) -> None:
    report = linted(SEND_AS.replace("ilse@contoso.com", f'"{written}"'), INVOICES, ONLINE, select=("FMT",))
    assert found(report) == []
    assert report.state is not None
    [grant] = report.state.mailboxes[0].grants
    assert str(grant.trustee) == "ilse@contoso.com"
    assert grant.trustee.declared is False
    assert grant.trustee.known is True


def test_an_alias_of_the_snapshot_and_the_declared_entry_are_one_recipient() -> None:
    state = SEND_AS.replace("recipients:\n", "recipients:\n  ilse@contoso.com: {licenses: [E3]}\n")
    report = linted(state.replace("{ilse", "{i.peeters"), INVOICES, ONLINE)
    assert report.state is not None
    [grant] = report.state.mailboxes[0].grants
    assert (grant.trustee.licenses, grant.trustee.home) == (("E3",), "online")


def test_an_owner_who_is_not_declared_under_recipients() -> None:
    state = "delegations:\n  invoices@contoso.com:\n    send_as: {ilse@contoso.com: {sides: [on_premises]}}\n"
    report = linted(state, INVOICES, ONLINE, select=("FMT", "HYB015"))
    assert found(report) == ["4:41 HYB015 error"]
    assert report.state is not None
    assert (str(report.state.mailboxes[0].owner), report.state.mailboxes[0].owner.type) == (
        "invoices@contoso.com",
        "SharedMailbox",
    )


def test_an_observed_home_fills_what_is_unknown_and_a_rule_judges() -> None:
    state = SEND_AS.replace("recipients:\n", "recipients:\n  ilse@contoso.com: {}\n")
    without = linted(state, select=("HYB015",))
    assert (found(without), gaps_in(without)) == ([], [("HYB015", "home")])
    report = linted(state, INVOICES, ONLINE, select=("HYB015",))
    assert (found(report), gaps_in(report)) == (["7:41 HYB015 error"], [])


def test_what_is_declared_goes_before_what_is_observed() -> None:
    state = SEND_AS.replace("recipients:\n", "recipients:\n  ilse@contoso.com: {home: on_premises}\n")
    report = linted(state, INVOICES, ONLINE, select=("HYB015", "SNP004"))
    assert found(report) == ["3:28 SNP004 warning", "7:41 HYB015 info"]


def test_an_address_that_two_have_is_nobody() -> None:
    office = ["smtp:office@contoso.com"]
    state = SEND_AS.replace("ilse@", "office@")
    people = (recipient(ILSE, "ilse", proxies=office), recipient(KARL, "karl", proxies=office))
    report = linted(state, INVOICES, *people, select=("FMT",))
    [result] = report.results
    assert (result.rule.code, result.finding.place.line) == ("FMT010", 6)
    assert result.finding.message == (
        "office@contoso.com is the address of ilse@contoso.com and karl@contoso.com in the snapshot, and so of nobody"
    )
    assert result.finding.fix == "Remove it from all but one of them, or name the recipient by another address"
    assert report.state is not None
    assert report.state.recipient("office@contoso.com") is None


def test_two_entries_that_are_one_person_in_the_snapshot() -> None:
    state = "recipients:\n  ilse@contoso.com: {}\n  i.peeters@contoso.com: {}\n"
    report = linted(state, ONLINE, select=("FMT",))
    [result] = report.results
    assert (str(result.finding.place), result.rule.code) == ("desired.yaml:4:3", "FMT011")
    assert result.finding.message == (
        "ilse@contoso.com and i.peeters@contoso.com are one recipient in the snapshot, ilse@contoso.com"
    )
    assert [(related.message, related.place.line) for related in result.finding.related] == [
        ("the other entry", 3),
        ("observed here", 1),
    ]


def test_aliases_that_are_two_people_in_the_snapshot_identify_nobody() -> None:
    state = "recipients:\n  new@contoso.com: {aliases: [ilse@contoso.com, karl@contoso.com]}\n"
    report = linted(state, ONLINE, recipient(KARL, "karl"))
    assert report.state is not None
    new = report.state.recipient("new@contoso.com")
    assert new is not None
    assert isinstance(new.home, Unknown)


GROUP = (
    recipient(ANNELIES, "team", rtd="MailUniversalSecurityGroup"),
    recipient(ROOM, "inner", rtd="MailUniversalSecurityGroup"),
    recipient(ILSE, "ilse"),
    recipient(KARL, "karl"),
    {"k": "group-member", "on": ANNELIES, "guid": ROOM},
    {"k": "group-member", "on": ANNELIES, "guid": KARL},
    {"k": "group-member", "on": ROOM, "guid": ILSE},
    {"k": "group-member", "on": ROOM, "guid": ANNELIES},
)


@pytest.mark.parametrize("declared", ["", "recipients:\n  team@contoso.com: {type: MailUniversalSecurityGroup}\n"])
def test_the_members_of_groups(declared: str) -> None:
    report = linted(f"{declared}delegations:\n  room@contoso.com: {{full_access: [team@contoso.com]}}\n", *GROUP)
    assert report.state is not None
    team = report.state.recipient("team@contoso.com")
    assert team is not None
    expansion = report.state.expand(team)
    assert [str(person) for person in expansion.people] == ["ilse@contoso.com", "karl@contoso.com"]
    assert expansion.unknown is None


def test_a_group_whose_members_nobody_has_exported_is_not_empty() -> None:
    report = linted("delegations:\n  room@contoso.com: {full_access: [team@contoso.com]}\n", *GROUP[:1])
    assert report.state is not None
    team = report.state.recipient("team@contoso.com")
    assert team is not None
    expansion = report.state.expand(team)
    assert expansion.people == ()
    assert expansion.unknown is not None
    assert (expansion.unknown.fact, expansion.unknown.cmdlet) == ("members", "Get-DistributionGroupMember")


def test_fewer_rules_go_without_an_answer() -> None:
    state = """\
recipients:
  annelies@contoso.com: {}
  ilse@contoso.com: {}
delegations:
  annelies@contoso.com:
    full_access: [ilse@contoso.com]
    send_on_behalf: [ilse@contoso.com]
    send_as: {ilse@contoso.com: {sides: [online]}}
"""
    without = {gap.fact for gap in linted(state).gaps}
    people = (recipient(ANNELIES, "annelies", hidden=False), recipient(ILSE, "ilse", hidden=False))
    report = linted(state, *people, {"k": "organization", "name": "Contoso", "aclable": False})
    remaining = {gap.fact for gap in report.gaps}
    assert {"home", "hidden_from_address_lists"} & without
    assert not {"home", "hidden_from_address_lists"} & remaining


def test_the_one_engine_of_a_state_is_the_one_that_was_exported() -> None:
    settings = (
        {"k": "sync-setting", "name": "Microsoft.OptionalFeature.HybridExchange", "value": "True"},
        {"k": "sync-scheduler", "staging": False, "enabled": True, "interval": "00:30:00"},
    )
    state = "recipients:\n  ilse@contoso.com: {{}}\nentra_sync:\n{}"
    one = linted(state.format("  sync1: {engine: connect}\n"), *settings, side="sync")
    assert one.state is not None
    [engine] = one.state.sync_engines
    assert (engine.path, engine.exchange_hybrid_writeback) == (("entra_sync", "sync1"), True)
    cloud = linted(state.format("  cloud: {engine: cloud_sync}\n"), *settings, side="sync")
    assert cloud.state is not None
    assert isinstance(cloud.state.sync_engines[0].exchange_hybrid_writeback, Unknown)
    two = linted(state.format("  one: {engine: connect}\n  two: {engine: connect}\n"), *settings, side="sync")
    assert two.state is not None
    assert all(isinstance(engine.exchange_hybrid_writeback, Unknown) for engine in two.state.sync_engines)
    none = linted("recipients:\n  ilse@contoso.com: {}\n", *settings, side="sync")
    assert none.state is not None
    [seen] = none.state.sync_engines
    assert (seen.declared, seen.known, seen.exchange_hybrid_writeback) == (False, True, True)


def test_places_of_what_only_the_snapshot_knows_are_in_the_export() -> None:
    report = linted(
        SEND_AS, INVOICES, ONLINE, {"k": "organization", "name": "Contoso", "aclable": False}, side="onprem"
    )
    assert report.state is not None
    ilse = report.state.recipient("ilse@contoso.com")
    assert ilse is not None
    server = report.state.organization.exchange_server
    assert [place.line for place in (ilse.place_of(), ilse.place_of("home"), ilse.place_of("nothing"))] == [2, 2, 2]
    assert str(server.place_of("aclable_synced_object_enabled")).endswith("/export/onprem/a.jsonl:3:1")
    assert server.aclable_synced_object_enabled is False
    assert ilse.lync.known is False
    assert ilse.on_premises_object.known is True
    invoices = report.state.recipient("invoices@contoso.com")
    assert invoices is not None
    assert str(invoices.place_of("type")) == "desired.yaml:3:32"
    assert str(invoices.place_of("home")).endswith("/export/onprem/a.jsonl:1:1")
    assert str(invoices.place_of("nothing")) == "desired.yaml:3:3"
    assert [number for number in (-1, -2) if report.state.person(number) is not None] == []
    assert report.state.person(0) is invoices


def test_what_is_nowhere_has_no_place() -> None:
    report = linted("recipients:\n  ilse@contoso.com: {}\n")
    assert report.state is not None
    with pytest.raises(LookupError, match=r"organization\.exchange_server is not declared and has no place"):
        report.state.organization.exchange_server.place_of()
