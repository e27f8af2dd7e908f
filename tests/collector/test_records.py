"""Every kind of record has the fields that the reader knows, in their order, each of the kind of value it expects."""

from __future__ import annotations

import re

import msgspec
import pytest

pytest.importorskip("tree_sitter_pwsh")

from delegint.snapshot.tagged import FolderPermission, MailboxPermission, SendAsPermission
from tests.collector.powershell import below, calls, functions, keys_of, text, tree, values_of

FIELDS = {
    "recipient": "guid exchangeGuid edoid immutableId dn canonical legacyDn sam upn primarySmtp proxies sid sidHistory "
    "name displayName alias rtd hidden dirSynced sendOnBehalf messageCopySentAs messageCopySendOnBehalf "
    "accountDisabled litigationHold archive cloudManaged externalEmail remoteRouting remoteType managedBy",
    "mailbox-permission": "on user sid rights deny inherited scope",
    "send-as": "on trustee sid rights extended deny inherited",
    "folder-permission": "on folder path user userType guid upn smtp legacyDn rights sharing",
    "calendar-processing": "on automate forward delegates bookIn requestIn requestOut allBookIn allRequestIn "
    "allRequestOut removePrivate",
    "group-member": "on guid smtp sam dn name",
    "ad-object": "guid sid sidHistory dn sam upn mail mailNickname proxies legacyDn displayType typeDetails remoteType "
    "publicDelegates delegateList adminCount enabled consistencyGuid",
    "organization": "name guid aclable ewsEnabled ewsAllowed domain",
    "accepted-domain": "domain type",
    "cs-user": "sid dn sam upn sip enabled enterpriseVoice lineUri registrarPool hostingProvider clientPolicy "
    "voicePolicy conferencingPolicy presencePolicy remoteCallControl audioVideoDisabled lineServerUri privateLine",
    "cs-user-delegates": "sip delegates",
    "cs-policy": "cmdlet identity settings",
    "cs-online-user": "edoid upn sip enabled enterpriseVoice callingPolicy meetingPolicy upgradeMode directorySynced "
    "features",
    "cs-online-policy": "cmdlet identity settings",
    "sync-setting": "name value",
    "sync-scheduler": "staging enabled interval",
    "migration-batch": "name status type startAfter completeAfter direction total",
    "migration-user": "batch address guid status",
    "covered": "on of",
    "error": "on of message",
}
MANIFEST = "delegint_snapshot collector side organization started ended powershell culture shard shards"
FILE = "path kind cmdlet parameters properties total covered errors records sha256 started ended"
LISTS = {
    "rights", "extended", "sharing", "delegates", "bookIn", "requestIn", "requestOut", "proxies", "sidHistory",
    "publicDelegates", "delegateList", "features",
}  # fmt: skip
NEVER_NULL = ("mailbox-permission", "send-as", "folder-permission", "group-member")
LIST = re.compile(r"^\[string\[\]\]@\(.*\)$")


def literals() -> list[tuple[str, list[str], dict[str, str]]]:
    """Kind, fields and values of every record of the script."""
    found = []
    for node in below(tree(), "hash_literal_expression"):
        values = values_of(node)
        if "k" in values:
            found.append((values["k"].strip("'"), keys_of(node), values))
    return found


def test_every_kind_is_collected() -> None:
    assert {kind for kind, _, _ in literals()} == set(FIELDS)


@pytest.mark.parametrize(("kind", "keys"), [(kind, keys) for kind, keys, _ in literals()])
def test_fields(kind: str, keys: list[str]) -> None:
    assert keys == ["k", *FIELDS[kind].split()]


@pytest.mark.parametrize(("kind", "values"), [(kind, values) for kind, _, values in literals()])
def test_lists_are_lists_whatever_they_hold(kind: str, values: dict[str, str]) -> None:
    """A cast inside the literal keeps a list of one item a list, in 5.1 as in 7."""
    for name in LISTS & set(values):
        value = values[name]
        if value.startswith("$"):
            wanted = f"{value} = [string[]]@("
            assert wanted in text(tree())
        else:
            assert LIST.match(value), (kind, name, value)


