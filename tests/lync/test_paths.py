"""Ways onto the list of the Lync server, and what is attached to what."""

from __future__ import annotations

from datetime import date

import pytest

from delegint.api import DOUBTFUL, EDITOR, TOO_LOW, State, Unknown, as_wishes, home_of, is_on_lync, wishes_of
from delegint.model.build import build_state
from delegint.source.files import SourceFile
from delegint.source.merge import merge
from delegint.source.parse import parse
from delegint.source.places import Problem
from delegint_lync.paths import Pair, pairs
from tests.linting import lint_text

STATE = """\
delegint: 1
recipients:
  annelies@contoso.com: {aliases: [a.bulkens@contoso.com], lync: {LYNC}}
  ilse@contoso.com: {aliases: ["sip:ilse@sip.contoso.com"]}
  bob@contoso.com: {}
  assistants@contoso.com: {type: MailUniversalSecurityGroup, members: [ilse@contoso.com]}
delegations:
  annelies@contoso.com:
    GRANTS
client_policies: {Global: {EnableExchangeDelegateSync: true}}
voice_policies: {Global: {}}
"""
VOICE = "enterprise_voice_enabled: true, client_policy: null, voice_policy: null"
NO_VOICE = "enterprise_voice_enabled: false, client_policy: null, voice_policy: null"


def state_of(text: str) -> State:
    problems: list[Problem] = []
    merged = merge(list(parse(SourceFile("desired.yaml", text.encode()), problems)), problems)
    assert merged.root is not None
    state = build_state(merged.root, date(2026, 11, 22), problems)
    assert problems == []
    return state


def pair_of(lync: str, *grants: str) -> Pair:
    state = state_of(STATE.replace("LYNC", lync).replace("GRANTS", "\n    ".join(grants)))
    found = wishes_of(state.mailboxes[0].owner, state)
    assert found is not None
    (pair,) = pairs(found, state)
    return pair


def test_wishes_of_one_pair_are_joined_at_the_first_entry() -> None:
    pair = pair_of(
        NO_VOICE,
        "delegates: {ilse@contoso.com: {for: [receive_calls, make_calls]}}",
        "send_as: {ilse@contoso.com: {expects: [online_meetings]}}",
    )
    assert pair.purposes == {"online_meetings", "receive_calls", "make_calls"}
    assert pair.declared.section == "send_as"
    assert pair.entry is not None


def test_groups_and_people_and_strangers_are_told_apart() -> None:
    grants = "delegates: {ilse@contoso.com: {for: [make_calls]}, assistants@contoso.com: {for: [make_calls]}}"
    state = state_of(STATE.replace("LYNC", NO_VOICE).replace("GRANTS", grants))
    found = wishes_of(state.mailboxes[0].owner, state)
    assert found is not None
    assert [str(pair.delegate) for pair in found.people] == ["ilse@contoso.com"]
    assert [str(pair.delegate) for pair in found.groups] == ["assistants@contoso.com"]
    assert found
    assert not found.of("online_meetings")
    assert len(as_wishes(state.mailboxes[0]).people) == 1


def test_nobody_is_a_delegate_of_oneself() -> None:
    grants = "delegates: {a.bulkens@contoso.com: {for: [make_calls]}}"
    state = state_of(STATE.replace("LYNC", NO_VOICE).replace("GRANTS", grants))
    assert wishes_of(state.mailboxes[0].owner, state) is None


@pytest.mark.parametrize(
    ("lync", "options", "wanted"),
    [
        (VOICE, "", True),
        (VOICE, ", lync_method: client", True),
        (VOICE, ", lync_method: exchange_sync, send_on_behalf: false", False),
        (NO_VOICE, "", True),
        (NO_VOICE, ", lync_method: client", True),
        (NO_VOICE, ", send_on_behalf: false", False),
        (NO_VOICE, ", send_on_behalf: {sides: [online]}", True),
        (NO_VOICE, ", send_on_behalf: false, lync_method: sefautil", True),
        (NO_VOICE, ", send_on_behalf: false, lync_method: set_csuserdelegates", True),
        (f'{NO_VOICE}, delegates: ["sip:ilse@sip.contoso.com"]', ", send_on_behalf: false", True),
        (f"{NO_VOICE}, delegates: [bob@contoso.com]", ", send_on_behalf: false", False),
        (NO_VOICE, ", send_on_behalf: false, lync_method: enterprise_voice_toggle", True),
    ],
)
def test_paths(lync: str, options: str, wanted: bool) -> None:
    pair = pair_of(
        lync, f"delegates: {{ilse@contoso.com: {{folders: {{Calendar: Editor}}, for: [online_meetings]{options}}}}}"
    )
    assert pair.has_path is wanted


def test_a_path_that_hangs_on_what_is_unknown_is_unknown() -> None:
    pair = pair_of(
        "client_policy: Executives, voice_policy: null, enterprise_voice_enabled: false",
        "delegates: {ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}}",
    )
    assert isinstance(pair.has_path, Unknown)


@pytest.mark.parametrize(
    ("right", "wanted"),
    [
        ("Editor", EDITOR),
        ("eDiToR", EDITOR),
        ("Author", DOUBTFUL),
        ("Owner", DOUBTFUL),
        ("Reviewer", TOO_LOW),
        ("[CreateItems, ReadItems, EditAllItems, DeleteAllItems]", EDITOR),
        ("[CreateItems, ReadItems, EditAllItems, DeleteAllItems, FolderOwner]", DOUBTFUL),
        ("[CreateItems, ReadItems, EditOwnedItems]", DOUBTFUL),
        ("[CreateItems, ReadItems]", TOO_LOW),
        ("[ReadItems]", TOO_LOW),
    ],
)
def test_worth_of_a_calendar_right(right: str, wanted: int) -> None:
    entry = f"delegates: {{ilse@contoso.com: {{folders: {{calendar: {right}}}, for: [online_meetings]}}}}"
    calendar = pair_of(NO_VOICE, entry).calendar
    assert calendar is not None
    assert not isinstance(calendar, Unknown)
    assert calendar.worth == wanted


