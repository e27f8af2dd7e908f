"""A finding on what an alias or merge key brings in tells where it is used."""

from __future__ import annotations

from tests.linting import lint_text

STATE = """\
delegint: 1
recipients:
  invoices@contoso.com: {type: SharedMailbox, home: on_premises}
  orders@contoso.com: {type: SharedMailbox, home: on_premises}
  ilse@contoso.com: {home: online}
delegations:
  invoices@contoso.com:
    send_as: {ilse@contoso.com: &here {sides: [on_premises]}}
  orders@contoso.com:
    send_as: {ilse@contoso.com: *here}
"""


def test_both_places_are_told() -> None:
    report = lint_text(STATE, select=["HYB015"])
    found = [
        (str(result.finding.place), [(str(place), message) for place, message in result.finding.related])
        for result in report.results
    ]
    there = ("desired.yaml:10:33", "used here, through an alias or merge key")
    assert sorted(found) == [("desired.yaml:8:47", []), ("desired.yaml:8:47", [there])]
