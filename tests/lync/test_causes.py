"""What a rule about Teams says of a pair is attached to the rule about Lync that explains it, and told once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from delegint.engine.evaluate import Result
from tests.linting import lint_text

BOTH = """\
delegint: 1
lync: {version: SE}
teams: {upgrade_default: Islands}
recipients:
  annelies@contoso.com:
    home: online
    lync: {registrar_pool: pool1.contoso.com, enterprise_voice_enabled: false, client_policy: null, voice_policy: null}
  ilse@contoso.com: {home: online, lync: {registrar_pool: pool1.contoso.com}}
delegations:
  annelies@contoso.com:
    GRANTS
client_policies: {Global: {EnableExchangeDelegateSync: true}}
voice_policies: {Global: {}}
"""
APART = """\
delegint: 1
lync: {version: SE}
recipients:
  annelies@contoso.com: {home: online, lync: {home: online}, teams: {mode: TeamsOnly}}
  ilse@contoso.com: {home: online, lync: {registrar_pool: pool1.contoso.com}}
delegations:
  annelies@contoso.com:
    delegates: {ilse@contoso.com: {folders: {Calendar: Editor}, for: [receive_calls]}}
"""
LOW = "delegates: {ilse@contoso.com: {folders: {Calendar: Reviewer}, for: [online_meetings]}}"
ALONE = "folders: {Calendar: {ilse@contoso.com: {rights: Editor, expects: [online_meetings]}}}"


def test_a_pair_that_is_apart_is_told_once() -> None:
    report = lint_text(APART, select=["LYNC019", "TEAMS021"])
    assert [result.rule.code for result in report.results] == ["LYNC019"]
    assert {found.rule.code for found in _effects(report.results)} == {"TEAMS021"}


@pytest.mark.parametrize("grants", ["full_access: {ilse@contoso.com: {expects: [online_meetings]}}", LOW, ALONE])
def test_in_islands_mode_people_on_the_servers_are_judged_by_lync_alone(grants: str) -> None:
    report = lint_text(BOTH.replace("GRANTS", grants), select=["TEAMS015"])
    assert report.results == []
    assert report.gaps == []


@pytest.mark.parametrize("fact", ["enabled: true, planned_change: disable", "enabled: true, planned_change: remove"])
def test_nothing_is_to_be_mended_for_an_account_that_goes(fact: str) -> None:
    grants = "delegates: {ilse@contoso.com: {folders: {Calendar: Reviewer}, for: [online_meetings, make_calls]}}"
    state = BOTH.replace("GRANTS", grants).replace("lync: {registrar_pool", f"lync: {{{fact}, registrar_pool", 1)
    report = lint_text(state, select=["LYNC"])
    assert {result.rule.code for result in report.results} == {"LYNC042"}


def _effects(results: list[Result]) -> Iterator[Result]:
    for result in results:
        for effect in result.effects:
            yield effect
            yield from _effects([effect])
