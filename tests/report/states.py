"""States for the tests of the reports, and plugins that misbehave."""

from __future__ import annotations

from pathlib import Path

STATE = """\
delegint: 1
recipients:
  invoices@contoso.com: {type: SharedMailbox, home: on_premises}
  ilse@contoso.com: {home: on_premises}
  bob@contoso.com: {home: online}
delegations:
  invoices@contoso.com:
    send_as: {ilse@contoso.com: {sides: [on_premises]}, bob@contoso.com: {sides: [on_premises]}}
migration:
  batches:
    - {name: wave-1, date: 2026-12-05, to: online, members: [ilse@contoso.com]}
    - {name: wave-2, date: 2026-12-08, to: on_premises, members: [ilse@contoso.com]}
"""
"""Two errors and two warnings under HYB014, HYB015 and MIG006; two of them between the batches only."""
ACCEPTED = STATE.replace("    send_as:", '    # delegint: ignore[HYB014] reason="pilot" until=2027-01-31\n    send_as:')
"""The same, with its two warnings suppressed."""
OURS = "HYB014,HYB015,MIG006"

PLUGIN = '''
from delegint.api import Mailbox, Related, State, Unknown, documented, hookimpl, rule

delegint_api = 1
HANDBOOK = documented("Handbook", checked="2026-11-22")


@rule("ACME001", "acme-mailbox", severity="info", evidence=HANDBOOK, absorbs=("ACME002",))
def cause(mailbox: Mailbox, state: State):
    """
    ## What it finds
    Every mailbox. On purpose.

    ## Why it matters
    It does not.
    """
    yield mailbox.finding("{0} [here](https://evil.example)", about=[("acme",)], fix="Leave [it] {alone}")


@rule("ACME002", "acme-effect", severity="info", evidence=HANDBOOK)
def effect(mailbox: Mailbox, state: State):
    """
    ## What it finds
    Every mailbox once more.
    """
    yield mailbox.finding("This follows", about=[("acme",)])


@rule("ACME003", "acme-failure", severity="info", evidence=HANDBOOK)
def failure(mailbox: Mailbox, state: State):
    """
    ## What it finds
    Nothing, as it always fails.
    """
    raise ValueError("a defect\\n::error::of the rule")
    yield


@hookimpl
def delegint_rules(register):
    register(cause)
    register(effect)
    register(failure)
'''
"""A finding with an effect on each mailbox, in words that mean more than words in SARIF; and a rule that fails."""


def write_state(folder: Path, text: str = STATE, name: str = "desired.yaml") -> Path:
    """Write a state to a file in a folder."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="")
    return file


def install_plugin(folder: Path, *, name: str = "acme") -> Path:
    """Make `PLUGIN` an installed distribution, acme-lint 2.5; the folder to put on PYTHONPATH."""
    site = folder / "site"
    metadata = site / "acme_lint-2.5.dist-info"
    metadata.mkdir(parents=True)
    (site / "acme_lint.py").write_text(PLUGIN, encoding="utf-8")
    (metadata / "entry_points.txt").write_text(f"[delegint]\n{name} = acme_lint\n", encoding="utf-8")
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-lint\nVersion: 2.5\n", encoding="utf-8")
    return site


def many(number: int) -> str:
    """A state with so many findings of HYB014, and none of other rules of `OURS`."""
    people = "".join(f"  u{n}@contoso.com: {{home: online}}\n" for n in range(number))
    grants = ", ".join(f"u{n}@contoso.com" for n in range(number))
    return (
        "delegint: 1\nrecipients:\n  invoices@contoso.com: {type: SharedMailbox, home: on_premises}\n"
        f"{people}delegations:\n  invoices@contoso.com:\n    send_as: [{grants}]\n"
    )
