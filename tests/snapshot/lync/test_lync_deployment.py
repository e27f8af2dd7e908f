"""Get-CsPool, Get-CsSite and what else describes the deployment of Lync or Skype for Business Server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.snapshot.lync.exports import clixml, notes_in, read, utf_16

_POOLS = ["pool1.contoso.com", "pool2.contoso.com"]


def _deployment(folder: Path, rows: object, name: str = "onprem/deployment.json") -> object:
    tree = read(folder, {name: json.dumps(rows)}).environment()
    found = tree.get("lync")
    return None if found is None else found.plain()


@pytest.mark.parametrize(
    "records",
    [
        [
            {
                "Identity": _POOLS[0],
                "Fqdn": _POOLS[0],
                "Services": ["Registrar:pool1.contoso.com"],
                "Site": "Site:Redmond",
            },
            {"Identity": _POOLS[1], "Services": [], "Site": "Site:Redmond"},
            {"Identity": "pool3.contoso.com", "Services": [], "Site": None},
        ],
        [{"Identity": "Site:Redmond", "SiteId": 1, "Pools": _POOLS}],
        [
            {"Identity": "Site:Redmond", "DisplayName": "Redmond", "Pools": [*_POOLS, "POOL2.contoso.com"]},
            {"Identity": "Site:Redmond", "DisplayName": "Redmond", "Pools": _POOLS},
            {"Identity": "Site:Empty", "DisplayName": "Empty", "Pools": []},
        ],
    ],
    ids=["Get-CsPool", "Get-CsSite", "Get-CsSite, twice and without pools"],
)
def test_pools_stand_in_their_sites(records: list[dict[str, Any]], tmp_path: Path) -> None:
    observed = read(tmp_path, {"onprem/topology.json": json.dumps(records)})
    assert observed.environment().plain() == {"lync": {"sites": {"Redmond": {"pools": _POOLS}}}}
    assert notes_in(observed) == []


FORMS: dict[str, tuple[str, str | bytes, str, dict[str, Any]]] = {
    "usages, json of 5.1": (
        "usages.json",
        utf_16('{\n    "Identity":  "Global",\n    "Usage":  [\n        "Local",\n        "Long Distance"\n    ]\n}'),
        "Get-CsPstnUsage",
        {"pstn_usages": ["Local", "Long Distance"]},
    ),
    "usages, json of 7": (
        "usages.json",
        '{"Identity":"Global","Usage":["Local","Long Distance"]}',
        "Get-CsPstnUsage",
        {"pstn_usages": ["Local", "Long Distance"]},
    ),
    "usages, csv with one": (
        "usages.csv",
        '"Identity","Usage"\r\n"Global","Local"\r\n',
        "Get-CsPstnUsage",
        {"pstn_usages": ["Local"]},
    ),
    "usages, clixml": (
        "usages.xml",
        clixml('<S N="Identity">Global</S><Obj N="Usage" RefId="1"><LST><S>Local</S><S>Long Distance</S></LST></Obj>'),
        "Get-CsPstnUsage",
        {"pstn_usages": ["Local", "Long Distance"]},
    ),
    "domains, json": (
        "domains.json",
        json.dumps([{"Identity": name, "Name": name, "IsDefault": True} for name in ("Contoso.com", "fabrikam.com")]),
        "Get-CsSipDomain",
        {"sip_domains": ["contoso.com", "fabrikam.com"]},
    ),
    "domains, csv": (
        "domains.csv",
        '"Identity","Name","IsDefault"\r\n"contoso.com","contoso.com","True"\r\n',
        "Get-CsSipDomain",
        {"sip_domains": ["contoso.com"]},
    ),
    "domains, clixml": (
        "domains.xml",
        clixml('<S N="Identity">contoso.com</S><S N="Name">contoso.com</S><B N="IsDefault">true</B>'),
        "Get-CsSipDomain",
        {"sip_domains": ["contoso.com"]},
    ),
    "version, json of 5.1": (
        "version.json",
        utf_16(
            '[{"ComponentName":"Skype for Business Server 2019, Core Components",'
            '"Version":{"Major":7,"Minor":0,"Build":2046,"Revision":385,"MajorRevision":0,"MinorRevision":385}},'
            '{"ComponentName":"Skype for Business Server 2019, Core Management Server","Version":"7.0.2046.0"}]'
        ),
        "Get-CsServerPatchVersion",
        {"version": "2019", "build": "7.0.2046.385"},
    ),
    "version, json of 7": (
        "version.json",
        '{"ComponentName":"Skype for Business Server Subscription Edition, Core Components","Version":"7.0.2046.900"}',
        "Get-CsServerPatchVersion",
        {"version": "SE", "build": "7.0.2046.900"},
    ),
    "version, csv": (
        "version.csv",
        '"ComponentName","Version"\r\n"Skype for Business Server 2015, Core Components","6.0.9319.619"\r\n',
        "Get-CsServerPatchVersion",
        {"version": "2015", "build": "6.0.9319.619"},
    ),
    "version, clixml": (
        "version.xml",
        clixml(
            '<S N="ComponentName">Skype for Business Server 2019, Core Components</S>'
            '<Version N="Version">7.0.2046.385</Version>'
        ),
        "Get-CsServerPatchVersion",
        {"version": "2019", "build": "7.0.2046.385"},
    ),
    "autodiscover, json": (
        "oauth.json",
        '{"Identity":"Global","Realm":"contoso.com","ExchangeAutodiscoverUrl":"https://autodiscover.contoso.com/x.svc"}',
        "Get-CsOAuthConfiguration",
        {"exchange_autodiscover": True},
    ),
    "autodiscover, csv": (
        "oauth.csv",
        '"Identity","ExchangeAutodiscoverUrl"\r\n"Global",\r\n',
        "Get-CsOAuthConfiguration",
        {"exchange_autodiscover": False},
    ),
    "autodiscover, clixml": (
        "oauth.xml",
        clixml('<S N="Identity">Global</S><Nil N="ExchangeAutodiscoverUrl" />'),
        "Get-CsOAuthConfiguration",
        {"exchange_autodiscover": False},
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_deployment(form: str, tmp_path: Path) -> None:
    name, content, cmdlet, expected = FORMS[form]
    observed = read(tmp_path, {f"onprem/{name}": content})
    assert observed.environment().plain() == {"lync": expected}
    assert [file.cmdlet for file in observed.files] == [cmdlet]
    assert notes_in(observed) == []


@pytest.mark.parametrize("form", FORMS)
def test_what_the_cloud_says_is_not_of_the_server(form: str, tmp_path: Path) -> None:
    name, content, _, _ = FORMS[form]
    assert read(tmp_path, {f"exo/{name}": content}).environment().plain() == {}


@pytest.mark.parametrize(
    "row",
    [
        {"Identity": "Tag:Local", "Usage": ["Local"]},
        {"Identity": "Global", "Usage": "System.Collections.Generic.List`1[System.String]"},
        {"Name": None, "IsDefault": True},
        {"ComponentName": "Skype for Business Server 2019, Front End Server", "Version": "7.0.2046.385"},
        {"ComponentName": "Microsoft Unified Communications Managed API 5.0, Core Components", "Version": "7.0.0.1"},
        {"Identity": "Global", "ExchangeAutodiscoverUrl": "Microsoft.Rtc.Management.AD.Policy"},
    ],
)
def test_what_cannot_be_told_of_the_deployment_is_unknown(row: dict[str, Any], tmp_path: Path) -> None:
    assert _deployment(tmp_path, row) is None


@pytest.mark.parametrize("version", [None, {"Major": 7, "Minor": 0}, "Microsoft.Rtc.Management.AD.Policy"])
def test_a_version_without_its_build(version: object, tmp_path: Path) -> None:
    row = {"ComponentName": "Skype for Business Server 2019, Core Components", "Version": version}
    assert _deployment(tmp_path, row) == {"version": "2019"}


def test_an_empty_list_of_usages_is_known_to_be_empty(tmp_path: Path) -> None:
    assert _deployment(tmp_path, {"Identity": "Global", "Usage": []}) == {"pstn_usages": []}


@pytest.mark.parametrize("more", ["RetentionEnabled", "PoliciesApplied", "DomainName"])
def test_what_else_has_a_default_is_no_sip_domain(more: str, tmp_path: Path) -> None:
    row = {"Identity": "x", "Name": "Default", "IsDefault": True, more: None}
    assert _deployment(tmp_path, [row]) is None


def test_the_oldest_server_tells_the_version_and_the_build(tmp_path: Path) -> None:
    servers = ["2019, Core Components:7.0.2046.385", "2015, Core Components:6.0.9319.619",
               "2015, Core Components:6.0.9319.281", "2015, Web Services:6.0.9319.1"]  # fmt: skip
    rows = [
        {"ComponentName": f"Skype for Business Server {name}", "Version": version}
        for name, _, version in (server.partition(":") for server in servers)
    ]
    observed = read(tmp_path, {"onprem/version.json": json.dumps(rows)})
    assert observed.environment().plain() == {"lync": {"version": "2015", "build": "6.0.9319.281"}}
    reverse = read(tmp_path / "reverse", {"onprem/version.json": json.dumps(rows[::-1])})
    assert reverse.environment().plain() == observed.environment().plain()


def test_a_build_that_is_no_version_is_kept_as_it_is(tmp_path: Path) -> None:
    rows = [{"ComponentName": "Skype for Business Server 2019, Core Components", "Version": "unknown"}]
    observed = read(tmp_path, {"onprem/version.json": json.dumps(rows)})
    assert observed.environment().plain() == {"lync": {"version": "2019", "build": "unknown"}}