@pytest.mark.parametrize(("kind", "values"), [(kind, values) for kind, _, values in literals() if kind in NEVER_NULL])
def test_rights_are_never_null(kind: str, values: dict[str, str]) -> None:
    """Rows of rights come by the million; the reader decodes them by type and knows no null in them."""
    sure = re.compile(
        r"""^(\$(rights|extended|On|Type|FolderPath|text|kind|logon|legacy|owner\.guid)|'[a-z-]+'|"\$\(.*\)"|
            \[string\[\]\]@\(.*\)|\("\$\(.*\)"\ -(eq|match)\ '.*'\)|
            \((ConvertTo-Text|Get-GuidText|Get-Sid)\ .*\))$""",
        re.VERBOSE,
    )
    assert {name: value for name, value in values.items() if not sure.match(value)} == {}


def test_records_are_ordered_and_written_as_one_line() -> None:
    for node in below(tree(), "hash_literal_expression"):
        if "k" in values_of(node):
            above = node.parent
            while above is not None and above.type == "unary_expression":
                above = above.parent
            assert above is not None
            assert text(above).startswith("[ordered]@{")
    compressed = [call for call in calls(tree()) if call.name == "ConvertTo-Json"]
    assert [sorted(call.parameters) for call in compressed] == [
        ["-Compress", "-Depth", "-InputObject"],
        ["-Depth", "-InputObject"],
    ]


def test_manifest() -> None:
    found = {keys[0]: keys for node in below(tree(), "hash_literal_expression") if (keys := keys_of(node))}
    assert [key for key in found["delegint_snapshot"] if key not in ("options", "skipped")] == [
        *MANIFEST.split(),
        "files",
    ]
    assert found["path"] == FILE.split()


def test_kinds_of_the_files_are_the_kinds_of_the_records() -> None:
    kinds = [text(call.arguments[0]).strip("'") for call in calls(tree()) if call.name == "Start-Topic"]
    assert set(kinds) == set(FIELDS) - {"covered", "error"}


def test_topic_writes_records_of_its_own_kind() -> None:
    helpers = {
        "Export-SendAsOnline": "send-as", "Export-SendAsOfNamed": "send-as",
        "Export-FolderPermission": "folder-permission",
        "Export-RecipientOnPremises": "recipient", "Export-RecipientOnline": "recipient",
        "Export-DirectoryObject": "ad-object", "Export-SkypePolicy": "cs-policy",
        "Export-TeamsPolicy": "cs-online-policy",
    }  # fmt: skip
    for name, function in functions(tree()).items():
        kinds = [text(call.arguments[0]).strip("'") for call in calls(function) if call.name == "Start-Topic"]
        if kinds:
            inside = {values_of(node)["k"].strip("'") for node in below(function, "hash_literal_expression")
                      if "k" in values_of(node)}  # fmt: skip
            assert (inside or {helpers[name]}) == set(kinds)
            assert name not in helpers or not inside


def test_owner_that_answered_is_written_last() -> None:
    """So that a file that was cut off cannot pretend: rows first, then the folders, then the owner."""
    steps = [call.name for call in calls(functions(tree())["Complete-Owner"])]
    assert steps == ["Write-Covered", "Write-Covered"]
    body = text(functions(tree())["Complete-Owner"])
    assert body.index("foreach ($line in $Rows)") < body.index("foreach ($type in $FolderTypes)")
    assert body.index("Write-Covered $Topic $On $type") < body.index("Write-Covered $Topic $On\n")
    assert body.index("Write-Covered $Topic $On\n") < body.index("['Writer'].Flush()")


def test_resume_recognizes_what_the_script_writes() -> None:
    pattern = re.search(r"-match '(\^\\\{\"k\":\"covered\".*?)'\)", text(functions(tree())["Repair-File"]))
    assert pattern is not None
    covered = re.compile(pattern[1])
    whole = '{"k":"covered","on":"9a84412a-cef3-49d3-88ac-38cb0c564721","of":"mailbox-permission"}'
    match = covered.match(whole)
    assert match is not None
    assert match[1] == "9a84412a-cef3-49d3-88ac-38cb0c564721"
    assert all(covered.match(whole[:length]) is None for length in range(len(whole)))
    assert covered.match(whole[:-1] + ',"folder":"Calendar"}') is None


@pytest.mark.parametrize(
    "struct", [MailboxPermission, SendAsPermission, FolderPermission], ids=lambda one: one.__name__
)
def test_fast_reader_knows_exactly_these_fields(struct: type[msgspec.Struct]) -> None:
    kind = struct.__struct_config__.tag
    assert isinstance(kind, str)
    assert sorted(struct.__struct_fields__) == sorted(FIELDS[kind].split())
