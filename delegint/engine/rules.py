"""What a rule is: a check, its documentation and what it stands on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from types import UnionType
from typing import Any, Final, Literal, NamedTuple

from delegint.model.booking import CalendarProcessing
from delegint.model.environment import SyncEngine
from delegint.model.finding import Finding, Severity
from delegint.model.grants import Grant, Mailbox
from delegint.model.migration import Batch
from delegint.model.recipient_parts import LyncUser, TeamsUser
from delegint.model.recipients import Recipient
from delegint.model.state import State
from delegint.model.unknown import Unknown
from delegint.model.wishes import Wishes

Grade = Literal["documented", "field-reported", "conflicting"]
When = Literal["now", "later", "every"]
Check = Callable[[Any, Any], Iterator[Finding | Unknown]]

HEADINGS: Final = ("What it finds", "Why it matters", "Example", "Instead", "How to fix")
"""The headings of a rule's docstring, in their order; the evidence follows from the decorator."""
SUBJECTS: Final = (
    State, SyncEngine, Batch, Recipient, LyncUser, TeamsUser, Mailbox, Wishes, CalendarProcessing, Grant,
)  # fmt: skip
"""What a rule can be asked about; of grants also the single kinds."""
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "info")
_CODE: Final = re.compile(r"[A-Z]{2,10}\d{3}\Z")
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")
_HEADING: Final = re.compile(r"^\s*## +(.+?)\s*$", re.MULTILINE)
_FENCE: Final = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
_EXPORT: Final = re.compile(r"```\w+ (\S+)\n(.*?)```", re.DOTALL)


class Evidence(NamedTuple):
    """What a rule stands on.

    Parameters:
        grade: documented by the vendor, reported from the field, or documents that contradict each other.
        title: the title of the source.
        checked: the day it was last read, as YYYY-MM-DD.
    """

    grade: Grade
    title: str
    checked: str


def documented(title: str, *, checked: str) -> Evidence:
    """The vendor's documentation says so."""
    return Evidence("documented", title, checked)


def field_reported(title: str, *, checked: str) -> Evidence:
    """Administrators have seen it; no document of the vendor confirms it."""
    return Evidence("field-reported", title, checked)


def conflicting(title: str, *, checked: str) -> Evidence:
    """Documents contradict each other; a rule that stands on this alone never gives an error."""
    return Evidence("conflicting", title, checked)


class Rule:
    """A rule; made by the decorator `rule`.

    Parameters:
        code: stable, such as HYB015; the letters are its family.
        name: readable kebab-case.
        severity: of its findings, where they do not say otherwise.
        evidence: what it stands on.
        check: takes a subject and the state; yields findings, or unknown facts it could not judge without. None for
            the rules of the format, whose findings come from reading the files.
        when: at which points in time it is asked: `now`; `every`, now and after each batch that moves one of the people
            concerned; `later`, after such batches only.
        absorbs: codes of rules whose findings are effects of this rule's, where they are about the same people.
        holds: the product versions or dates in which it holds.
        ignorable: whether `--ignore` and `--select` can silence it.
        reads: the cmdlets without whose export, be it of one alone, the rule has nothing to judge.
    """

    def __init__(
        self,
        code: str,
        name: str,
        *,
        severity: Severity,
        evidence: tuple[Evidence, ...],
        documentation: str,
        check: Check | None,
        subjects: tuple[type, ...] = (),
        when: When = "now",
        absorbs: tuple[str, ...] = (),
        holds: str = "any version",
        ignorable: bool = True,
        reads: tuple[str, ...] = (),
    ) -> None:
        self.code = code
        self.reads = reads
        self.name = name
        self.severity = severity
        self.evidence = evidence
        self.documentation = documentation
        self.check = check
        self.subjects = subjects
        self.when = when
        self.absorbs = absorbs
        self.holds = holds
        self.ignorable = ignorable
        self.plugin = ""
        self.distribution = ""
        self.help_url = ""

    def __repr__(self) -> str:
        return f"<Rule {self.code} {self.name}>"

    @property
    def family(self) -> str:
        """The letters of the code."""
        return self.code.rstrip("0123456789")

    @cached_property
    def sections(self) -> dict[str, str]:
        """The documentation by heading."""
        from inspect import cleandoc

        parts = _HEADING.split(cleandoc(self.documentation))
        return {heading: body.strip() for heading, body in zip(parts[1::2], parts[2::2], strict=True)}

    @property
    def summary(self) -> str:
        """The first sentence of what it finds."""
        text = " ".join(self.sections.get("What it finds", "").split())
        return text.split(". ")[0].rstrip(".") + "." if text else ""

    def example(self, heading: str) -> str:
        """The YAML under `Example` (which the rule finds) or `Instead` (which is clean)."""
        match = _FENCE.search(self.sections.get(heading, "") + "\n")
        return match.group(1) if match else ""

    def exports(self, heading: str) -> dict[str, str]:
        """The files of the snapshot that belongs to `Example` or `Instead`, by name; none without a snapshot."""
        return dict(_EXPORT.findall(self.sections.get(heading, "") + "\n"))


