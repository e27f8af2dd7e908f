"""Get-DistributionGroupMember, with a column that names the group."""

from __future__ import annotations

from typing import Final

from delegint.api import Export, Row, Sink

_GROUP: Final = ("Group", "GroupIdentity", "GroupPrimarySmtpAddress")


def read_member(row: Row, sink: Sink) -> None:
    """One member of a group; where nobody is known by any of its names, the address stands for it."""
    group = row.text("on", *_GROUP)
    names = (
        row.text("PrimarySmtpAddress", "smtp"), row.guid("Guid"), row.guid("ExternalDirectoryObjectId"),
        row.text("DistinguishedName", "dn"),
    )  # fmt: skip
    member = tuple(name for name in names if name) or tuple(filter(None, [row.text("Name", "DisplayName", "sam")]))
    if group and member:
        sink.member(row.line, (group,), member)


EXPORTS: Final = (
    Export(
        "Get-DistributionGroupMember",
        (
            ("on", *_GROUP),
            ("PrimarySmtpAddress", "smtp", "DistinguishedName", "Guid"),
            ("Name", "DisplayName", *_GROUP),
        ),
        grant=read_member,
        refuses=("AccessRights",),
        kind="group-member",
    ),
)
