"""Get-ADSyncGlobalSettings and Get-ADSyncScheduler in every form in which they are exported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from delegint.model.observed import Observed
from tests.linting import lint_text
from tests.snapshot.entra_sync.servers import HYBRID, STAGING, VERSION, as_json, line_of, of_files, parameters, said

SERVER = {"engine": "connect", "version": "2.6.79.0", "exchange_hybrid_writeback": True, "staging": False}
CLIXML = '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">{}</Objs>'
FLAT = [{"Name": one["Name"], "Value": one["Value"]} for one in parameters()]
WINDOWS = "\ufeff" + as_json({"Version": 1, "Parameters": {"value": FLAT, "Count": len(FLAT)}}).replace("\n", "\r\n")
FORMS: dict[str, dict[str, str | bytes]] = {
    "one object": {"settings.json": as_json({"Version": 1, "InstanceId": "x", "Parameters": parameters()})},
    "one object of Windows PowerShell": {"settings.json": WINDOWS.encode("utf-16-le")},
    "one object in lower case": {"settings.json": as_json({"version": 1, "parameters": parameters()})},
    "the parameters alone": {"settings.json": as_json({"Parameters": parameters()})},
    "a parameter a record": {"settings.json": as_json(FLAT)},
    "CSV": {"settings.csv": "Name,Value\n" + "".join(f'"{one["Name"]}","{one["Value"]}"\n' for one in FLAT)},
    "CSV with semicolons": {"a.csv": "Name;Value\n" + "".join(f"{one['Name']};{one['Value']}\n" for one in FLAT)},
    "JSON Lines of the collector": {
        "sync/settings.jsonl": "".join(
            f'{{"k":"sync-setting","name":"{one["Name"]}","value":"{one["Value"]}"}}\n' for one in FLAT
        )
    },
}


def _clixml_parameter(number: int, name: str, value: str) -> str:
    return (
        f'<Obj RefId="{number}"><ToString>{name}</ToString><Props><S N="Name">{name}</S><S N="Value">{value}</S>'
        "</Props></Obj>"
    )


FORMS["CLIXML"] = {
    "settings.xml": CLIXML.format(
        '<Obj RefId="0"><Props><I32 N="Version">1</I32><Obj N="Parameters" RefId="1"><LST>'
        + "".join(_clixml_parameter(number, one["Name"], one["Value"]) for number, one in enumerate(FLAT, 2))
        + "</LST></Obj></Props></Obj>"
    )
}
FORMS["CLIXML of parameters"] = {
    "settings.xml": CLIXML.format(
        "".join(_clixml_parameter(number, one["Name"], one["Value"]) for number, one in enumerate(FLAT))
    )
}


def _messages(observed: Observed) -> list[tuple[str, str]]:
    return [(note.code, note.message) for note in observed.notes]


@pytest.mark.parametrize("files", FORMS.values(), ids=FORMS)
def test_every_form_of_the_settings_says_the_same(tmp_path: Path, files: dict[str, str | bytes]) -> None:
    observed = of_files(tmp_path, files)
    assert said(observed) == SERVER
    assert _messages(observed) == []
    assert [file.cmdlet for file in observed.files] == ["Get-ADSyncGlobalSettings"]
    assert "SYNC01" not in str(observed.settings)


def test_settings_stand_where_they_were_exported(tmp_path: Path) -> None:
    observed = of_files(tmp_path, FORMS["CSV"])
    assert [line_of(observed, key) for key in ("version", "exchange_hybrid_writeback", "staging")] == [2, 3, 4]


def test_booleans_and_numbers_of_other_shells_count_as_well(tmp_path: Path) -> None:
    records = [{"Name": HYBRID, "Value": False}, {"Name": STAGING, "Value": "true"}, {"Name": "x", "Value": 500}]
    assert said(of_files(tmp_path, {"a.json": as_json(records)})) == {
        "engine": "connect",
        "exchange_hybrid_writeback": False,
        "staging": True,
    }


@pytest.mark.parametrize("value", ["", " ", None])
def test_an_empty_value_is_unknown_and_not_false(tmp_path: Path, value: str | None) -> None:
    records = [{"Name": name, "Value": value} for name in (HYBRID, STAGING, VERSION)]
    observed = of_files(tmp_path, {"a.json": as_json(records)})
    assert said(observed) == {}
    assert _messages(observed) == []


@pytest.mark.parametrize("version", ["2", "2.x.79.0", "2.6.79.0-preview", "1.2.3.4.5", "1" * 40 + ".0"])
def test_what_is_no_version_is_not_kept(tmp_path: Path, version: str) -> None:
    assert said(of_files(tmp_path, {"a.json": as_json([{"Name": VERSION, "Value": version}, FLAT[1]])})) == {
        "engine": "connect",
        "exchange_hybrid_writeback": True,
    }


def test_a_list_that_lost_its_parameters_is_told(tmp_path: Path) -> None:
    lost = "Microsoft.IdentityManagement.PowerShell.ObjectModel.ParameterKeyedCollection"
    observed = of_files(tmp_path, {"a.csv": f"Version,Parameters\n1,{lost}\n"})
    assert said(observed) == {}
    assert [note.code for note in observed.notes] == ["SNP002"]
    assert "Parameters" in observed.notes[0].message


def test_a_value_that_is_neither_true_nor_false_is_told_and_unknown(tmp_path: Path) -> None:
    observed = of_files(tmp_path, {"a.csv": f"Name,Value\n{HYBRID},WAHR\n{STAGING},False\n"})
    assert said(observed) == {"engine": "connect", "staging": False}
    assert [note.code for note in observed.notes] == ["SNP002"]


def test_recipients_with_a_value_are_no_settings(tmp_path: Path) -> None:
    observed = of_files(tmp_path, {"a.csv": "Identity,Name,Value\nx,y,z\n"})
    assert observed.files[0].cmdlet == ""


TIME = {"Ticks": 18000000000, "Days": 0, "Hours": 0, "Minutes": 30}
SCHEDULERS: dict[str, tuple[str, str]] = {
    "JSON": (
        "scheduler.json",
        as_json({"AllowedSyncCycleInterval": TIME, "SyncCycleEnabled": True, "StagingModeEnabled": True}),
    ),
    "CSV": ("scheduler.csv", "SyncCycleEnabled,StagingModeEnabled,SchedulerSuspended\nTrue,True,False\n"),
    "CLIXML": (
        "scheduler.xml",
        CLIXML.format(
            '<Obj RefId="0"><Props><TS N="AllowedSyncCycleInterval">PT30M</TS><B N="SyncCycleEnabled">true</B>'
            '<B N="StagingModeEnabled">true</B></Props></Obj>'
        ),
    ),
    "collector": (
        "sync/scheduler.jsonl",
        '{"k":"sync-scheduler","staging":true,"enabled":true,"interval":"00:30:00"}\n',
    ),
}


@pytest.mark.parametrize("name", SCHEDULERS)
def test_every_form_of_the_scheduler_says_whether_it_stages(tmp_path: Path, name: str) -> None:
    observed = of_files(tmp_path, dict([SCHEDULERS[name]]))
    assert said(observed) == {"engine": "connect", "staging": True}
    assert [file.cmdlet for file in observed.files] == ["Get-ADSyncScheduler"]
    assert _messages(observed) == []


def test_settings_and_scheduler_in_one_file_of_the_collector(tmp_path: Path) -> None:
    lines = str(FORMS["JSON Lines of the collector"]["sync/settings.jsonl"]) + SCHEDULERS["collector"][1]
    manifest = {"delegint_snapshot": 1, "collector": "0.1.0", "side": "sync", "organization": "contoso.com"}
    observed = of_files(tmp_path, {"sync/all.jsonl": lines, "sync/manifest.json": as_json(manifest | {"files": []})})
    assert said(observed) == SERVER
    assert observed.files[0].cmdlet == "Get-ADSyncGlobalSettings, Get-ADSyncScheduler"


DECLARED = """\
delegint: 1
entra_sync:
  connect1:
    engine: connect
    version: 2.6.84.0
    exchange_hybrid_writeback: false
    staging: false
