"""Pages of the documentation that are made from the code: one for each rule, their index, and the format."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from ruamel.yaml import YAML

from delegint.engine.plugins import Plugins
from delegint.engine.rules import Rule
from delegint.model.grants import GRANT_KINDS, Grant


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add the generated pages; mkdocs calls this once it has listed the written ones."""
    plugins = Plugins()
    rules = list(plugins.registry())
    pages = {"rules/index.md": _index(rules), "format.md": _format(plugins.schema(for_editors=True))}
    pages |= {f"rules/{rule.code}.md": _rule(rule) for rule in rules}
    for name, content in pages.items():
        files.append(File.generated(config, name, content=content))
    return files


def _index(rules: list[Rule]) -> str:
    lines = ["# Rules", ""]
    for plugin in dict.fromkeys(rule.plugin for rule in rules):
        lines += ["", f"## {plugin}", "", "| Code | Name | Severity | What it finds |", "|---|---|---|---|"]
        lines += [
            f"| [{rule.code}]({rule.code}.md) | {rule.name} | {rule.severity} | {rule.summary} |"
            for rule in rules
            if rule.plugin == plugin
        ]
    return "\n".join([*lines, *_by_kind(rules)]) + "\n"


def _by_kind(rules: list[Rule]) -> Iterator[str]:
    """The same rules by the kind of permission that they judge."""
    yield from ("", "## By kind of permission", "", "| Kind | Rules |", "|---|---|")
    judged = {rule: _kinds(rule) for rule in rules}
    for kind in GRANT_KINDS:
        listed = [f"[{rule.code}]({rule.code}.md)" for rule in rules if kind in judged[rule]]
        yield f"| {kind.noun} (`{kind.section}`) | {', '.join(listed)} |"


def _kinds(rule: Rule) -> set[type[Grant]]:
    """The kinds of grants that a rule is asked about; those of its example where it is asked about a whole."""
    asked = {kind for kind in GRANT_KINDS for subject in rule.subjects if issubclass(kind, subject)}
    if asked or rule.check is None:
        return asked
    example = YAML(typ="safe").load(rule.example("Example")) or {}
    sections = {section for entry in (example.get("delegations") or {}).values() for section in entry or {}}
    return {kind for kind in GRANT_KINDS if kind.section in sections}


def _rule(rule: Rule) -> str:
    lines = [f"# {rule.code} {rule.name}", "", f"Severity: **{rule.severity}**. Holds for {rule.holds}."]
    for heading, text in rule.sections.items():
        lines += ["", f"## {heading}", "", text]
    lines += ["", "## Evidence", ""]
    lines += [f"- {evidence.grade}: *{evidence.title}* (checked {evidence.checked})" for evidence in rule.evidence]
    return "\n".join(lines) + "\n"


def _format(schema: dict[str, Any]) -> str:
    lines = [f"# {schema['title']}", "", schema["description"], "", "`delegint schema` prints the JSON Schema."]
    lines += ["", "## Sections", "", *_table(schema, schema)]
    for name, definition in schema["$defs"].items():
        if "properties" in definition:
            lines += ["", f"## {name.replace('_', ' ')}", ""]
            if "description" in definition:
                lines += [definition["description"], ""]
            lines += _table(definition, schema)
    return "\n".join(lines) + "\n"


def _table(schema: dict[str, Any], root: dict[str, Any]) -> Iterator[str]:
    yield "| Key | Value | Meaning |"
    yield "|---|---|---|"
    for key, value in schema["properties"].items():
        described = value.get("description") or _resolved(value, root).get("description", "")
        yield f"| `{key}` | {_kind(value, root)} | {described} |"


def _resolved(schema: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    target: dict[str, Any] = root["$defs"][reference.removeprefix("#/$defs/")] if reference else schema
    return target


def _kind(schema: dict[str, Any], root: dict[str, Any]) -> str:
    """The type of a value in words, with its choices where they are few."""
    schema = _resolved(schema, root)
    choices = [schema["const"]] if "const" in schema else schema.get("enum", ())
    if choices:
        most = 12
        return ", ".join(f"`{choice}`" for choice in choices[:most]) + (" …" if len(choices) > most else "")
    if "items" in schema and schema.get("type") == "array":
        return f"list of {_kind(schema['items'], root)}"
    names = schema.get("type", "any value")
    words = {"object": "mapping", "array": "list", "string": "text", "boolean": "true or false", "integer": "number"}
    return " or ".join(words.get(name, name) for name in ([names] if isinstance(names, str) else names))
