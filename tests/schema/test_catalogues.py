"""The settings of policies: every one there, well formed, described in own words, and as the cmdlets document them."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

import pytest

from delegint.schema.catalogue import CONTROL_PARAMETERS, Catalogue, Setting, seconds

CATALOGUES: Final = {"delegint_lync": Catalogue("delegint_lync"), "delegint_teams": Catalogue("delegint_teams")}
COUNTS: Final = {
    "delegint_lync": {
        "CsClientPolicy": 92,
        "CsConferencingPolicy": 40,
        "CsMeetingConfiguration": 14,
        "CsPresencePolicy": 3,
        "CsVoicePolicy": 19,
    },
    "delegint_teams": {
        "CsTeamsCallingPolicy": 38,
        "CsTeamsMeetingPolicy": 119,
        "CsUserCallingDelegate": 6,
        "CsUserCallingSettings": 14,
    },
}
KINDS: Final = [(package, kind) for package, counts in COUNTS.items() for kind in counts]
SETTINGS: Final = [
    pytest.param(package, kind, setting, id=f"{kind}.{setting.name}")
    for package, kind in KINDS
    for setting in CATALOGUES[package].settings_of(kind).values()
]
VERSIONS: Final = {
    "delegint_lync": {"Lync2010", "Lync2013", "SfBO", "SfB2015", "SfB2019"},
    "delegint_teams": {"Teams"},
}
TYPES: Final[dict[str, type]] = {"boolean": bool, "integer": int, "string": str}
FACTS: Final = Path(__file__).parents[3] / "shared" / "domain" / "cs-policies.json"
"""What the cmdlets' pages say, beside the repository; not everybody has it."""
OPAQUE: Final = "Online only."
"""What is said of settings of which nothing else is known."""


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    if not FACTS.exists():
        pytest.skip(f"{FACTS} is not here")
    documented: dict[str, Any] = json.loads(FACTS.read_text(encoding="utf-8"))
    return documented