class RuleDefinitionError(TypeError):
    """A rule is not written as rules must be; the message says what to change."""


def rule(
    code: str,
    name: str,
    *,
    severity: Severity,
    evidence: Evidence | tuple[Evidence, ...],
    when: When = "now",
    absorbs: tuple[str, ...] = (),
    holds: str = "any version",
    reads: tuple[str, ...] = (),
) -> Callable[[Check], Rule]:
    """Make a rule of a function that takes a subject and the state and yields findings.

    The annotation of the function's first parameter says what it is asked about: a kind of grant, several kinds
    joined by `|`, `Grant` for all of them, `Mailbox`, `Wishes`, `CalendarProcessing`,
    `Recipient`, `LyncUser`, `TeamsUser`, `SyncEngine`, `Batch`, or `State` for the whole. The
    docstring is the rule's documentation under the headings of `HEADINGS`. See `Rule` for the parameters.

    Raises:
        RuleDefinitionError: code, name, annotation or documentation are not as they must be.
    """
    grounds = (evidence,) if isinstance(evidence, Evidence) else evidence
    if not _CODE.match(code) or not _NAME.match(name):
        raise RuleDefinitionError(f"{code} {name}: a code is like HYB015, a name like send-as-missing-on-sender-side")
    if severity == "error" and all(ground.grade == "conflicting" for ground in grounds):
        raise RuleDefinitionError(f"{code}: documents that contradict each other never give an error")

    def define(check: Check) -> Rule:
        return Rule(
            code,
            name,
            severity=severity,
            evidence=grounds,
            documentation=check.__doc__ or "",
            check=check,
            subjects=_subjects(code, check),
            when=when,
            absorbs=absorbs,
            holds=holds,
            reads=reads,
        )

    return define


def found_while_reading(
    code: str, name: str, *, severity: Severity, ignorable: bool = True
) -> Callable[[Callable[[], None]], Rule]:
    """Make a rule of a function that is nothing but documentation: its findings come from reading the files.

    See `Rule` for the parameters.
    """

    def define(documentation: Callable[[], None]) -> Rule:
        return Rule(
            code,
            name,
            severity=severity,
            evidence=(documented("The desired state, format 1", checked="2026-11-22"),),
            documentation=documentation.__doc__ or "",
            check=None,
            ignorable=ignorable,
        )

    return define


def _subjects(code: str, check: Check) -> tuple[type, ...]:
    """The types in the annotation of the first parameter."""
    annotations = dict(check.__annotations__)
    annotations.pop("return", None)
    first = next(iter(annotations.values()), None)
    if isinstance(first, str):
        names = [part.strip() for part in first.split("|")]
        found = [check.__globals__.get(name) for name in names]
    elif isinstance(first, UnionType):
        found = list(first.__args__)
    else:
        found = [first]
    subjects = tuple(kind for kind in found if isinstance(kind, type))
    if not subjects or len(subjects) != len(found) or not all(issubclass(kind, SUBJECTS) for kind in subjects):
        raise RuleDefinitionError(
            f"{code}: annotate the first parameter with what the rule is asked about, not {first!r}"
        )
    return subjects
