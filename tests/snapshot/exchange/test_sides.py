"""On which side an export was taken, where no folder and no manifest says so."""

from __future__ import annotations

from typing import Any

import pytest

from delegint.snapshot.sides import side_of_record

FOREST = "DC=EURPR07A005,DC=PROD,DC=OUTLOOK,DC=COM"
HOSTED = f"CN=mia,OU=contoso.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,{FOREST}"
OBJECT = "3fa9f28b-eb0e-463a-ba7b-8089fe9991e2"


@pytest.mark.parametrize(
    "values",
    [
        {"Identity": "contoso.com/Users/Mia"},
        {"Identity": "contoso.com/Users/Mia", "ExternalDirectoryObjectId": OBJECT},
        {"DistinguishedName": "CN=Mia,OU=Users,DC=contoso,DC=com", "ExternalDirectoryObjectId": f"User_{OBJECT}"},
        {"Identity": {"DistinguishedName": "CN=Mia,DC=contoso,DC=com"}, "OrganizationId": {"ConfigurationUnit": None}},
        {"TargetDistinguishedName": "CN=Mia,DC=contoso,DC=com"},
        {"User": "CONTOSO\\mia"},
    ],
)
def test_on_premises(values: dict[str, Any]) -> None:
    assert side_of_record(values) == "on_premises"


@pytest.mark.parametrize(
    "values",
    [
        {"DistinguishedName": HOSTED},
        {"DistinguishedName": HOSTED.replace(FOREST, "DC=CHNPR01A001,DC=PROD,DC=PARTNER,DC=OUTLOOK,DC=CN")},
        {"Identity": "mia", "ExternalDirectoryObjectId": OBJECT},
        {"Identity": "mia", "ExternalDirectoryObjectId": {"value": OBJECT, "Guid": OBJECT}},
        {"OnPremisesDistinguishedName": "CN=Mia,DC=contoso,DC=com", "ExternalDirectoryObjectId": OBJECT},
        {"User": "EURPR07A005\\Domain Admins"},
        {"User": "mia@contoso.com", "UserSid": "S-1-5-21-9-8-7-1"},
        {"LegacyExchangeDN": "/o=ExchangeLabs/ou=x/cn=Recipients/cn=mia"},
        {"OrganizationId": "EURPR07A005.PROD.OUTLOOK.COM/Microsoft Exchange Hosted Organizations/contoso"},
    ],
)
def test_online(values: dict[str, Any]) -> None:
    assert side_of_record(values) == "online"


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"Identity": "mia", "ExternalDirectoryObjectId": ""},
        {"OrganizationId": {"ConfigurationUnit": None}},
        {"User": "NT AUTHORITY\\SELF"},
        {"User": "mia@contoso.com", "AccessRights": ["FullAccess"]},
        {"OnPremisesDistinguishedName": "CN=Mia,DC=contoso,DC=com"},
    ],
)
def test_nothing_tells(values: dict[str, Any]) -> None:
    assert side_of_record(values) == ""