def settings_in(kind: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What is documented of each setting of a kind, by name."""
    listed = kind.get("settings", [])
    return {fact["name"]: fact for fact in (listed.values() if isinstance(listed, dict) else listed)}


def documented_default(fact: dict[str, Any]) -> bool | int | str | None:
    """The default as the catalogue keeps it: none of a list, and truth values as such."""
    default: bool | int | str | None = None if fact["json_type"] == "array" else fact["default"]
    if fact["json_type"] == "boolean" and isinstance(default, str):
        return {"true": True, "false": False}[default.lower()]
    return default


def documented(fact: dict[str, Any], package: str) -> dict[str, Any]:
    """What the catalogue has to say of a setting, its own words apart."""
    is_list = fact["json_type"] == "array"
    return {
        "name": fact["name"],
        "type": fact["json_type"],
        "timespan": fact["type"] == "TimeSpan",
        "items": ("object" if fact.get("items", "").startswith("object") else "string") if is_list else "",
        "allowed": tuple(value for value in fact.get("allowed") or () if value is not None),
        "minimum": fact.get("minimum"),
        "maximum": fact.get("maximum"),
        "pattern": fact.get("pattern") or "",
        "max_length": fact.get("max_length"),
        "default": documented_default(fact),
        "nullable": fact["nullable"],
        "deprecated": bool(fact.get("deprecated")),
        "no_effect": bool(fact.get("no_effect")),
        "versions": tuple(fact.get("versions") or (["Teams"] if package == "delegint_teams" else [])),
    }


def limit_of(setting: Setting, limit: int | str | None) -> int | None:
    """A limit as a number: seconds where it is a length of time."""
    if isinstance(limit, str):
        assert setting.timespan
        length = seconds(limit)
        assert length is not None
        return length
    assert limit is None or setting.type == "integer"
    return limit


@pytest.mark.parametrize(
    ("package", "kind", "count"), [(package, kind, COUNTS[package][kind]) for package, kind in KINDS]
)
def test_every_setting_is_there(package: str, kind: str, count: int) -> None:
    assert len(CATALOGUES[package].settings_of(kind)) == count


@pytest.mark.parametrize("package", COUNTS)
def test_there_are_no_other_kinds(package: str) -> None:
    assert CATALOGUES[package]._read().keys() == COUNTS[package].keys()


@pytest.mark.parametrize(("package", "kind"), KINDS)
def test_settings_are_in_the_order_of_their_names(package: str, kind: str) -> None:
    names = list(CATALOGUES[package].settings_of(kind))
    assert names == sorted(names)


@pytest.mark.parametrize(("package", "kind"), KINDS)
def test_no_two_settings_differ_only_in_case(package: str, kind: str) -> None:
    assert len(CATALOGUES[package].settings_of(kind)) == len(CATALOGUES[package]._read()[kind])


@pytest.mark.parametrize(("package", "kind"), KINDS)
def test_nothing_is_said_that_goes_without_saying(package: str, kind: str) -> None:
    defaults = Setting._field_defaults
    for name, said in CATALOGUES[package]._read()[kind].items():
        assert list(said) == [field for field in Setting._fields if field in said], name
        for key, value in said.items():
            kept = tuple(value) if isinstance(value, list) else value
            assert key not in defaults or kept is not defaults[key], (name, key)
            assert value not in ([], None), (name, key)


@pytest.mark.parametrize(("package", "kind", "setting"), SETTINGS)
def test_setting_is_well_formed(package: str, kind: str, setting: Setting) -> None:
    assert CATALOGUES[package].settings_of(kind)[setting.name.casefold()] is setting
    assert setting.name.casefold() not in CONTROL_PARAMETERS
    assert setting.type in ("boolean", "integer", "string", "array")
    assert setting.items in (("string", "object") if setting.type == "array" else ("",))
    assert setting.versions
    assert set(setting.versions) <= VERSIONS[package]
    assert len(set(setting.versions)) == len(setting.versions)


@pytest.mark.parametrize(("package", "kind", "setting"), SETTINGS)
def test_limits_fit_the_type(package: str, kind: str, setting: Setting) -> None:
    if setting.type != "string":
        assert not any((setting.timespan, setting.allowed, setting.pattern, setting.max_length))
    minimum, maximum = limit_of(setting, setting.minimum), limit_of(setting, setting.maximum)
    assert minimum is None or maximum is None or minimum < maximum
    assert setting.max_length is None or setting.max_length > 0
    assert len({value.casefold() for value in setting.allowed}) == len(setting.allowed)
    assert all(value == str(value).strip() for value in setting.allowed)
    pattern = re.compile(setting.pattern)
    if setting.timespan:
        assert all(pattern.search(str(limit)) for limit in (setting.minimum, setting.maximum) if limit is not None)


@pytest.mark.parametrize(("package", "kind", "setting"), SETTINGS)
def test_default_is_allowed(package: str, kind: str, setting: Setting) -> None:
    default = setting.default
    if default is None:
        return
    assert type(default) is TYPES[setting.type]
    if isinstance(default, str):
        assert not setting.allowed or default in setting.allowed
        assert re.search(setting.pattern, default)
        assert setting.max_length is None or len(default) <= setting.max_length
    size = seconds(default) if isinstance(default, str) and setting.timespan else default
    if isinstance(size, int):
        minimum, maximum = limit_of(setting, setting.minimum), limit_of(setting, setting.maximum)
        assert minimum is None or size >= minimum
        assert maximum is None or size <= maximum


@pytest.mark.parametrize(("package", "kind", "setting"), SETTINGS)
def test_description_is_a_short_sentence(package: str, kind: str, setting: Setting) -> None:
    description = setting.description
    assert re.fullmatch(r"[A-Z][ -~]{4,158}[^.]\.", description)
    assert "  " not in description
    assert description.rstrip(".").casefold() != setting.name.casefold()


def test_no_two_settings_have_the_same_description() -> None:
    names: defaultdict[str, set[str]] = defaultdict(set)
    described: defaultdict[str, list[str]] = defaultdict(list)
    for package, kind in KINDS:
        for setting in CATALOGUES[package].settings_of(kind).values():
            names[setting.description].add(setting.name)
            described[setting.description].append(f"{kind}.{setting.name}")
    repeated = {text: where for text, where in described.items() if len(where) > 1 and names[text] != {"Description"}}
    assert repeated.keys() <= {OPAQUE}
    assert all(where.startswith("CsClientPolicy.") for where in repeated.get(OPAQUE, ()))


def test_descriptions_are_not_those_of_the_source(facts: dict[str, Any]) -> None:
    theirs = {
        (fact.get("description") or "").strip(" .").casefold()
        for name, kind in facts.items()
        if name != "_meta"
        for fact in settings_in(kind).values()
    }
    ours = {
        setting.description.strip(" .").casefold()
        for package, kind in KINDS
        for setting in CATALOGUES[package].settings_of(kind).values()
    }
    assert len(theirs) > 100
    assert not ours & theirs


@pytest.mark.parametrize(("package", "kind"), KINDS)
def test_names_are_the_documented_ones(package: str, kind: str, facts: dict[str, Any]) -> None:
    names = {setting.name for setting in CATALOGUES[package].settings_of(kind).values()}
    assert names == settings_in(facts[kind]).keys()
    assert facts[kind]["setting_count"] == COUNTS[package][kind]


@pytest.mark.parametrize(("package", "kind", "setting"), SETTINGS)
def test_setting_is_the_documented_one(package: str, kind: str, setting: Setting, facts: dict[str, Any]) -> None:
    fact = settings_in(facts[kind])[setting.name]
    wanted = documented(fact, package)
    assert {field: getattr(setting, field) for field in wanted} == wanted
    assert type(setting.default) is type(documented_default(fact))


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("CsVoicePolicy", "SimulRingAllowedUsers"),
        ("CsClientPolicy", "ExchangeWebServices"),
        ("CsClientPolicy", "DelegateSync"),
    ],
)
def test_names_that_sound_right_but_are_not_documented(kind: str, name: str) -> None:
    assert name.casefold() not in CATALOGUES["delegint_lync"].settings_of(kind)


def test_settings_that_decide_about_delegation() -> None:
    lync, teams = CATALOGUES["delegint_lync"], CATALOGUES["delegint_teams"]
    sync = lync.settings_of("CsClientPolicy")["enableexchangedelegatesync"]
    delegation = lync.settings_of("CsVoicePolicy")["enabledelegation"]
    calling = teams.settings_of("CsTeamsCallingPolicy")["allowdelegation"]
    assert (sync.type, sync.nullable, sync.default) == ("boolean", True, None)
    assert (delegation.type, delegation.nullable, delegation.default) == ("boolean", False, True)
    assert (calling.type, calling.nullable, calling.default) == ("boolean", False, None)
    for target in ("forwardingtargettype", "unansweredtargettype"):
        assert "MyDelegates" in teams.settings_of("CsUserCallingSettings")[target].allowed


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("00:00:30", 30),
        ("1:00:00", 3600),
        ("1.00:00:01", 86401),
        ("24:00:00", None),
        ("00:60:00", None),
        ("00:00:60", None),
        ("00:30", None),
        ("30", None),
        ("", None),
        ("00:00:30 ", None),
    ],
)
def test_seconds(text: str, wanted: int | None) -> None:
    assert seconds(text) == wanted
