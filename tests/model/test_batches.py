"""Batches: their names, their order, and which of them still moves somebody."""

from __future__ import annotations

from tests.linting import Expected, found_in, lint_text

HEAD = """\
delegint: 1
recipients:
  a@contoso.com: {home: on_premises}
  b@contoso.com: {home: on_premises}
migration:
  batches:
"""


def test_two_batches_of_one_name_cannot_be_told_apart() -> None:
    report = lint_text(
        HEAD
        + "    - {name: wave-1, to: online, members: [a@contoso.com]}\n"
        + "    - {name: Wave-1, to: online, members: [b@contoso.com]}\n",
        select=["FMT"],
    )
    assert found_in(report) == [Expected("8:14", "FMT002", "error")]
    (result,) = report.results
    assert result.finding.message == "Two batches are called Wave-1, and findings name batches"
    assert str(result.finding.related[0].place) == "desired.yaml:7:14"


def test_a_batch_without_a_name_is_only_told_so() -> None:
    report = lint_text(HEAD + "    - {to: online, members: []}\n    - {to: online, members: []}\n", select=["FMT"])
    assert [expected.code for expected in found_in(report)] == ["FMT009", "FMT009"]


def test_what_an_alias_repeats_is_told_once() -> None:
    state = (
        "delegint: 1\nrecipients:\n  a@contoso.com: &x {home: cloud}\n  b@contoso.com: *x\n  c@contoso.com: {<<: *x}\n"
    )
    assert found_in(lint_text(state, select=["FMT"])) == [Expected("3:28", "FMT007", "error")]


def test_what_is_no_address_is_not_looked_up() -> None:
    state = "delegint: 1\nrecipients: {a@contoso.com: {}}\ndelegations: {a@contoso.com: {full_access: [Default]}}\n"
    assert found_in(lint_text(state, select=["FMT"])) == [Expected("3:45", "FMT007", "error")]
