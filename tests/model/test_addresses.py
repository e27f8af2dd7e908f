"""Who is who: any spelling of any known address is the recipient, and a doubtful one is nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegint.model.recipients import normalized
from tests.model.states import built, person, state_of

STATE = state_of("""
    delegint: 1
    recipients:
      Ilse@Contoso.com: {aliases: [ilse.v@contoso.com, 'sip:ilse@voice.contoso.com', 'x500:/o=Contoso/cn=ilse']}
      boss@contoso.com: {aliases: ['SMTP:chef@contoso.com']}
    """)
OF_ILSE = ["ilse@contoso.com", "ilse.v@contoso.com", "ilse@voice.contoso.com"]


@st.composite
def spellings(draw: st.DrawFn) -> str:
    address = "".join(draw(st.sampled_from([letter.upper(), letter])) for letter in draw(st.sampled_from(OF_ILSE)))
    prefix = draw(st.sampled_from(["", "smtp:", "SMTP:", "sip:", "Sip:"]))
    return draw(st.sampled_from(["", " ", "\t"])) + prefix + address + draw(st.sampled_from(["", "  "]))


@given(spellings())
def test_every_spelling_is_the_same_recipient(written: str) -> None:
    assert STATE.recipient(written) is STATE.recipients[0]


@given(st.text(max_size=20), st.sampled_from(["smtp:", "SIP:", ""]))
def test_spelling_is_normalized_once_and_for_all(address: str, prefix: str) -> None:
    key = normalized(prefix + address.lower())
    assert normalized(key.upper()) == normalized(key) or not key.isascii()
    assert normalized(f"  {prefix}a@b.c ") == "a@b.c"


@pytest.mark.parametrize("written", ["x500:/O=CONTOSO/CN=ILSE", "X500:/o=Contoso/cn=ilse"])
def test_x500_address_keeps_its_prefix(written: str) -> None:
    assert STATE.recipient(written) is STATE.recipients[0]
    assert STATE.recipient("/o=Contoso/cn=ilse") is None


def test_primary_address_and_alias_are_one_object_wherever_they_are_named() -> None:
    state = state_of("""
        delegint: 1
        recipients:
          boss@x.y: {aliases: [chef@x.y]}
          ann@x.y: {}
          team@x.y: {type: MailUniversalSecurityGroup, members: [CHEF@x.y, "smtp:ann@x.y"]}
        delegations:
          chef@X.Y:
            send_as: [Ann@x.y]
            full_access: {'sip:boss@x.y': {}}
            folders: {Calendar: {DEFAULT: None, ann@x.y: Editor}}
        migration:
          batches: [{name: w, to: online, members: [chef@x.y]}]
        """)
    boss, ann, team = state.recipients
    (mailbox,) = state.mailboxes
    assert mailbox.owner is boss
    assert [grant.trustee for grant in mailbox.grants][:2] == [boss, ann]
    default = mailbox.grants[2].trustee
    assert (default.address, default.well_known, default.is_group, default.has_mailbox) == (
        "Default",
        True,
        False,
        False,
    )
    assert mailbox.grants[3].trustee is ann
    assert state.expand(team).people == (boss, ann)
    assert state.batches[0].members == (boss,)
    assert mailbox.grants[1].path == ("delegations", "chef@X.Y", "send_as", "Ann@x.y")


def test_address_of_two_is_the_address_of_nobody() -> None:
    state, problems = built("""
        delegint: 1
        recipients:
          ann@x.y: {aliases: [office@x.y]}
          bob@x.y: {aliases: ['smtp:OFFICE@x.y', ann@x.y, bob@x.y]}
        delegations:
          ann@x.y: {send_as: [office@x.y]}
        """)
    assert [(problem.code, str(problem.place), str(problem.related[0].place)) for problem in problems] == [
        ("FMT011", "state.yaml:5:23", "state.yaml:4:23"),
        ("FMT011", "state.yaml:5:42", "state.yaml:4:3"),
    ]
    assert state.recipient("office@x.y") is None
    assert state.recipient("ann@x.y") is None
    trustee = state.mailboxes[0].grants[0].trustee
    assert trustee not in state.recipients
    assert not trustee.declared


def test_address_of_nobody_is_said_once_at_its_first_use() -> None:
    text = """
        delegint: 1
        recipients:
          ilse@contoso.com: {}
          team@contoso.com: {type: MailUniversalSecurityGroup, members: [nobody@contoso.com]}
        delegations:
          ilse@contoso.com: {send_as: [isle@contoso.com, ISLE@contoso.com], full_access: [nobody@contoso.com]}
          other@fabrikam.com: {}
        """
    state, problems = built(text)
    assert [(problem.code, str(problem.place), problem.fix) for problem in problems] == [
        ("FMT010", "state.yaml:7:83", "Declare it: recipients: {nobody@contoso.com: {home: …}}"),
        ("FMT010", "state.yaml:7:32", "Did you mean ilse@contoso.com?"),
        ("FMT010", "state.yaml:8:3", "Declare it: recipients: {other@fabrikam.com: {home: …}}"),
    ]
    assert [problem.message for problem in problems if "isle" in problem.message] == [
        "isle@contoso.com is not the address of any recipient (used 2 times)"
    ]
    first, again = state.mailboxes[0].grants[1:]
    assert first.trustee is again.trustee
    assert built(text, complete=False)[1] == []
    assert person(state, "ilse@contoso.com") is state.recipients[0]
