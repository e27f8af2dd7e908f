"""The settings file that the wizard of Entra Connect exports."""

from __future__ import annotations

import json

from tests.linting import lint_text

POLICY = {
    "policyMetadata": {"version": "1"},
    "deploymentMetadata": {"hostName": "SYNC01", "serviceAccount": "CORP\\svc-sync"},
    "onpremisesDirectoryPolicy": [
        {
            "friendlyName": "corp.contoso.com",
            "partitionFilters": [
                {"distinguishedName": "DC=corp,DC=contoso,DC=com", "containerInclusions": ["OU=Staff"]},
                {"distinguishedName": "DC=ForestDnsZones,DC=contoso,DC=com"},
            ],
        }
    ],
}
STATE = """\
delegint: 1
entra_sync:
  connect1: {engine: connect, version: 2.6.79.0, scope: {domains: [corp.contoso.com, emea.contoso.com]}}
"""


def test_domains_are_read_and_nothing_of_hosts_and_accounts() -> None:
    exports = {"sync/Exported-SynchronizationPolicy.JSON": json.dumps(POLICY, indent=2).encode("utf-16")}
    report = lint_text(STATE, exports=exports, select=["SNP"])
    assert report.snapshot is not None
    settings = report.snapshot.settings
    assert [(path, value) for path, value, _ in settings] == [
        (["entra_sync", "entra_connect", "engine"], "connect"),
        (["entra_sync", "entra_connect", "scope", "domains"], ["corp.contoso.com"]),
    ]
    assert "SYNC01" not in str(settings)
    assert "svc-sync" not in str(settings)
    found = [(result.rule.code, result.finding.place.line) for result in report.results]
    assert found == [("SNP004", 3)]
    assert "but the snapshot lacks emea.contoso.com" in report.results[0].finding.message
