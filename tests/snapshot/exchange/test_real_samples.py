"""Real exports of Exchange Online: masked by their publisher, and nested in the output of the tool that took them."""

from __future__ import annotations

from pathlib import Path

from tests.snapshot.exchange.tenants import codes, facts_of, granted
from tests.snapshot.observing import SHARED, covered, needs_shared, observe


@needs_shared
def test_the_real_samples_of_exchange_online(tmp_path: Path) -> None:
    folder = SHARED / "exo-cmdlets-json"
    names = ("exo-mailbox", "exo-recipient", "exo-mailbox-permission", "exo-recipient-permission")
    observed = observe(tmp_path, {f"exo/{name}.json": (folder / f"{name}.json").read_bytes() for name in names})
    assert observed.people == ["user@example.com"]
    assert facts_of(observed, "user@example.com") == {
        "home": "online", "online_object.kind": "Mailbox", "type": "UserMailbox",
    }  # fmt: skip
    assert covered(observed) == {"full_access/online": ["user@example.com"], "send_as/online": ["user@example.com"]}
    assert granted(observed) == []
    assert observed.ignored == {"self": {"NT AUTHORITY\\SELF": 2}}
    assert codes(observed) == []