"""


def _contradictions(declared: str, exports: dict[str, Any]) -> list[tuple[int, int, str, str]]:
    report = lint_text(declared, select=["SNP", "FMT"], exports=exports)
    return [
        (finding.place.line, finding.place.column, result.rule.code, finding.message)
        for result in report.results
        for finding in [result.finding]
    ]


def test_a_declared_engine_that_differs_is_told_at_the_declared_value() -> None:
    assert _contradictions(DECLARED, FORMS["CSV"]) == [
        (5, 14, "SNP004", "version of entra_sync.connect1 is declared as 2.6.84.0, but the snapshot says 2.6.79.0"),
        (
            6,
            32,
            "SNP004",
            "exchange_hybrid_writeback of entra_sync.connect1 is declared as false, but the snapshot says true",
        ),
    ]


def test_an_engine_of_another_kind_is_not_compared() -> None:
    declared = DECLARED.replace("connect\n", "cloud_sync\n").replace("version", "agent_version")
    assert _contradictions(declared, FORMS["CSV"]) == []


def test_new_facts_can_be_declared() -> None:
    declared = DECLARED.replace("staging: false", "staging: true\n    public_delegates_written_back: true")
    declared = declared.replace("2.6.84.0", "2.6.79.0").replace("writeback: false", "writeback: true")
    report = lint_text(declared, select=["FMT"])
    assert [result.finding.message for result in report.results] == []
    assert _contradictions(declared, FORMS["one object"]) == [
        (7, 14, "SNP004", "staging of entra_sync.connect1 is declared as true, but the snapshot says false")
    ]
