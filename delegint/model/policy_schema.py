"""The part of the format that all kinds of policies share: sections, settings, and who is granted which."""

from __future__ import annotations

from collections.abc import Sequence

from delegint.model.policies import PolicyKind
from delegint.schema.vocabulary import CHECKED_BY, Schema


class PolicySchemas:
    """The schemas of some kinds of policies.

    Parameters:
        kinds: the kinds.
        judged_by: the code of the rule that judges their settings, so that the catalogue is read only where there are
            some; the schema for editors has it all the same.
    """

    def __init__(self, kinds: Sequence[PolicyKind], judged_by: str) -> None:
        self._kinds = kinds
        self._judged_by = judged_by

    @property
    def sections(self) -> Schema:
        """One key of the top level for each kind."""
        return {
            kind.section: {
                "description": f"Each {kind.noun} by its identity: {_identities(kind)}.",
                "type": "object",
                "additionalProperties": {"$ref": f"#/$defs/{_definition(kind)}"},
            }
            for kind in self._kinds
        }

    @property
    def definitions(self) -> Schema:
        """The settings of each kind, without their names."""
        return {_definition(kind): self._settings(kind) for kind in self._kinds}

    def for_editors(self) -> Schema:
        """The settings of each kind, with all that the catalogue knows of them."""
        return {
            _definition(kind): {**kind.catalogue.schema_of(kind.cmdlet), **self._settings(kind)} for kind in self._kinds
        }

    @property
    def assignments(self) -> Schema:
        """What a recipient may be granted of each kind, and what is in effect."""
        granted = [kind for kind in self._kinds if kind.assignment]
        declared = {
            kind.assignment: {
                "description": f"The per-user {kind.noun}; null: none is granted; left out: not known.",
                "type": ["string", "null"],
                "minLength": 1,
            }
            for kind in granted
        }
        in_effect = {
            f"effective_{kind.assignment}": {
                "description": f"The {kind.noun} in effect, where only that is known.",
                "type": "string",
                "minLength": 1,
            }
            for kind in granted
        }
        return {**declared, **in_effect}

    def _settings(self, kind: PolicyKind) -> Schema:
        description = (
            f"Settings named and typed as in Set-{kind.cmdlet}; null is blank, where the setting may be blank."
        )
        return {"description": description, "type": ["object", "null"], CHECKED_BY: self._judged_by}


def _definition(kind: PolicyKind) -> str:
    return kind.noun.replace(" ", "_").casefold()


def _identities(kind: PolicyKind) -> str:
    if not kind.assignment:
        return "Global, Site:<name>, or Service:UserServer:<pool>"
    return "Global, or a name" if kind.part == "teams" else "Global, Site:<name>, or the name of a per-user policy"
