"""One user and one policy in every form in which they are exported, and a way to read them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from delegint.model.observed import Fact, Observed
from delegint.snapshot.reading import read_snapshot
from tests.linting import everything

SID: Final = "S-1-5-21-1004336348-1177238915-682003330-1177"
OBJECT: Final = "6f6c2a0e-4f2b-4a55-9a0e-0d4c1d2b3c4d"
NAMESPACE: Final = "http://schemas.microsoft.com/powershell/2004/04"

COLLECTED_USER: Final = (
    f'{{"k":"cs-user","sid":"{SID}","dn":"CN=Annelies Bulkens,OU=Staff,DC=contoso,DC=com","sam":"annelies",'
    '"upn":"annelies@contoso.com","sip":"sip:annelies@contoso.com","enabled":true,"enterpriseVoice":false,'
    '"lineUri":"tel:+3225550100","registrarPool":"pool1.contoso.com","hostingProvider":"SRV:",'
    '"clientPolicy":"Executives","voicePolicy":"","conferencingPolicy":"Tag:Large Meetings","presencePolicy":"",'
    '"remoteCallControl":false,"audioVideoDisabled":true,"lineServerUri":"sip:pbx@contoso.com",'
    '"privateLine":"tel:+3225550199"}\n'
)
USER_5_1: Final = f"""[
    {{
        "Identity":  {{
                         "DistinguishedName":  "CN=Annelies Bulkens,OU=Staff,DC=contoso,DC=com",
                         "Rdn":  "CN=Annelies Bulkens"
                     }},
        "Sid":  {{
                    "BinaryLength":  28,
                    "AccountDomainSid":  "S-1-5-21-1004336348-1177238915-682003330",
                    "Value":  "{SID}"
                }},
        "SamAccountName":  "annelies",
        "UserPrincipalName":  "annelies@contoso.com",
        "SipAddress":  "sip:annelies@contoso.com",
        "Enabled":  true,
        "EnterpriseVoiceEnabled":  false,
        "LineURI":  "tel:+3225550100",
        "RegistrarPool":  "pool1.contoso.com",
        "HostingProvider":  "SRV:",
        "ClientPolicy":  {{
                             "PolicyType":  "ClientPolicy",
                             "DisplayName":  "Executives"
                         }},
        "VoicePolicy":  null,
        "ConferencingPolicy":  "Large Meetings",
        "PresencePolicy":  null,
        "RemoteCallControlTelephonyEnabled":  false,
        "AudioVideoDisabled":  true,
        "LineServerURI":  "sip:pbx@contoso.com",
        "PrivateLine":  "tel:+3225550199"
    }},
    {{
        "Identity":  "CN=Ilse,OU=Staff,DC=contoso,DC=com",
        "UserPrincipalName":  "ilse@contoso.com",
        "SipAddress":  "sip:ilse@contoso.com",
        "RegistrarPool":  null,
        "HostingProvider":  "sipfed.online.lync.com"
    }}
]
"""
USER_7: Final = f"""{{
  "Identity": "CN=Annelies Bulkens,OU=Staff,DC=contoso,DC=com",
  "Sid": "{SID}",
  "SamAccountName": "annelies",
  "UserPrincipalName": "annelies@contoso.com",
  "SipAddress": "sip:annelies@contoso.com",
  "Enabled": true,
  "EnterpriseVoiceEnabled": false,
  "LineURI": "tel:+3225550100",
  "RegistrarPool": "pool1.contoso.com",
  "HostingProvider": "SRV:",
  "ClientPolicy": "Executives",
  "VoicePolicy": "",
  "ConferencingPolicy": "Tag:Large Meetings",
  "PresencePolicy": "",
  "RemoteCallControlTelephonyEnabled": false,
  "AudioVideoDisabled": true,
  "LineServerURI": "sip:pbx@contoso.com",
  "PrivateLine": "tel:+3225550199"
}}
"""
USER_CSV: Final = (
    "#TYPE Selected.Microsoft.Rtc.Management.ADConnect.Schema.OCSADUser\r\n"
    '"Identity","Sid","SamAccountName","UserPrincipalName","SipAddress","Enabled","EnterpriseVoiceEnabled","LineURI",'
    '"RegistrarPool","HostingProvider","ClientPolicy","VoicePolicy","ConferencingPolicy","PresencePolicy",'
    '"RemoteCallControlTelephonyEnabled","AudioVideoDisabled","LineServerURI","PrivateLine"\r\n'
    f'"CN=Annelies Bulkens,OU=Staff,DC=contoso,DC=com","{SID}","annelies","annelies@contoso.com",'
    '"sip:annelies@contoso.com","True","False","tel:+3225550100","pool1.contoso.com","SRV:","Executives",,'
    '"Large Meetings",,"False","True","sip:pbx@contoso.com","tel:+3225550199"\r\n'
)
USER_CLIXML: Final = f"""<Objs Version="1.1.0.1" xmlns="{NAMESPACE}">
  <Obj RefId="0">
    <TN RefId="0"><T>Microsoft.Rtc.Management.ADConnect.Schema.OCSADUser</T><T>System.Object</T></TN>
    <ToString>CN=Annelies Bulkens,OU=Staff,DC=contoso,DC=com</ToString>
    <Props>
      <S N="SamAccountName">annelies</S>
      <S N="UserPrincipalName">annelies@contoso.com</S>
      <S N="SipAddress">sip:annelies@contoso.com</S>
      <B N="Enabled">true</B>
      <B N="EnterpriseVoiceEnabled">false</B>
      <S N="LineURI">tel:+3225550100</S>
      <Obj N="RegistrarPool" RefId="1"><ToString>pool1.contoso.com</ToString><Props><S N="Fqdn">x</S></Props></Obj>
      <S N="HostingProvider">SRV:</S>
      <Obj N="ClientPolicy" RefId="2">
        <ToString>Executives</ToString>
        <Props><S N="PolicyType">ClientPolicy</S><S N="DisplayName">Executives</S></Props>
      </Obj>
      <Nil N="VoicePolicy" />
      <S N="ConferencingPolicy">Large Meetings</S>
      <Nil N="PresencePolicy" />
      <B N="RemoteCallControlTelephonyEnabled">false</B>
      <B N="AudioVideoDisabled">true</B>
      <S N="LineServerURI">sip:pbx@contoso.com</S>
      <S N="PrivateLine">tel:+3225550199</S>
      <Obj N="Sid" RefId="3"><ToString>{SID}</ToString><Props><S N="Value">{SID}</S></Props></Obj>
      <Obj N="Identity" RefId="4"><ToString>contoso.com/Staff/Annelies Bulkens</ToString>
        <Props><S N="DistinguishedName">CN=Annelies Bulkens,OU=Staff,DC=contoso,DC=com</S></Props></Obj>
    </Props>
  </Obj>
