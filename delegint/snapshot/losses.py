"""What an export has lost: recognized value by value, counted, and told once for each property."""

from __future__ import annotations

import re
from typing import Final

from delegint.snapshot.values import Remark, Value

TYPE_NAME: Final = "which is the name of a type"
DEPTH: Final = "which is what ConvertTo-Json writes beyond its depth"
SCREEN: Final = "which is text cut short for the screen"
REWRITTEN: Final = "which is a number that a spreadsheet has rewritten"
JOINED: Final = "which cannot be taken apart surely"
NO_FORM: Final = "which has no known form"
SEVERAL: Final = "where one value belongs"
NOT_BOOLEAN: Final = "which is neither True nor False"
OUT_OF_RANGE: Final = "which is out of range"
SUSPECT: Final = ("System.", "Microsoft.", "Deserialized.", "Selected.", "@{", "{")
"""How a text begins that `refuse_lost` may refuse."""
_TYPE: Final = re.compile(
    r"(?:Deserialized\.|Selected\.)?(?:"
    r"System\.(?:Object|String|Byte|SByte|Char|Boolean|U?Int(?:16|32|64)|Double|Decimal|Guid|DateTime|TimeSpan|Uri|"
    r"Array|Enum|ValueType|__ComObject)(?:\[[],]*\])?(?:\s|$)"
    r"|System\.(?:Collections|Management|Security|Net|DirectoryServices|Linq|Globalization|Data|Xml)\.[A-Z]"
    r"|System\.(?:Nullable|Func|Tuple|Lazy)`"
    r"|Microsoft\.(?:Exchange|ActiveDirectory|Teams|Rtc|Online|Open|Graph|Azure|PowerShell|IdentityManagement"
    r"|Management|Win32)\.\w+\.\w)"
)
"""Names of .NET types, as PowerShell writes a value that has no text of its own.

Entra Connect has settings such as `Microsoft.Synchronize.StagingMode`; these are none.
"""
_MOST_SHOWN: Final = 60
_MOST_MEMBERS: Final = 3
_LOST_LETTER: Final = re.compile(r"[^\W\d_]\?[^\W\d_]|(?<!\S)\?[^\W\d_]")
_PEOPLES_NAMES: Final = frozenset({"displayname", "foldername", "name", "identity", "user", "trustee"})
_CALLS: Final = {
    **{
        name: f"{name} -ResultSize Unlimited"
        for name in (
            "Get-Mailbox", "Get-EXOMailbox", "Get-RemoteMailbox", "Get-MailUser", "Get-Recipient", "Get-EXORecipient",
            "Get-DistributionGroup", "Get-RecipientPermission", "Get-MigrationUser",
        )
    },
    **{
        name: f"Get-Mailbox -ResultSize Unlimited | {name}"
        for name in ("Get-MailboxPermission", "Get-ADPermission", "Get-CalendarProcessing")
    },
    "Get-EXOMailboxPermission": "Get-EXOMailbox -ResultSize Unlimited | Get-EXOMailboxPermission",
    "Get-EXORecipientPermission": "Get-EXORecipientPermission -ResultSize Unlimited",
    **dict.fromkeys(
        ("Get-MailboxFolderPermission", "Get-EXOMailboxFolderPermission", "Get-DistributionGroupMember"), ""
    ),
    "Get-ADSyncGlobalSettings": "(Get-ADSyncGlobalSettings).Parameters",
    "Get-ADUser": "Get-ADUser -Filter * -Properties *",
    "Get-ADObject": "Get-ADObject -Filter * -Properties *",
}  # fmt: skip
"""How the cmdlets are called that need more than their name to show everything; empty where that takes a script."""


class LostValueError(ValueError):
    """The export no longer holds a value that the cmdlet showed.

    Parameters:
        shown: what stands in its place.
        why: what that is, as a relative clause.
    """

    def __init__(self, shown: Value, why: str) -> None:
        super().__init__(why)
        self.shown = _shown(shown)
        self.why = why


def refuse_lost(text: str) -> None:
    """Accept a text that is a value.

    Raises:
        LostValueError: it is what PowerShell writes where it leaves a value out.

    Source: ConvertTo-Json, parameter Depth; Export-Csv, notes on ToString; about_Preference_Variables,
    FormatEnumerationLimit.
    """
    if not text.startswith(SUSPECT):
        return
    if text[0] == "@" and text.endswith("}"):
        raise LostValueError(text, DEPTH)
    if text[0] == "{" and text.rstrip(" }").endswith(("...", "\N{HORIZONTAL ELLIPSIS}")):
        raise LostValueError(text, SCREEN)
    if _TYPE.match(text):
        raise LostValueError(text, TYPE_NAME)


