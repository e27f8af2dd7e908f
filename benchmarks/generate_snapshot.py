"""Write a snapshot for a generated state: `python benchmarks/generate_snapshot.py export --grants 100000`.

The tenant has what the state of the same size and seed declares, but for one grant in fifty, and mailboxes that
nobody declared up to the number asked for. Nine rows in ten are what every mailbox carries: its own entry, inherited
ones, and those of Exchange itself. The files have the form of the collector; the same arguments give the same bytes.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator
from hashlib import file_digest, md5
from pathlib import Path
from typing import Any, TextIO

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.generate_state import TENANT_ROUTING_DOMAIN, Quota, Team

SIDES = {"on_premises": "onprem", "online": "exo"}
INHERITED = (
    ("Organization Management", '["FullAccess"]', "true"),
    ("Organization Management", '["ChangeOwner, ChangePermission, DeleteItem, ReadPermission"]', "false"),
    ("Domain Admins", '["FullAccess"]', "true"),
    ("Domain Admins", '["ChangeOwner, ChangePermission, DeleteItem, ReadPermission"]', "false"),
    ("Enterprise Admins", '["FullAccess"]', "true"),
    ("Exchange Servers", '["FullAccess, ReadPermission"]', "false"),
    ("Exchange Trusted Subsystem", '["ChangeOwner, ChangePermission, DeleteItem, ReadPermission"]', "false"),
    ("Managed Availability Servers", '["ReadPermission"]', "false"),
    ("Public Folder Management", '["ReadPermission"]', "false"),
    ("Administrator", '["FullAccess"]', "true"),
    ("Delegated Setup", '["ReadPermission"]', "false"),
)
CMDLETS = {
    "recipient": "Get-Recipient",
    "mailbox-permission": "Get-MailboxPermission",
    "send-as": "Get-RecipientPermission, Get-ADPermission",
    "folder-permission": "Get-MailboxFolderPermission",
}
LOST = 50
"""One declared grant in so many is not in the tenant."""


def guid_of(address: str) -> str:
    """A GUID that is the same in every run."""
    digits = md5(address.encode(), usedforsecurity=False).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def sid_of(number: int) -> str:
    """The SID of a person."""
    return f"S-1-5-21-1004336348-1177238915-682003330-{1000 + number}"


class Tenant:
    """The people of a tenant, and the open files of its export.

    Args:
        folder: where the files go.
        seed: varies what is lost.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self.numbers: dict[str, int] = {}
        self.homes: dict[str, str] = {}
        self.rows = 0
        self.signal = 0
        self._rng = random.Random(seed)  # noqa: S311 - nothing secret
        self._folder = folder
        self._files: dict[tuple[str, str], TextIO] = {}

    def write(self, side: str, kind: str, line: str) -> None:
        """Write one line to the file of its kind."""
        stream = self._files.get((side, kind))
        if stream is None:
            path = self._folder / SIDES[side] / f"{kind}.jsonl"
            path.parent.mkdir(parents=True, exist_ok=True)
            stream = self._files[side, kind] = path.open("w", encoding="utf-8", newline="\n")
        stream.write(line + "\n")

    def close(self) -> None:
        """End the files, and describe them in the manifests."""
        listed: dict[str, list[dict[str, Any]]] = {}
        for (side, kind), stream in self._files.items():
            stream.close()
            path = Path(stream.name)
            with path.open("rb") as written:
                digest = file_digest(written, "sha256").hexdigest()
            described = {"path": path.name, "kind": kind, "cmdlet": CMDLETS[kind]}
            listed.setdefault(side, []).append({**described, "total": len(self.homes), "sha256": digest})
        for side, files in listed.items():
            manifest = {
                "delegint_snapshot": 1, "collector": "0.1.0", "side": side, "started": "2026-11-21T01:00:00Z",
                "ended": "2026-11-21T09:00:00Z", "files": files,
            }  # fmt: skip
            (self._folder / SIDES[side] / "manifest.json").write_text(json.dumps(manifest, indent=2), encoding="utf-8")

    def recipient(self, address: str, kind: str, side: str, delegates: list[str]) -> None:
        """Write one recipient."""
        number = self.numbers.setdefault(address, len(self.numbers))
        self.homes[address] = side
        local = address.partition("@")[0]
        name = local.replace(".", " ").title()
        guid = guid_of(address)
        legacy = (
            f"/o=Wide World/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn={guid.replace('-', '')}"
        )
        record: dict[str, Any] = {
            "k": "recipient", "guid": guid, "exchangeGuid": guid_of("mailbox " + address),
            "edoid": guid_of("entra " + address) if side == "online" else "",
            "dn": f"CN={name},OU=Users,DC=corp,DC=wideworldimporters,DC=com",
            "canonical": f"corp.wideworldimporters.com/Users/{name}", "legacyDn": legacy, "sam": f"u{number:07}",
            "upn": address, "primarySmtp": address,
            "proxies": [f"SMTP:{address}", f"smtp:{local}@{TENANT_ROUTING_DOMAIN}", f"x500:{legacy}-old"],
            "sid": sid_of(number), "name": name, "displayName": name, "alias": local, "rtd": kind, "hidden": False,
            "dirSynced": True if side == "online" else None, "sendOnBehalf": [guid_of(who) for who in delegates],
        }  # fmt: skip
        self.write(side, "recipient", json.dumps(record, separators=(",", ":")))

    def grant(self, owner: str, kind: str, trustee: str, *, folder: str = "", right: str = "") -> None:
        """Write one right, unless it is one of those that the tenant lacks."""
        if not self._rng.randrange(LOST):
            return
        side, number = self.homes[owner], self.numbers[trustee]
        on, sid = guid_of(owner), sid_of(number)
        self.rows += 1
        self.signal += 1
        if kind == "full_access":
            self._row(
                side, "mailbox-permission", on, f'"user":"CORP\\\\u{number:07}","sid":"{sid}","rights":["FullAccess"]'
            )
        elif kind == "send_as":
            who = f'"trustee":"CORP\\\\u{number:07}","sid":"{sid}"'
            rights = (
                '"rights":["SendAs"],"extended":[]'
                if side == "online"
                else '"rights":["ExtendedRight"],"extended":["Send-As"]'
            )
            self.write(side, "send-as", f'{{"k":"send-as","on":"{on}",{who},{rights},"deny":false,"inherited":false}}')
        else:
            what = f'"folder":"{folder}","path":"/{folder}"'
            who = f'"user":"{trustee}","userType":"Internal","guid":"{guid_of(trustee)}","upn":"","smtp":"{trustee}"'
            rights = f'"legacyDn":"","rights":["{right}"],"sharing":[]'
            line = f'{{"k":"folder-permission","on":"{on}",{what},{who},{rights}}}'
            self.write(side, "folder-permission", line)

    def default(self, owner: str, folder: str, right: str) -> None:
        """Write what everybody may see of a folder."""
        what = f'"on":"{guid_of(owner)}","folder":"{folder}","path":"/{folder}","user":"Default","userType":"Default"'
        rest = f'"guid":"","upn":"","smtp":"","legacyDn":"","rights":["{right}"],"sharing":[]'
        self.write(self.homes[owner], "folder-permission", f'{{"k":"folder-permission",{what},{rest}}}')
        self.rows += 1

    def _row(self, side: str, kind: str, on: str, rest: str) -> None:
        self.write(side, kind, f'{{"k":"{kind}","on":"{on}",{rest},"deny":false,"inherited":false,"scope":"All"}}')

    def noise(self, owner: str, rows: int) -> None:
        """Write what every mailbox carries."""
        side, on = self.homes[owner], guid_of(owner)
        own = '"user":"NT AUTHORITY\\\\SELF","sid":"S-1-5-10","rights":["FullAccess, ReadPermission"]'
        self._row(side, "mailbox-permission", on, own)
        authority = "CORP" if side == "on_premises" else "EURPR07A005"
        for number in range(rows - 1):
            name, rights, deny = INHERITED[number % len(INHERITED)]
            self.write(
                side,
                "mailbox-permission",
                f'{{"k":"mailbox-permission","on":"{on}","user":"{authority}\\\\{name}","sid":"","rights":{rights},'
                f'"deny":{deny},"inherited":true,"scope":"All"}}',
            )
        self.rows += rows

    def covered(self, owner: str) -> None:
        """Say that the owner answered."""
        on = guid_of(owner)
        for kind in ("mailbox-permission", "send-as"):
            self.write(self.homes[owner], kind, f'{{"k":"covered","on":"{on}","of":"{kind}"}}')
        for folder in ("Calendar", "Tasks"):
            line = f'{{"k":"covered","on":"{on}","of":"folder-permission","folder":"{folder}"}}'
            self.write(self.homes[owner], "folder-permission", line)