@pytest.mark.parametrize("right", ["Editorial", "[ReadItems, ReadEverything]", "[]"])
def test_a_right_that_does_not_exist_is_not_known(right: str) -> None:
    entry = f"delegates: {{ilse@contoso.com: {{folders: {{Calendar: {right}}}, for: [online_meetings]}}}}"
    assert isinstance(pair_of(NO_VOICE, entry).calendar, Unknown)


def test_the_best_right_counts_wherever_it_stands() -> None:
    pair = pair_of(
        NO_VOICE,
        "delegates: {ilse@contoso.com: {folders: {Calendar: Reviewer}, for: [online_meetings]}}",
        "folders: {Calendar: {ilse@contoso.com: Editor, Default: Owner}}",
    )
    calendar = pair.calendar
    assert calendar is not None
    assert not isinstance(calendar, Unknown)
    assert (calendar.worth, calendar.grant.section) == (EDITOR, "folders")


def test_the_rights_of_a_group_are_nobodys_own() -> None:
    pair = pair_of(
        NO_VOICE,
        "delegates: {ilse@contoso.com: {send_on_behalf: false, for: [online_meetings]}}",
        "send_on_behalf: [assistants@contoso.com]",
        "folders: {Calendar: {assistants@contoso.com: Editor}}",
    )
    assert (pair.calendar, pair.sends_on_behalf, pair.has_path) == (None, False, False)
    assert pair.is_in_a_group_that_sends
    assert pair.calendar_of_a_group is not None


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ("lync: {home: on_premises}", "on_premises"),
        ("lync: {home: online}", "online"),
        ("lync: {home: on_premises}, teams: {mode: TeamsOnly}", "on_premises"),
        ("teams: {mode: TeamsOnly}", "online"),
        ("lync: {registrar_pool: pool1.contoso.com}, teams: {mode: Islands}", "on_premises"),
        ("lync: {registrar_pool: SIPPOOLDB30A01.infra.lync.com}", "online"),
    ],
)
def test_home(facts: str, wanted: str) -> None:
    state = state_of(f"delegint: 1\nrecipients: {{ilse@contoso.com: {{{facts}}}}}\n")
    assert home_of(state.recipients[0], state) == wanted


@pytest.mark.parametrize(
    ("sections", "facts", "wanted"),
    [
        ("lync: {version: 2015}", "", True),
        ("client_policies: {Global: {}}", "", True),
        ("voice_policies: {}", "", True),
        ("", "lync: {enterprise_voice_enabled: true}", True),
        ("", "lync: {enabled: false}", False),
        ("lync: {version: 2015}", "lync: {home: online}", False),
        ("lync: {version: 2015}", "teams: {mode: TeamsOnly}", False),
        ("teams: {upgrade_default: TeamsOnly}", "", False),
        ("teams: {upgrade_default: TeamsOnly}", "lync: {registrar_pool: pool1.contoso.com}", True),
        ("", "", None),
    ],
)
def test_who_is_on_lync(sections: str, facts: str, wanted: bool | None) -> None:
    state = state_of(f"delegint: 1\n{sections}\nrecipients: {{ilse@contoso.com: {{{facts}}}}}\n")
    answer = is_on_lync(state.recipients[0], state)
    assert isinstance(answer, Unknown) if wanted is None else answer is wanted


@pytest.mark.parametrize(
    ("lync", "grants", "policies", "wanted"),
    [
        ("false", "full_access: {ilse@contoso.com: {expects: [online_meetings]}}", "{}, {}", {"LYNC002", "LYNC003"}),
        ("false", "delegates: {ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}}",
         "{EnableExchangeDelegateSync: true}, {EnableDelegation: false}", {"LYNC005"}),
        ("false", "delegates: {ilse@contoso.com: {folders: {Calendar: Reviewer}, for: [online_meetings]}}",
         "{EnableExchangeDelegateSync: true}, {}", {"LYNC010"}),
        ("false", "delegates: {ilse@contoso.com: {folders: {Calendar: Author}, for: [online_meetings]}}",
         "{EnableExchangeDelegateSync: true}, {}", {"LYNC010"}),
        ("false", "folders: {Calendar: {ilse@contoso.com: {rights: Editor, expects: [online_meetings]}}}",
         "{EnableExchangeDelegateSync: true}, {}", {"LYNC011"}),
        ("true", "folders: {Calendar: {ilse@contoso.com: {rights: Editor, expects: [online_meetings]}}}",
         "{}, {}", {"LYNC001"}),
    ],
)  # fmt: skip
def test_the_wide_rule_stands_alone_only_where_no_narrower_one_does(
    lync: str, grants: str, policies: str, wanted: set[str]
) -> None:
    client, voice = policies.split(", ", 1)
    report = lint_text(
        "delegint: 1\n"
        "recipients:\n"
        "  annelies@contoso.com:\n"
        f"    lync: {{enterprise_voice_enabled: {lync}, client_policy: null, voice_policy: null}}\n"
        "  ilse@contoso.com: {}\n"
        f"delegations: {{annelies@contoso.com: {{{grants}}}}}\n"
        f"client_policies: {{Global: {client}}}\n"
        f"voice_policies: {{Global: {voice}}}\n",
        select=["LYNC"],
    )
    assert {result.rule.code for result in report.results} == wanted
