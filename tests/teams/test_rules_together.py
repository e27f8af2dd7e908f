"""What the rules about Teams say beside other rules, and when; the cases of one rule show neither."""

from __future__ import annotations

from delegint.engine.when import in_words
from tests.linting import lint_text

APART = """
delegint: 1
organization:
  hybrid: full
  exchange_server: {version: 2019, hybrid_connection: modern, ews_enabled: false, partner_applications: []}
recipients:
  annelies@contoso.com: {home: on_premises, teams: {mode: TeamsOnly}}
  bob@contoso.com: {home: online, teams: {mode: TeamsOnly}}
  ilse@contoso.com: {home: on_premises}
  staff@contoso.com: {type: MailUniversalSecurityGroup, members: [ilse@contoso.com]}
delegations:
  annelies@contoso.com:
    send_on_behalf: [ilse@contoso.com, staff@contoso.com]
    folders: {Calendar: {ilse@contoso.com: {rights: Editor, expects: [online_meetings]}}}
  bob@contoso.com:
    send_on_behalf: [ilse@contoso.com, staff@contoso.com]
    folders: {Calendar: {ilse@contoso.com: {rights: Editor, expects: [online_meetings]}}}
"""
MOVES = """
migration:
  batches:
    - {name: wave-1, date: 2026-12-05, to: online, members: [annelies@contoso.com]}
    - {name: wave-2, date: 2026-12-12, to: on_premises, members: [bob@contoso.com]}
"""
BY_MAILBOX = ["TEAMS015", "TEAMS016", "TEAMS017", "TEAMS018", "TEAMS020"]


def test_what_is_asked_of_mailboxes_on_premises_follows_the_batches() -> None:
    results = lint_text(APART + MOVES, select=BY_MAILBOX).results
    said = {(result.rule.code, owner, in_words(result.when)) for result in results for owner, _ in result.finding.about}
    assert said == {
        (code, owner, when)
        for code in BY_MAILBOX
        for owner, when in (("annelies@contoso.com", "now, until wave-1"), ("bob@contoso.com", "after wave-2"))
    }
    assert len(results) == 2 * len(BY_MAILBOX)


def test_without_batches_they_hold_now() -> None:
    results = lint_text(APART, select=BY_MAILBOX).results
    assert {(result.rule.code, result.when) for result in results} == {(code, ()) for code in BY_MAILBOX}
    assert len(results) == len(BY_MAILBOX)


def test_a_mode_that_cannot_be_explains_what_comes_of_it() -> None:
    state = """
delegint: 1
recipients:
  annelies@contoso.com: {lync: {home: online}, teams: {mode: TeamsOnly}}
  bob@contoso.com: {lync: {home: online}, teams: {mode: TeamsOnly}}
  ilse@contoso.com: {lync: {home: online}, teams: {mode: SfBOnly}}
delegations:
  annelies@contoso.com:
    delegates: {ilse@contoso.com: {for: [make_calls]}}
  bob@contoso.com:
    delegates: {ilse@contoso.com: {for: [online_meetings, receive_calls]}}
  ilse@contoso.com:
    delegates: {bob@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings, make_calls]}}
"""
    results = lint_text(state, select=["TEAMS002", "TEAMS011", "TEAMS014", "LYNC044"]).results
    assert [result.rule.code for result in results] == ["TEAMS014"]
    assert sorted(effect.rule.code for effect in results[0].effects) == ["LYNC044", "TEAMS002", "TEAMS002", "TEAMS011"]


def test_the_own_calling_delegate_is_told_once() -> None:
    state = """
delegint: 1
recipients:
  annelies@contoso.com: {home: online, teams: {mode: TeamsOnly}}
delegations:
  annelies@contoso.com:
    delegates: {annelies@contoso.com: {for: [make_calls]}}
"""
    (result,) = lint_text(state, select=["TEAMS006", "EXC017", "LYNC018"]).results
    assert (result.rule.code, [effect.rule.code for effect in result.effects]) == ("TEAMS006", ["EXC017"])