def teams(grants: int, seed: int, mailboxes: int) -> Iterator[tuple[Team, dict[str, Any]]]:
    """The teams of the state, then further ones until there are enough mailboxes."""
    rng = random.Random(seed)  # noqa: S311 - nothing secret
    quota = Quota(grants)
    previous: Team | None = None
    number = written = 0
    while quota.left or written < mailboxes:
        team = Team(number, rng)
        neighbour = previous if number % 8 in {2, 7} else None
        yield team, team.delegations(quota, neighbour) if quota.left else {}
        written += len(team.mailboxes())
        previous = team
        number += 1


def write_snapshot(folder: Path, grants: int, mailboxes: int, rows: int, seed: int = 1) -> None:
    """Write a snapshot.

    Args:
        folder: where it goes.
        grants: how many grants the state declares.
        mailboxes: how many mailboxes the tenant has at least.
        rows: how many permission rows, nine in ten of them noise.
        seed: that of the state.
    """
    tenant = Tenant(folder, seed)
    all_teams = list(teams(grants, seed, mailboxes))
    for team, declared in all_teams:
        side = "online" if team.online else "on_premises"
        for address, facts in team.recipients():
            kind = str(facts.get("type", "UserMailbox"))
            delegates = list(declared.get(address, {}).get("send_on_behalf", ()))
            delegates += list(declared.get(address, {}).get("delegates", ()))
            tenant.recipient(address, kind, side, delegates)
    for _, declared in all_teams:
        _write_grants(tenant, declared)
    boxes = [box for team, _ in all_teams for box in team.mailboxes()]
    each, left = divmod(max(rows - tenant.rows, len(boxes)), len(boxes))
    for place, box in enumerate(boxes):
        tenant.noise(box, each + (place < left))
        tenant.covered(box)
    tenant.close()
    sys.stderr.write(f"{len(tenant.numbers):,} recipients, {tenant.rows:,} rows, {tenant.signal:,} of them no noise\n")


