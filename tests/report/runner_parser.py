"""The command parsers of the GitHub runner and the Azure DevOps agent, written anew from how theirs work."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

REGISTERED = {
    "error",
    "warning",
    "notice",
    "debug",
    "group",
    "add-mask",
    "set-output",
    "stop-commands",
    "vso",
}
# What System.String.Trim and TrimStart take away; str.strip takes some controls more.
DOTNET_BLANKS = "".join(
    chr(code)
    for code in range(0x10000)
    if unicodedata.category(chr(code)) in ("Zs", "Zl", "Zp") or chr(code) in "\t\n\v\f\r\x85"
)


@dataclass
class Command:
    """What a runner would act upon."""

    name: str
    properties: dict[str, str]
    data: str


def unescape(text: str, *tokens: tuple[str, str]) -> str:
    for written, token in tokens:
        text = text.replace(written, token)
    return text


def parse_properties(text: str, separator: str, *tokens: tuple[str, str]) -> dict[str, str]:
    """Properties as both runners split them: empty entries are left out, and with them leading `=`."""
    properties = {}
    for entry in filter(None, text.split(separator)):
        pair = [part for part in entry.lstrip("=").partition("=")[::2] if part]
        if len(pair) == 2:
            properties[pair[0].lower()] = unescape(pair[1].lstrip("="), *tokens)
    return properties


GITHUB_DATA = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
GITHUB_PROPERTY = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))
LEGACY = (("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%25", "%"))
AZURE = (("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%AZP25", "%"))


def github_v2(line: str) -> Command | None:
    """`TryParseV2` of the GitHub runner's ActionCommand."""
    line = line.lstrip(DOTNET_BLANKS)
    if not line.startswith("::"):
        return None
    end = line.find("::", 2)
    if end < 0:
        return None
    name, space, rest = line[2:end].partition(" ")
    if name.lower() not in REGISTERED:
        return None
    properties = parse_properties(rest.strip(DOTNET_BLANKS), ",", *GITHUB_PROPERTY) if space else {}
    return Command(name, properties, unescape(line[end + 2 :], *GITHUB_DATA))


def github_legacy(line: str) -> Command | None:
    """`TryParse` of the GitHub runner's ActionCommand, tried where the other form is not met."""
    start = line.find("##[")
    end = line.find("]", start)
    if start < 0 or end < 0:
        return None
    name, _, rest = line[start + 3 : end].partition(" ")
    if name.lower() not in REGISTERED:
        return None
    return Command(name, parse_properties(rest, ";", *LEGACY), unescape(line[end + 1 :], *LEGACY))


def github(line: str) -> Command | None:
    return github_v2(line) or github_legacy(line)


def azure(line: str) -> Command | None:
    """`TryParse` of the Azure DevOps agent's Command."""
    start = line.find("##vso[")
    end = line.find("]", start)
    if start < 0 or end < 0:
        return None
    name, _, rest = line[start + 6 : end].partition(" ")
    if len([part for part in name.split(".") if part]) != 2:
        return None
    return Command(name, parse_properties(rest, ";", *AZURE), unescape(line[end + 1 :], *AZURE))


def lines_read(text: str) -> list[str]:
    """The lines a runner reads: at LF, CR and CRLF, and nowhere else."""
    return re.split(r"\r\n|\r|\n", text)


def without_weightless(text: str) -> str:
    """The text as the runners' string search sees it, with what has no weight in sorting left out."""
    return "".join(
        character
        for character in text
        if character in "\t\n\v\f\r\x85"
        or not (unicodedata.category(character)[0] in "CM" or character in "\u0640\u07fa\ufe73")
    )


def is_safe(text: str) -> bool:
    """Whether no runner acts on it or, going further than they do, finds as much as a marker in it."""
    return not any(
        github(line) or azure(line) or line.lstrip(DOTNET_BLANKS).startswith("::") or re.search(r"##(vso)?\[", line)
        for line in lines_read(text)
    )