class Losses:
    """What one export has lost.

    Parameters:
        cmdlet: whose output it is.
    """

    __slots__ = ("_counts", "_doubts", "beyond_ascii", "cmdlet")

    def __init__(self, cmdlet: str) -> None:
        self.cmdlet = cmdlet
        self.beyond_ascii = False
        """Whether the export holds a character that ASCII has not."""
        self._counts: dict[str, dict[str, _Count]] = {}
        self._doubts: dict[str, _Count] = {}

    def note(self, name: str, line: int, lost: LostValueError) -> None:
        """Count a value of the property `name` that is lost in the record at `line`."""
        _count(self._counts.setdefault(name, {}), lost.why, line, lost.shown)

    def doubt(self, name: str, line: int, text: str) -> None:
        """Count a text with a question mark, if it may have been an umlaut."""
        if name.lower() in _PEOPLES_NAMES and "://" not in text and _LOST_LETTER.search(text):
            _count(self._doubts, name, line, text)

    def remarks(self) -> list[Remark]:
        """One remark for each property, in the order of the lines; what is shown may hold control characters."""
        remarks = [self._lost(name, counts) for name, counts in self._counts.items()]
        if self._doubts and not self.beyond_ascii:
            remarks.append(self._without_umlauts())
        return sorted(remarks, key=lambda remark: remark.line)

    def _lost(self, name: str, counts: dict[str, _Count]) -> Remark:
        forms = " and ".join(
            f"as {count.shown} in {_records(count.records)}"
            if why == TYPE_NAME
            else f"as {count.shown}, {why}, in {_records(count.records)}"
            for why, count in counts.items()
        )
        values = "its value is" if sum(count.records for count in counts.values()) == 1 else "its values are"
        line = min(count.line for count in counts.values())
        fix = self._export_again(self._projection(name))
        if REWRITTEN in counts:
            fix = f"Give delegint the file as PowerShell wrote it, not saved by a spreadsheet. {fix}"
        return Remark(line, f"{self._writer()} wrote {name} {forms}, so {values} lost", fix)

    def _without_umlauts(self) -> Remark:
        names = " and ".join(self._doubts)
        first = min(self._doubts.values(), key=lambda count: count.line)
        records = _records(max(count.records for count in self._doubts.values()))
        message = (
            f"{self._writer()} wrote {names} with question marks in {records}, such as {first.shown}, and nothing "
            "beyond ASCII, so letters such as ü are probably lost"
        )
        return Remark(first.line, message, self._export_again())

    def _writer(self) -> str:
        return self.cmdlet or "The cmdlet"

    def _projection(self, name: str) -> str:
        """The part of the pipeline that turns a property to text; what is nested needs no more than the depth."""
        if "." in name:
            return ""
        texts = f'@($_.{name} | ForEach-Object {{ "$_" }})'
        return f" | Select-Object -Property *, @{{Name='{name}'; Expression={{{texts}}}}} -ExcludeProperty {name}"

    def _export_again(self, projection: str = "") -> str:
        collector = "Export it again with the script that `delegint collector` prints"
        call = _CALLS.get(self.cmdlet, self.cmdlet)
        if not call:
            return collector
        command = f"{call}{projection} | ConvertTo-Json -Depth 6 | Set-Content -Encoding UTF8 {self.cmdlet}.json"
        return f"{collector}, or with: {command}"


class _Count:
    """How often something was met, and where and how first."""

    __slots__ = ("line", "records", "shown")

    def __init__(self, line: int, shown: str) -> None:
        self.line = line
        self.shown = shown
        self.records = 0


def _count(counts: dict[str, _Count], key: str, line: int, shown: str) -> None:
    count = counts.get(key)
    if count is None:
        count = counts[key] = _Count(line, _shortened(shown))
    count.records += 1


def _records(count: int) -> str:
    return "1 record" if count == 1 else f"{count:,} records"


def _shown(value: Value) -> str:
    if isinstance(value, dict):
        names = [*value][: _MOST_MEMBERS + 1]
        names[_MOST_MEMBERS:] = ["others"] if len(names) > _MOST_MEMBERS else []
        return (
            f"an object with {_shortened(', '.join(map(_shortened, names)))}" if names else "an object without members"
        )
    if isinstance(value, list):
        return f"a list of {len(value):,}"
    return _shortened(str(value))


def _shortened(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "\N{HORIZONTAL ELLIPSIS}"