def _write_grants(tenant: Tenant, declared: dict[str, Any]) -> None:
    """Write what a team's mailboxes declare, Send on Behalf excepted, which stands on the recipient."""
    for owner, kinds in declared.items():
        for kind in ("full_access", "send_as"):
            for trustee in kinds.get(kind, ()):
                tenant.grant(owner, kind, trustee)
        for name, permissions in kinds.get("folders", {}).items():
            for trustee, right in permissions.items():
                if trustee == "Default":
                    tenant.default(owner, name, right)
                else:
                    tenant.grant(owner, "folders", trustee, folder=name, right=right)
        for trustee in kinds.get("delegates", ()):
            for name in ("Calendar", "Tasks"):
                tenant.grant(owner, "folders", trustee, folder=name, right="Editor")


def main() -> None:
    """Write a snapshot to a folder."""
    parser = argparse.ArgumentParser(description="Write a snapshot for benchmarks.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--grants", type=int, default=10_000, help="grants of the state (default: %(default)s)")
    parser.add_argument("--mailboxes", type=int, default=0, help="mailboxes of the tenant, at least")
    parser.add_argument("--rows", type=int, default=0, help="permission rows (default: ten for each grant)")
    parser.add_argument("--seed", type=int, default=1, help="that of the state (default: %(default)s)")
    arguments = parser.parse_args()
    rows = arguments.rows or 10 * arguments.grants
    write_snapshot(arguments.folder, arguments.grants, arguments.mailboxes, rows, arguments.seed)


if __name__ == "__main__":
    main()
