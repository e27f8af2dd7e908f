"""What an engine carries up and back: what is declared, then what its rules prove, then what the product does."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from delegint.model.answers import Answer
from delegint.model.environment import SyncEngine
from delegint.model.sync_carriage import (
    Carriage,
    carried_down,
    carried_down_if_on,
    carried_up,
    has_writeback_build,
    is_brought_by_default,
)
from delegint.model.sync_rules import DELEGATION_ATTRIBUTES
from delegint.model.sync_scope import OBJECT_KINDS, ObjectKind
from delegint.model.unknown import Unknown
from delegint.source.files import SourceFile
from delegint.source.parse import parse
from tests.snapshot.entra_sync.servers import (
    BROUGHT,
    ENTRA,
    FABRIKAM,
    HYBRID,
    IN_FROM_AAD,
    IN_FROM_AD,
    OUT_TO_AAD,
    VERSION,
    WRITEBACK,
    as_json,
    engine_of,
    entra,
    files_of,
    flow,
    forest,
    of_files,
    rule,
)

DELEGATES = "publicDelegates"
CONNECT = "{engine: connect, version: 2.6.79.0, exchange_hybrid_writeback: true}"
CLOUD_SYNC = "{engine: cloud_sync, agent_version: 1.1.1370.0, exchange_hybrid_writeback: true}"
BOTH = (forest(), entra())
OFF = "<disabled>True</disabled>"
IN = "In from AAD - User Exchange Hybrid brings it in as cloudPublicDelegates"


def _engine(declared: str) -> SyncEngine:
    """An engine of which there is no export."""
    return SyncEngine(parse(SourceFile("desired.yaml", declared.encode()), [])[0], "entra_sync", "connect1")


def _exported(folder: Path, *written: str, declared: str = CONNECT, **settings: str) -> SyncEngine:
    """An engine of which the rules were exported as well."""
    listed = {"settings.json": as_json([{"Name": name, "Value": value} for name, value in settings.items()])}
    return engine_of(of_files(folder, files_of(*written) | (listed if settings else {})), declared)


def _lacks(carriage: Carriage) -> tuple[str, str]:
    """The fact for want of which there is no answer, and the cmdlet that shows it."""
    assert isinstance(carriage.carried, Unknown)
    return carriage.carried.fact, carriage.carried.cmdlet


def _plain(carriage: Carriage) -> tuple[Answer, str, str]:
    """An answer that rests on no proof."""
    assert carriage.proof is None
    return carriage.carried, carriage.reason, carriage.fact


# -- what the product does by itself ------------------------------------------------------------------------------

CONNECT_UP = {
    "publicDelegates": {"user", "contact", "group"},
    "proxyAddresses": {"user", "contact", "group"},
    "msExchRecipientDisplayType": {"user", "contact", "group"},
    "msExchDelegateListLink": {"user"},
    "msExchHideFromAddressLists": {"user", "contact", "group"},
    "legacyExchangeDN": {"user", "contact", "group"},
}
CONNECT_DOWN: dict[str, set[str]] = {
    "publicDelegates": {"user"},
    "proxyAddresses": {"user", "contact", "group"},
    "msExchRecipientDisplayType": set(),
    "msExchDelegateListLink": set(),
    "msExchHideFromAddressLists": set(),
    "legacyExchangeDN": set(),
}
CLOUD_SYNC_DOWN: dict[str, set[str]] = {
    "publicDelegates": set(),
    "proxyAddresses": {"user", "contact"},
    "msExchRecipientDisplayType": set(),
    "msExchDelegateListLink": set(),
    "msExchHideFromAddressLists": set(),
    "legacyExchangeDN": set(),
}


def test_what_entra_connect_carries_up_by_itself() -> None:
    engine = _engine(CONNECT)
    for attribute, kinds in CONNECT_UP.items():
        for kind in OBJECT_KINDS:
            carried = kind in kinds
            reason = f"Entra Connect carries {attribute} up" + ("" if carried else f" for no {kind}")
            assert _plain(carried_up(engine, attribute, kind)) == (carried, reason, "")
            assert is_brought_by_default(attribute, "up", kind) is carried


def test_what_the_writeback_of_entra_connect_carries_by_itself() -> None:
    engine = _engine(CONNECT)
    for attribute, kinds in CONNECT_DOWN.items():
        for kind in OBJECT_KINDS:
            assert carried_down(engine, attribute, kind).carried is (kind in kinds)
            assert is_brought_by_default(attribute, "down", kind) is (kind in kinds)


def test_what_the_writeback_of_cloud_sync_carries_by_itself() -> None:
    engine = _engine(CLOUD_SYNC)
    for attribute, kinds in CLOUD_SYNC_DOWN.items():
        for kind in OBJECT_KINDS:
            assert carried_down(engine, attribute, kind).carried is (kind in kinds)


def test_the_tables_are_about_every_attribute_and_type_of_object() -> None:
    for table in (CONNECT_UP, CONNECT_DOWN, CLOUD_SYNC_DOWN):
        assert tuple(table) == DELEGATION_ATTRIBUTES
    assert get_args(ObjectKind) == OBJECT_KINDS == ("user", "contact", "group")


def test_an_attribute_that_delegation_does_not_need_is_brought_by_nothing() -> None:
    assert carried_up(_engine(CONNECT), "mail", "user").carried is False
    assert carried_down(_engine(CONNECT), "mail", "user").carried is False
    assert is_brought_by_default("mail", "up", "user") is False
    assert is_brought_by_default("mail", "down", "user") is False


@pytest.mark.parametrize("attribute", DELEGATION_ATTRIBUTES)
def test_no_document_says_what_cloud_sync_carries_up(attribute: str) -> None:
    carriage = carried_up(_engine(CLOUD_SYNC), attribute, "user")
    of_the_list = "public_delegates_synchronized"
    assert _lacks(carriage) == (of_the_list if attribute == DELEGATES else f"the flow of {attribute}", "")
    assert (carriage.reason, carriage.fact, carriage.proof) == (
        f"no document says whether cloud sync carries {attribute} up",
        "",
        None,
    )


@pytest.mark.parametrize(
    ("declared", "attribute", "kind", "carried", "reason"),
    [
        (CONNECT, DELEGATES, "user", True, f"connect1 brings the rule {WRITEBACK}"),
        (CONNECT, "proxyAddresses", "group", True, "connect1 writes it back"),
        (CONNECT, DELEGATES, "group", False, "writeback carries publicDelegates of users alone, and of no group"),
        (CONNECT, DELEGATES, "contact", False, "writeback carries publicDelegates of users alone, and of no contact"),
        (
            CONNECT,
            "msExchRecipientDisplayType",
            "user",
            False,
            "the writeback of Entra Connect leaves msExchRecipientDisplayType out",
        ),
        (
            CONNECT,
            "legacyExchangeDN",
            "contact",
            False,
            "the writeback of Entra Connect leaves legacyExchangeDN of a contact out",
        ),
        (CLOUD_SYNC, DELEGATES, "user", False, "the writeback of cloud sync leaves publicDelegates out"),
        (CLOUD_SYNC, "proxyAddresses", "user", True, "connect1 writes it back"),
        (
            CLOUD_SYNC,
            "proxyAddresses",
            "group",
            False,
            "the writeback of cloud sync leaves proxyAddresses of a group out",
        ),
    ],
)
def test_why_the_product_writes_back_or_does_not(
    declared: str, attribute: str, kind: ObjectKind, carried: bool, reason: str
) -> None:
    assert _plain(carried_down(_engine(declared), attribute, kind)) == (carried, reason, "")


# -- the build ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "current"),
    [
        ("1.1.552.0", False),
        ("1.1.553.0", True),
        ("1.1.130.0", False),
        ("1.0.9999.0", False),
        ("1.10.0.0", True),
        ("2.6.79.0", True),
        ("1.1.553", True),
        ("1.1.552", False),
        ("1.0", False),
    ],
)
def test_the_build_brings_the_rule_or_is_older(version: str, current: bool) -> None:
    engine = _engine(f"{{engine: connect, version: '{version}', exchange_hybrid_writeback: true}}")
    assert has_writeback_build(engine) is current
    assert _plain(carried_down(engine, DELEGATES, "user")) == (
        (True, f"connect1 brings the rule {WRITEBACK}", "")
        if current
        else (False, f"its build is older than 1.1.553.0, which brought the rule {WRITEBACK}", "version")
    )
    assert carried_down(engine, "proxyAddresses", "user").carried is True


def test_a_build_that_nobody_states_is_unknown() -> None:
    engine = _engine("{engine: connect, exchange_hybrid_writeback: true}")
    assert isinstance(has_writeback_build(engine), Unknown)
    carriage = carried_down(engine, DELEGATES, "user")
    assert _lacks(carriage) == ("version", "Get-ADSyncGlobalSettings")
    assert carriage.reason == "the build of connect1 is not known"
    assert carried_down(engine, "proxyAddresses", "user").carried is True


# -- what is declared ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("attribute", [DELEGATES, "proxyAddresses"])
def test_a_server_in_staging_mode_writes_nothing(attribute: str, tmp_path: Path) -> None:
    declared = CONNECT.replace("}", ", staging: true, public_delegates_synchronized: true}")
    for engine in (_engine(declared), _exported(tmp_path, *BOTH, *BROUGHT, declared=declared)):
        for carriage in (carried_up(engine, attribute, "user"), carried_down(engine, attribute, "user")):
            assert _plain(carriage) == (False, "connect1 is in staging mode, in which it writes nothing", "staging")


def test_staging_that_is_off_or_not_stated_keeps_nothing_back() -> None:
    for declared in (CONNECT, CONNECT.replace("}", ", staging: false}")):
        assert carried_up(_engine(declared), DELEGATES, "user").carried is True


def test_attribute_filtering_leaves_an_attribute_out_on_the_way_up(tmp_path: Path) -> None:
    declared = CONNECT.replace("}", ", excluded_attributes: [mail, PUBLICDELEGATES]}")
    declared = declared.replace("}", ", public_delegates_synchronized: true}")
    for engine in (_engine(declared), _exported(tmp_path, *BOTH, *BROUGHT, declared=declared)):
        assert _plain(carried_up(engine, DELEGATES, "user")) == (
            False,
            "attribute filtering leaves publicDelegates out",
            "excluded_attributes",
        )
    assert carried_up(_engine(declared), "proxyAddresses", "user").carried is True


@pytest.mark.parametrize("engine", ["connect", "cloud_sync"])
@pytest.mark.parametrize("kind", OBJECT_KINDS)
def test_what_is_declared_of_the_way_up_counts_before_the_product(engine: str, kind: ObjectKind) -> None:
    declared = f"{{engine: {engine}, public_delegates_synchronized: %s}}"
    assert _plain(carried_up(_engine(declared % "true"), DELEGATES, kind)) == (
        True,
        "connect1 is stated to carry publicDelegates up",
        "public_delegates_synchronized",
    )
    assert _plain(carried_up(_engine(declared % "false"), DELEGATES, kind)) == (
        False,
        "connect1 is stated not to carry publicDelegates up",
        "public_delegates_synchronized",
    )
    assert carried_up(_engine(declared % "false"), "msExchDelegateListLink", "user").fact == ""


@pytest.mark.parametrize("engine", ["connect", "cloud_sync"])
def test_what_is_declared_of_writeback_counts_before_the_product(engine: str) -> None:
    declared = f"{{engine: {engine}, exchange_hybrid_writeback: true, public_delegates_written_back: %s}}"
    assert _plain(carried_down(_engine(declared % "true"), DELEGATES, "user")) == (
        True,
        "connect1 is stated to write publicDelegates back",
        "public_delegates_written_back",
    )
    assert _plain(carried_down(_engine(declared % "false"), DELEGATES, "user")) == (
        False,
        "connect1 is stated not to write publicDelegates back",
        "public_delegates_written_back",
    )
    assert carried_down(_engine(declared % "false"), "proxyAddresses", "user").carried is True


@pytest.mark.parametrize("written", [True, False])
def test_what_is_declared_counts_before_the_exported_rules(written: bool, tmp_path: Path) -> None:
    stated = str(written).lower()
    declared = CONNECT.replace(
        "}", f", public_delegates_written_back: {stated}, public_delegates_synchronized: {stated}}}"
    )
    rules = (IN_FROM_AAD, rule(disabled=OFF), IN_FROM_AD) if written else BROUGHT
    engine = _exported(tmp_path, *BOTH, *rules, declared=declared)
    assert _plain(carried_down(engine, DELEGATES, "user"))[::2] == (written, "public_delegates_written_back")
    assert _plain(carried_up(engine, DELEGATES, "user"))[::2] == (written, "public_delegates_synchronized")


CONNECT_OFF = "{engine: connect, version: 2.6.79.0, exchange_hybrid_writeback: false}"
NOT_AT_ALL = "connect1 does not write back at all"


@pytest.mark.parametrize("declared", [CONNECT_OFF, CLOUD_SYNC.replace("true", "false")])
def test_without_the_option_the_product_writes_nothing_back(declared: str) -> None:
    engine = _engine(declared)
    for attribute in DELEGATION_ATTRIBUTES:
        assert _plain(carried_down(engine, attribute, "user")) == (False, NOT_AT_ALL, "exchange_hybrid_writeback")
    assert carried_down_if_on(engine, "proxyAddresses", "user").carried is True
    assert carried_up(_engine(CONNECT_OFF), DELEGATES, "user").carried is True


def test_without_the_option_a_rule_made_by_hand_still_writes_back(tmp_path: Path) -> None:
    engine = _exported(tmp_path, *BOTH, *BROUGHT, declared=CONNECT_OFF)
    carriage = carried_down(engine, DELEGATES, "user")
    assert (carriage.carried, carriage.reason, carriage.fact) == (True, f"{IN}, and {WRITEBACK} writes it out", "")
    assert carriage.proof is engine.proof(DELEGATES, "down", "user")


def test_without_the_option_the_rules_say_where_it_is_lost(tmp_path: Path) -> None:
    engine = _exported(tmp_path / "lost", *BOTH, *BROUGHT[:3], declared=CONNECT_OFF)
    carriage = carried_down(engine, DELEGATES, "user")
    assert (carriage.carried, carriage.reason, carriage.fact) == (
        False,
        f"{IN}, and no rule writes it out to publicDelegates",
        "exchange_hybrid_writeback",
    )
    open_ = _exported(tmp_path / "open", OUT_TO_AAD, declared=CONNECT_OFF)
    carriage = carried_down(open_, DELEGATES, "user")
    assert (carriage.carried, carriage.reason, carriage.fact) == (False, NOT_AT_ALL, "exchange_hybrid_writeback")


def test_without_the_option_what_flows_for_some_objects_is_not_known_to_flow(tmp_path: Path) -> None:
    some = rule(scope=["department EQUAL x"])
    engine = _exported(tmp_path, *BOTH, IN_FROM_AD, OUT_TO_AAD, IN_FROM_AAD, some, declared=CONNECT_OFF)
    assert isinstance(carried_down(engine, DELEGATES, "user").carried, Unknown)


def test_without_the_option_what_is_declared_counts_before_the_exported_rules(tmp_path: Path) -> None:
    declared = CONNECT_OFF.replace("}", ", public_delegates_written_back: false}")
    engine = _exported(tmp_path, *BOTH, *BROUGHT, declared=declared)
    assert carried_down(engine, DELEGATES, "user").carried is False


def test_a_version_that_is_given_too_briefly_leaves_it_open() -> None:
    engine = _engine("{engine: connect, version: '1.1', exchange_hybrid_writeback: true}")
    assert _lacks(carried_down(engine, DELEGATES, "user")) == ("version", "Get-ADSyncGlobalSettings")


def test_an_option_that_nobody_states_leaves_it_open() -> None:
    engine = _engine("{engine: connect, version: 2.6.79.0}")
    carriage = carried_down(engine, DELEGATES, "user")
    assert _lacks(carriage) == ("exchange_hybrid_writeback", "Get-ADSyncGlobalSettings")
    assert carriage.reason == "whether connect1 writes back is not known"
    assert carriage.fact == "exchange_hybrid_writeback"
    assert carried_down_if_on(engine, DELEGATES, "user").carried is True


@pytest.mark.parametrize(("stated", "written"), [("true", True), ("false", False)])
def test_what_is_declared_of_the_attribute_needs_no_option(stated: str, written: bool) -> None:
    engine = _engine(f"{{engine: connect, public_delegates_written_back: {stated}}}")
    assert carried_down(engine, DELEGATES, "user").carried is written


def test_whether_it_is_connect_or_cloud_sync_must_be_known() -> None:
    engine = _engine("{exchange_hybrid_writeback: true}")
    for carriage in (carried_up(engine, DELEGATES, "user"), carried_down(engine, DELEGATES, "user")):
        assert _lacks(carriage) == ("engine", "")
        assert carriage.reason == "whether connect1 is Entra Connect or cloud sync is not known"
    stated = _engine("{exchange_hybrid_writeback: true, public_delegates_written_back: true}")
    assert carried_down(stated, DELEGATES, "user").carried is True


# -- what the exported rules prove --------------------------------------------------------------------------------


def test_what_the_rules_prove_counts_before_the_product(tmp_path: Path) -> None:
    engine = _exported(tmp_path, *BOTH, *BROUGHT[:3], rule(disabled=OFF))
    carriage = carried_down(engine, DELEGATES, "user")
    assert (carriage.carried, carriage.reason, carriage.fact) == (
        False,
        f"{IN}, and {WRITEBACK}, which writes it out, is disabled",
        "",
    )
    assert carriage.proof is engine.proof(DELEGATES, "down", "user")
    up = carried_up(engine, DELEGATES, "user")
    assert (up.carried, up.reason, up.fact) == (
        True,
        "In from AD - User Exchange brings it in, and Out to AAD - User ExchangeOnline writes it out",
        "",
    )
    assert up.proof is engine.proof(DELEGATES, "up", "user")


def test_what_is_lost_on_the_way_up_is_not_carried(tmp_path: Path) -> None:
    stop = rule("Stop", precedence=1, connector=ENTRA, flows=flow(constant="AuthoritativeNull"))
    engine = _exported(tmp_path, *BOTH, *BROUGHT, stop)
    carriage = carried_up(engine, DELEGATES, "user")
    assert carriage.carried is False
    assert carriage.proof is not None
    assert carriage.proof.verdict == "overridden"
    assert carried_up(engine, DELEGATES, "contact").reason == "no rule brings it in"


def test_a_rule_of_ones_own_counts_before_an_old_build(tmp_path: Path) -> None:
    engine = _exported(tmp_path, *BOTH, *BROUGHT, declared="", **{VERSION: "1.1.130.0", HYBRID: "True"})
    assert has_writeback_build(engine) is False
    carriage = carried_down(engine, DELEGATES, "user")
    assert (carriage.carried, carriage.fact) == (True, "")
    assert carriage.reason == f"{IN}, and {WRITEBACK} writes it out"


@pytest.mark.parametrize(("version", "carried", "fact"), [("2.6.79.0", True, ""), ("1.1.130.0", False, "version")])
def test_the_build_decides_where_the_exported_rules_do_not_tell(
    version: str, carried: bool, fact: str, tmp_path: Path
) -> None:
    engine = _exported(tmp_path, OUT_TO_AAD, declared="", **{VERSION: version, HYBRID: "True"})
    assert engine.configuration is not None
    assert _plain(carried_down(engine, DELEGATES, "user"))[::2] == (carried, fact)


def test_where_no_rules_were_exported_the_exported_settings_decide(tmp_path: Path) -> None:
    engine = _exported(tmp_path, declared="", **{VERSION: "1.1.130.0", HYBRID: "True"})
    assert engine.configuration is None
    assert _plain(carried_down(engine, DELEGATES, "user"))[::2] == (False, "version")


def test_what_flows_for_some_objects_is_not_known_to_flow(tmp_path: Path) -> None:
    some = ["extensionAttribute1 EQUAL x"]
    out_to_aad = rule("Out to AAD", source="publicDelegates", connector=ENTRA, scope=some)
    engine = _exported(tmp_path, *BOTH, IN_FROM_AD, out_to_aad, IN_FROM_AAD, rule(scope=some))
    up, down = carried_up(engine, DELEGATES, "user"), carried_down(engine, DELEGATES, "user")
    assert _lacks(up) == ("public_delegates_synchronized", "")
    assert _lacks(down) == ("public_delegates_written_back", "")
    assert down.reason == f"{IN}, and {WRITEBACK} writes it out for objects alone with extensionAttribute1 EQUAL x"
    for carriage in (up, down):
        assert carriage.fact == ""
        assert carriage.proof is not None
        assert carriage.proof.for_some


def test_what_the_rules_prove_counts_for_contacts_and_groups_too(tmp_path: Path) -> None:
    into = rule("In", "Inbound", to="cloudPublicDelegates", connector=ENTRA, kind="group")
    engine = _exported(tmp_path, *BOTH, into, rule("Out", kind="group"))
    proof = engine.proof(DELEGATES, "down", "group")
    assert proof is not None
    assert proof.verdict == "flows"
    assert carried_down(engine, DELEGATES, "group").carried is True


def test_forests_that_differ_are_not_taken_for_what_the_product_does(tmp_path: Path) -> None:
    fabrikam = forest(identifier=FABRIKAM, name="fabrikam.com")
    engine = _exported(tmp_path, *BOTH, fabrikam, *BROUGHT)
    proof = engine.proof(DELEGATES, "down", "user")
    assert proof is not None
    assert proof.verdict == "unknown"
    assert isinstance(carried_down(engine, DELEGATES, "user").carried, Unknown)


def test_a_rule_in_doubt_is_not_taken_for_what_the_product_does(tmp_path: Path) -> None:
    engine = _exported(tmp_path, *BOTH, IN_FROM_AAD, rule(disabled=""))
    assert isinstance(carried_down(engine, DELEGATES, "user").carried, Unknown)