</Objs>
"""

POLICIES_COLLECTED: Final = (
    '{"k":"cs-policy","cmdlet":"Get-CsClientPolicy","identity":"Global","settings":{"EnableExchangeDelegateSync":null,'
    '"DisplayPhoto":"AllPhotos","MAPIPollInterval":"00:30:00","MaximumNumberOfContacts":250,"PolicyEntry":null}}\n'
    '{"k":"cs-policy","cmdlet":"Get-CsClientPolicy","identity":"Tag:Executives",'
    '"settings":{"EnableExchangeDelegateSync":true,"Unheard":"of"}}\n'
    '{"k":"cs-policy","cmdlet":"Get-CsTeamsCallingPolicy","identity":"Global","settings":{"AllowDelegation":true}}\n'
)
POLICIES_5_1: Final = """[
    {
        "Identity":  "Global",
        "EnableExchangeDelegateSync":  null,
        "DisplayPhoto":  "AllPhotos",
        "MAPIPollInterval":  {
                                 "Ticks":  18000000000,
                                 "Days":  0,
                                 "Hours":  0,
                                 "Minutes":  30
                             },
        "MaximumNumberOfContacts":  250,
        "PolicyEntry":  null,
        "Anchor":  {
                       "Class":  "@{Name=Host; Value=1}"
                   }
    },
    {
        "Identity":  "Tag:Executives",
        "EnableExchangeDelegateSync":  true
    }
]
"""
POLICIES_7: Final = """[
  {
    "Identity": "Global",
    "EnableExchangeDelegateSync": null,
    "DisplayPhoto": "AllPhotos",
    "MAPIPollInterval": "00:30:00",
    "MaximumNumberOfContacts": 250,
    "PolicyEntry": null
  },
  {
    "Identity": "Tag:Executives",
    "EnableExchangeDelegateSync": true
  }
]
"""
POLICIES_LINES: Final = (
    '{"Identity":"Global","EnableExchangeDelegateSync":null,"DisplayPhoto":"AllPhotos","MAPIPollInterval":"00:30:00",'
    '"MaximumNumberOfContacts":250,"PolicyEntry":null}\n'
    '{"Identity":"Tag:Executives","EnableExchangeDelegateSync":true}\n'
)
POLICIES_CLIXML: Final = f"""<Objs Version="1.1.0.1" xmlns="{NAMESPACE}">
  <Obj RefId="0"><Props>
    <S N="Identity">Global</S>
    <Nil N="EnableExchangeDelegateSync" />
    <Obj N="DisplayPhoto" RefId="1"><ToString>AllPhotos</ToString><I32>2</I32></Obj>
    <TS N="MAPIPollInterval">PT30M</TS>
    <U32 N="MaximumNumberOfContacts">250</U32>
    <Nil N="PolicyEntry" />
  </Props></Obj>
  <Obj RefId="2"><Props>
    <S N="Identity">Tag:Executives</S>
    <B N="EnableExchangeDelegateSync">true</B>
  </Props></Obj>
</Objs>
"""


def clixml(properties: str) -> str:
    """One object with these properties, as Export-Clixml writes it."""
    return f'<Objs Version="1.1.0.1" xmlns="{NAMESPACE}"><Obj RefId="0"><Props>{properties}</Props></Obj></Objs>'


def read(folder: Path, files: Mapping[str, str | bytes]) -> Observed:
    """What the files say, by the real reader with every plugin.

    Parameters:
        folder: where to put them.
        files: their contents by their names below the snapshot.
    """
    for name, content in files.items():
        path = folder / "export" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_snapshot(folder / "export", "export", everything()[0].exports())


def facts_of(observed: Observed, address: str) -> dict[str, Fact]:
    """Every fact that is known of somebody."""
    person = observed.person(address)
    assert person >= 0, f"nobody has the address {address}"
    return {key: fact for key in observed.facts if (fact := observed.fact(person, key)) is not None}


def notes_in(observed: Observed) -> list[tuple[str, str, int]]:
    """What reading found wrong: code, file and line."""
    places = [(note.code, observed.place(note.origin)) for note in observed.notes]
    return [(code, place.source.name, place.line) for code, place in places]


def utf_16(text: str) -> bytes:
    """As Out-File and Export-Clixml of Windows PowerShell write it."""
    return b"\xff\xfe" + text.replace("\n", "\r\n").encode("utf-16-le")
