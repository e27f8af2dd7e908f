"""Of which declared engine an export speaks, and whether it shows all of it."""

from __future__ import annotations

from delegint.model.environment import SyncEngine
from tests.linting import lint_text
from tests.snapshot.entra_sync.servers import BROUGHT, STAGING, as_json, entra, files_of, forest

CONNECT = "{engine: connect, version: 2.6.92.0}"


def _engines(one: str, two: str, *written: str, staging: str = "") -> dict[str, SyncEngine]:
    exports = {f"sync/{name}": text for name, text in files_of(*written).items()}
    if staging:
        exports["sync/settings.json"] = as_json([{"Name": STAGING, "Value": staging}])
    report = lint_text(f"delegint: 1\nentra_sync:\n  one: {one}\n  two: {two}\n", exports=exports, select=["SYNC002"])
    assert report.state is not None
    return {engine.name: engine for engine in report.state.sync_engines}


def _shown(engines: dict[str, SyncEngine]) -> list[str]:
    return [name for name, engine in engines.items() if engine.configuration is not None]


def test_beside_cloud_sync_it_is_the_server() -> None:
    assert _shown(_engines("{engine: cloud_sync}", CONNECT, *BROUGHT)) == ["two"]


def test_of_two_servers_it_is_the_one_in_the_same_mode() -> None:
    staging = "{engine: connect, staging: true}"
    assert _shown(_engines(CONNECT, staging, *BROUGHT)) == ["one"]
    assert _shown(_engines(CONNECT, staging, *BROUGHT, staging="False")) == ["one"]
    assert _shown(_engines(CONNECT, staging, *BROUGHT, staging="True")) == ["two"]


def test_of_two_servers_in_the_same_mode_it_is_not_guessed() -> None:
    assert _shown(_engines(CONNECT, CONNECT, *BROUGHT)) == []


def test_an_export_with_a_damaged_file_is_not_whole() -> None:
    whole = _engines("{engine: cloud_sync}", CONNECT, forest(), entra(), *BROUGHT)["two"].configuration
    cut = _engines("{engine: cloud_sync}", CONNECT, forest(), entra(), *BROUGHT, "<synchronizationRule><id>")["two"]
    assert whole is not None
    assert cut.configuration is not None
    assert (whole.is_whole, cut.configuration.is_whole) == (True, False)
