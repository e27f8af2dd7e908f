"""On which sides a declared Send on Behalf will exist, and by which way: the table of sides and its edges."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from delegint.model.grants import Delegate, SendOnBehalf
from delegint.model.propagation import Presence, Propagation, applied_on, managed_on, object_kind, propagation
from delegint.model.state import State
from delegint.model.unknown import Unknown
from tests.model.states import person, state_of

CONNECT = "{engine: connect, version: 2.6.79.0, exchange_hybrid_writeback: true}"
CONNECT_OFF = "{engine: connect, version: 2.6.79.0, exchange_hybrid_writeback: false}"
CLOUD_SYNC = "{engine: cloud_sync, agent_version: 1.1.1370.0, exchange_hybrid_writeback: true}"
GROUP = "type: MailUniversalSecurityGroup, members: []"


def _state(owner: str, trustee: str = "{home: on_premises}", engine: str = CONNECT, grant: str = "") -> State:
    """A state with one Send on Behalf."""
    options = f"{{t@contoso.com: {{{grant}}}}}"
    return state_of(f"""
        delegint: 1
        entra_sync: {{engine1: {engine}}}
        recipients:
          m@contoso.com: {owner}
          t@contoso.com: {trustee}
        delegations:
          m@contoso.com: {{send_on_behalf: {options}}}
        """)


def _of(state: State) -> Propagation:
    [grant] = state.mailboxes[0].grants
    assert isinstance(grant, SendOnBehalf | Delegate)
    return propagation(grant, state)


def _short(presence: Presence) -> str:
    there = presence.there
    return f"{f'{there.fact}?' if isinstance(there, Unknown) else 'yes' if there else 'no'}, {presence.way}"


class _Row(NamedTuple):
    """One row of the table of sides."""

    owner: str
    trustee: str
    engine: str
    sides: str
    on_premises: str
    online: str


TABLE = {
    "both on-premises": _Row(
        "{home: on_premises}", "{home: on_premises}", CONNECT, "", "yes, applied", "yes, synchronized"
    ),
    "on-premises, sender online: Connect brings it up": _Row(
        "{home: on_premises}", "{home: online}", CONNECT, "", "yes, applied", "yes, synchronized"
    ),
    "on-premises, sender online: of cloud sync nobody says so": _Row(
        "{home: on_premises}",
        "{home: online}",
        CLOUD_SYNC,
        "",
        "yes, applied",
        "public_delegates_synchronized?, synchronized",
    ),
    "both online": _Row("{home: online}", "{home: online}", CONNECT_OFF, "", "no, by_hand", "yes, applied"),
    "online, sender on-premises: Connect writes it back": _Row(
        "{home: online}", "{home: on_premises}", CONNECT, "", "yes, written_back", "yes, applied"
    ),
    "online, sender on-premises: without writeback by hand": _Row(
        "{home: online}", "{home: on_premises}", CONNECT_OFF, "", "no, by_hand", "yes, applied"
    ),
    "online, sender on-premises: declared there": _Row(
        "{home: online}", "{home: on_premises}", CONNECT_OFF, "on_premises, online", "yes, applied", "yes, applied"
    ),
    "online, sender on-premises: cloud sync leaves it out": _Row(
        "{home: online}", "{home: on_premises}", CLOUD_SYNC, "", "no, by_hand", "yes, applied"
    ),
    "a shared mailbox is a user": _Row(
        "{type: SharedMailbox, home: online}", "{home: on_premises}", CONNECT, "", "yes, written_back", "yes, applied"
    ),
    "a group of Active Directory, sender online": _Row(
        f"{{{GROUP}, directory_synced: true}}", "{home: online}", CONNECT, "", "yes, applied", "yes, synchronized"
    ),
    "a group of the cloud, sender on-premises": _Row(
        f"{{{GROUP}, source_of_authority: online}}", "{home: on_premises}", CONNECT, "", "no, by_hand", "yes, applied"
    ),
    "a group that exists in the cloud only": _Row(
        f"{{{GROUP}, directory_synced: false}}", "{home: on_premises}", CONNECT, "", "no, nowhere", "yes, applied"
    ),
    "a contact of Active Directory": _Row(
        "{type: MailContact, directory_synced: true}",
        "{home: online}",
        CONNECT,
        "",
        "yes, applied",
        "yes, synchronized",
    ),
    "a contact of the cloud": _Row(
        "{type: MailContact, source_of_authority: online}",
        "{home: on_premises}",
        CONNECT,
        "",
        "no, by_hand",
        "yes, applied",
    ),
    "on the mail user alone": _Row(
        "{home: on_premises}", "{home: on_premises}", CONNECT, "online", "no, by_hand", "yes, applied"
    ),
    "on the remote mailbox alone: no document says what becomes of the list online": _Row(
        "{home: online}",
        "{home: online}",
        CONNECT,
        "on_premises",
        "yes, applied",
        "online_object.GrantSendOnBehalfTo?, synchronized",
    ),
    "on the object of a group of the cloud alone": _Row(
        f"{{{GROUP}, source_of_authority: online}}",
        "{home: online}",
        CONNECT,
        "on_premises",
        "yes, applied",
        "no, by_hand",
    ),
    "managed in the cloud, without writeback": _Row(
        "{home: online, cloud_managed: true}", "{home: on_premises}", CONNECT_OFF, "", "no, by_hand", "yes, applied"
    ),
    "managed in the cloud, with writeback: no document says so": _Row(
        "{home: online, cloud_managed: true}",
        "{home: on_premises}",
        CONNECT,
        "",
        "on_premises_object.publicDelegates?, written_back",
        "yes, applied",
    ),
    "managed in the cloud, applied on-premises": _Row(
        "{home: online, cloud_managed: true}", "{home: online}", CONNECT, "on_premises", "yes, applied", "no, by_hand"
    ),
    "not synchronized": _Row(
        "{home: online, directory_synced: false}", "{home: on_premises}", CONNECT, "", "no, nowhere", "yes, applied"
    ),
    "where the mailbox lives is not known": _Row(
        "{}", "{home: on_premises}", CONNECT, "", "home?, applied", "home?, applied"
    ),
    "where the mailbox lives is not known, and it is applied on-premises": _Row(
        "{}", "{home: online}", CONNECT, "on_premises", "yes, applied", "yes, synchronized"
    ),
    "where the mailbox lives is not known, and it is applied online": _Row(
        "{}", "{home: on_premises}", CONNECT, "online", "home?, written_back", "yes, applied"
    ),
    "whether writeback is on is not known": _Row(
        "{home: online}",
        "{home: on_premises}",
        "{engine: connect, version: 2.6.79.0}",
        "",
        "exchange_hybrid_writeback?, written_back",
        "yes, applied",
    ),
    "it is there already": _Row(
        "{home: online, on_premises_object: {publicDelegates: [t@contoso.com]}}",
        "{home: on_premises}",
        CONNECT_OFF,
        "",
        "yes, seen",
        "yes, applied",
    ),
    "it is in Exchange Online already": _Row(
        "{home: on_premises, online_object: {GrantSendOnBehalfTo: [t@contoso.com]}}",
        "{home: online}",
        CLOUD_SYNC,
        "",
        "yes, applied",
        "yes, seen",
    ),
}


@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)
def test_on_which_sides_a_send_on_behalf_will_be(row: _Row) -> None:
    grant = f"sides: [{row.sides}]" if row.sides else ""
    found = _of(_state(row.owner, row.trustee, row.engine, grant))
    assert (_short(found.on_premises), _short(found.online)) == (row.on_premises, row.online)
    assert found.on_premises.reason
    assert found.online.reason


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (_state("{home: online}"), _state("{home: online}", engine=CONNECT_OFF)),
        (_state("{home: online}"), _state("{home: online}", engine=CLOUD_SYNC)),
        (_state("{home: online}"), _state(f"{{{GROUP}, source_of_authority: online}}")),
        (_state("{home: online}"), _state("{home: online, cloud_managed: true}")),
        (_state("{home: online}"), _state("{home: online, directory_synced: false}")),
        (_state("{home: online}"), _state("{home: online}", engine=CONNECT.replace("}", ", staging: true}"))),
        (_state("{home: online}"), _state("{home: online}", engine=CONNECT.replace("2.6.79.0", "1.1.130.0"))),
    ],
    ids=["writeback", "engine", "group", "cloud-managed", "synchronized", "staging", "build"],
)
def test_one_fact_decides_whether_it_comes_down(first: State, second: State) -> None:
    assert _of(first).on_premises.there is True
    assert _of(second).on_premises.there is not True


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (CONNECT, CLOUD_SYNC),
        (CONNECT, CONNECT.replace("}", ", excluded_attributes: [PublicDelegates]}")),
        (CONNECT, CONNECT.replace("}", ", staging: true}")),
        (CONNECT, CONNECT.replace("}", ", public_delegates_synchronized: false}")),
        (CLOUD_SYNC.replace("}", ", public_delegates_synchronized: true}"), CLOUD_SYNC),
    ],
    ids=["engine", "filter", "staging", "declared", "schema of cloud sync"],
)
def test_one_fact_decides_whether_it_goes_up(first: str, second: str) -> None:
    assert _of(_state("{home: on_premises}", engine=first)).online.there is True
    assert _of(_state("{home: on_premises}", engine=second)).online.there is not True


def test_carried_over_by_hand_it_is_on_both_sides() -> None:
    found = _of(_state("{home: online}", engine=CONNECT_OFF, grant="propagation: manual"))
    assert (_short(found.on_premises), _short(found.online)) == ("yes, applied", "yes, applied")


def test_a_delegate_says_it_in_its_bundle() -> None:
    state = state_of(f"""
        delegint: 1
        entra_sync: {{engine1: {CONNECT_OFF}}}
        recipients: {{m@contoso.com: {{home: online}}, t@contoso.com: {{home: on_premises}}}}
        delegations:
          m@contoso.com: {{delegates: {{t@contoso.com: {{send_on_behalf: {{sides: [on_premises]}}}}}}}}
        """)
    assert _short(_of(state).on_premises) == "yes, applied"


MOVING = f"""
    delegint: 1
    entra_sync: {{engine1: {CONNECT_OFF}}}
    recipients:
      m@contoso.com: {{home: on_premises, on_premises_object: {{publicDelegates: [t@contoso.com]}}}}
      t@contoso.com: {{home: on_premises}}
    delegations: {{m@contoso.com: {{send_on_behalf: [t@contoso.com]}}}}
    migration: {{batches: [{{name: first, date: 2026-12-01, to: online, members: [m@contoso.com]}}]}}
    """


def test_a_batch_turns_the_way_round() -> None:
    now = state_of(MOVING)
    after = now.at(now.points[1])
    assert [_short(part) for part in _of(now)] == ["yes, applied", "yes, synchronized"]
    assert [_short(part) for part in _of(after)] == ["no, by_hand", "yes, applied"]


def test_the_engine_and_the_rule_are_told() -> None:
    down = _of(_state("{home: online}")).on_premises
    assert down.engine is not None
    assert down.engine.name == "engine1"
    assert down.reason == "engine1 brings the rule Out to AD - User Exchange Hybrid PublicDelegates writeback"
    assert down.carriage is not None
    assert down.carriage.proof is None


def test_engines_that_do_the_same_need_not_be_told_apart() -> None:
    state = state_of("""
        delegint: 1
        entra_sync: {a: {engine: connect}, b: {engine: connect}}
        recipients:
          m@contoso.com: {home: on_premises}
          n@contoso.com: {home: on_premises, sync_engine: c}
          t@contoso.com: {home: online}
        delegations:
          m@contoso.com: {send_on_behalf: [t@contoso.com]}
          n@contoso.com: {send_on_behalf: [t@contoso.com]}
        """)
    assert _short(_of(state).online) == "yes, synchronized"
    [misspelt] = state.mailboxes[1].grants
    assert isinstance(misspelt, SendOnBehalf)
    assert _short(propagation(misspelt, state).online) == "sync_engine?, synchronized"


def test_an_unknown_engine_leaves_it_open() -> None:
    state = state_of("""
        delegint: 1
        entra_sync: {a: {engine: connect}, b: {engine: cloud_sync}}
        recipients: {m@contoso.com: {home: on_premises}, t@contoso.com: {home: online}}
        delegations: {m@contoso.com: {send_on_behalf: [t@contoso.com]}}
        """)
    assert _short(_of(state).online) == "sync_engine?, synchronized"


def test_a_server_in_staging_mode_beside_another_does_not_count() -> None:
    state = state_of("""
        delegint: 1
        entra_sync: {a: {engine: connect, staging: true}, b: {engine: connect}}
        recipients: {m@contoso.com: {home: on_premises}, t@contoso.com: {home: online}}
        delegations: {m@contoso.com: {send_on_behalf: [t@contoso.com]}}
        """)
    assert _short(_of(state).online) == "yes, synchronized"


@pytest.mark.parametrize(
    ("owner", "where", "kind"),
    [
        ("{home: online}", "online", "user"),
        ("{type: RoomMailbox, home: on_premises}", "on_premises", "user"),
        ("{type: MailUser, directory_synced: true}", "on_premises", "user"),
        (f"{{{GROUP}, source_of_authority: on_premises}}", "on_premises", "group"),
        (f"{{{GROUP}, on_premises_object: {{kind: group}}}}", "on_premises", "group"),
        ("{type: MailContact, directory_synced: false}", "online", "contact"),
    ],
)
def test_where_an_owner_is_managed_and_as_what(owner: str, where: str, kind: str) -> None:
    state = _state(owner)
    found = person(state, "m@contoso.com")
    assert (managed_on(found, state), object_kind(found)) == (where, kind)


def test_where_a_group_is_managed_may_not_be_known() -> None:
    state = _state(f"{{{GROUP}}}")
    where = managed_on(person(state, "m@contoso.com"), state)
    assert isinstance(where, Unknown)
    assert where.fact == "source_of_authority"
    [grant] = state.mailboxes[0].grants
    assert isinstance(grant, SendOnBehalf)
    assert applied_on(grant, where) is where
