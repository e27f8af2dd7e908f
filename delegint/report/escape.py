r"""Making text from a desired state safe to print where a terminal, a CI runner or a browser reads along.

A desired state in a pull request is untrusted, and a report quotes it: names, keys, whole source lines.
Every function here is pure and takes any string. They compose from the inside out, for instance
`for_runner(for_terminal(text))` for a line of human output in CI.
"""

from __future__ import annotations

import re

_UNSEEN = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # C0 controls, DEL, C1 controls
    "\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    "\u115f\u1160\u17b4\u17b5\u180e\u3164\uffa0"  # letters by category, but fillers drawn as nothing
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # zero width, line separators, bidirectional controls
    "\ud800-\udfff"  # lone surrogates cannot be encoded
    "\ufeff\ufff0-\ufffb\ufffe\uffff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"  # tags; the gap: variation selectors, which names need
    "]"
)


def for_terminal(text: str) -> str:
    r"""Text as it may go to a terminal: nothing in it can steer the terminal, reorder it or hide in it.

    Controls (escape sequences begin with one), bidirectional controls, zero-width and other format
    characters, line and paragraph separators and lone surrogates become visible escapes: `\x1b`, `\u202e`,
    `\U000e0041`. A line break is escaped too, so what was one field stays on one line; a tab becomes a space.
    Letters, marks and symbols of any script stay. Backslashes stay too, so doing it twice changes nothing.
    """
    if text.isascii() and text.isprintable():
        return text
    return _UNSEEN.sub(_visible, text)


def _visible(match: re.Match[str]) -> str:
    """The escape that stands for one character."""
    if match[0] == "\t":
        return " "
    code = ord(match[0])
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def github_data(text: str) -> str:
    """The message of a GitHub workflow command: `%`, CR and LF escaped, as the runner unescapes them.

    An unescaped line break would end the command and start a line of the writer's choosing. Colons and
    commas stay: the runner does not unescape `%3A` and `%2C` in a message and would show them.
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def github_property(text: str) -> str:
    """A property value of a GitHub workflow command: as the message, and `:` and `,` escaped as well.

    Properties end at a comma, and the list of them at the next `::`. Two things the runner offers no escape
    for: it drops equals signs a value begins with, and trims blanks at the end of the last property.
    """
    return github_data(text).replace(":", "%3A").replace(",", "%2C")


# The runners look for their markers with the string search of .NET, which compares as a dictionary sorts:
# it passes over characters without weight, such as joiners, controls and some marks, even inside a marker.
# Which ones those are depends on the Unicode version, so this is every character that might be one: whatever
# is no letter and no digit, and the three letters that have no weight, but nothing of printable ASCII.
_WEIGHTLESS = "[\\W\u0640\u07fa\ufe73]"
_THIN = rf"(?:(?![\t-\r -~]){_WEIGHTLESS})*"
_BLANK = rf"(?:(?![\r\n!-~]){_WEIGHTLESS})*"
_LINE_MARK = re.compile(rf"((?:^|[\r\n]){_BLANK}:{_THIN})(?=:)")
_BRACKET_MARK = re.compile(rf"(#{_THIN}#{_THIN}(?:v{_THIN}s{_THIN}o{_THIN})?)(?=\[)", re.IGNORECASE)


def for_runner(line: str) -> str:
    """One line of human output that a CI runner will read, made unable to act as a command to it.

    GitHub obeys `::name ...::` at the start of a line, after any blanks, and the older `##[name]` anywhere
    in it; Azure DevOps obeys `##vso[` and `##[` anywhere. A space is put into the marker (`: :error::`,
    `## [error]`), and every other line is left alone. Doing it twice changes nothing.
    """
    if "::" not in line and "##" not in line and line.isascii() and line.isprintable():
        return line
    return _BRACKET_MARK.sub(r"\1 ", _LINE_MARK.sub(r"\1 ", line))


_MARKDOWN = str.maketrans(
    {mark: "\\" + mark for mark in "\\`*_~[]|"}
    | {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
    | dict.fromkeys("\n\r\v\f\x85\u2028\u2029", " ")
)


def markdown(text: str) -> str:
    """Text within a line or a table cell of Markdown (SARIF help, step summaries), shown as it is written.

    Escapes what begins emphasis, code, a link, a cell, an entity or an HTML tag, so that a name cannot add a
    link or a column of its own. A line break becomes a space, as it would end the paragraph or the table row.
    Not for use between backticks, where Markdown keeps backslashes, and not at the start of a line, where
    `#`, `-`, `+` and numbers have a meaning of their own.
    """
    return text.replace("\r\n", " ").translate(_MARKDOWN)


def width(text: str) -> int:
    """The number of columns the text takes in a terminal, for lining up what is printed below or beside it.

    Wide characters of East Asian scripts and emoji take two, combining marks and format characters none.
    Meant for text that went through `for_terminal`; what a terminal does on a control is not foreseen here.
    """
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    columns = 0
    for character in text:
        if character < "\u0300":
            columns += 1
        elif category(character) not in ("Mn", "Me", "Cf") and not "\u1160" <= character <= "\u11ff":
            columns += 2 if east_asian_width(character) in "WF" else 1
    return columns
