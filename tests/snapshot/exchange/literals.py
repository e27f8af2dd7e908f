"""One entry of Get-MailboxPermission in every form in which it is exported."""

from __future__ import annotations

from tests.snapshot.exchange.tenants import NAMESPACE, utf_16

NUMBERS_5_1 = r"""{
    "Identity":  "contoso.com/Users/Room 1",
    "User":  "CONTOSO\\alice",
    "AccessRights":  [
                         1
                     ],
    "Deny":  {
                 "IsPresent":  false
             },
    "IsInherited":  false,
    "InheritanceType":  1
}
"""
REMOTE = (
    r'{"Identity":"contoso.com/Users/Room 1","User":"CONTOSO\\alice","AccessRights":[{"value":1,"Value":"FullAccess"}],'
    r'"Deny":{"IsPresent":false},"IsInherited":false,"InheritanceType":{"value":1,"Value":"All"},'
    r'"PSComputerName":"ex01.contoso.com","RunspaceId":"0b0e1d0e-0f3c-4a1e-8d6a-6a1c7f1f2a3b",'
    r'"PSShowComputerName":false}'
)
WRAPPED = (
    r'{"Identity":"contoso.com/Users/Room 1","User":"CONTOSO\\alice",'
    r'"AccessRights":{"value":["FullAccess"],"Count":1},"Deny":{"IsPresent":false},"IsInherited":false,'
    r'"InheritanceType":1}'
)
STRINGS_7 = (
    r'{"Identity":"contoso.com/Users/Room 1","User":"CONTOSO\\alice","AccessRights":["FullAccess, ReadPermission"],'
    r'"Deny":{"IsPresent":false},"IsInherited":false,"InheritanceType":"All"}'
)
CSV = (
    '"Identity";"User";"AccessRights";"Deny";"IsInherited"\r\n'
    '"contoso.com/Users/Room 1";"CONTOSO\\alice";"FullAccess";"False";"False"\r\n'
)
LOST_CSV = (
    "#TYPE Selected.Microsoft.Exchange.Management.RecipientTasks.MailboxAcePresentationObject\r\n"
    '"Identity","User","AccessRights","Deny","IsInherited"\r\n'
    '"contoso.com/Users/Room 1","CONTOSO\\alice","Microsoft.Exchange.Management.RecipientTasks.MailboxRights[]",'
    '"False","False"\r\n'
)
CLIXML = f"""<Objs Version="1.1.0.1" xmlns="{NAMESPACE}">
  <Obj RefId="0">
    <TN RefId="0"><T>Selected.Microsoft.Exchange.Management.RecipientTasks.MailboxAcePresentationObject</T>\
<T>System.Management.Automation.PSCustomObject</T><T>System.Object</T></TN>
    <MS>
      <Obj N="Identity" RefId="1"><TN RefId="1"><T>Microsoft.Exchange.Data.Directory.ADObjectId</T>\
<T>System.Object</T></TN>
        <ToString>contoso.com/Users/Room 1</ToString>
        <Props><S N="DistinguishedName">CN=Room 1,CN=Users,DC=contoso,DC=com</S>\
<G N="ObjectGuid">9a84412a-cef3-49d3-88ac-38cb0c564721</G></Props></Obj>
      <Obj N="User" RefId="2"><TN RefId="2">\
<T>Microsoft.Exchange.Configuration.Tasks.SecurityPrincipalIdParameter</T><T>System.Object</T></TN>
        <ToString>CONTOSO\\alice</ToString><Props><S N="RawIdentity">CONTOSO\\alice</S>\
<S N="SecurityIdentifier">S-1-5-21-1-2-3-1105</S></Props></Obj>
      <Obj N="AccessRights" RefId="3"><TN RefId="3">\
<T>Microsoft.Exchange.Management.RecipientTasks.MailboxRights[]</T><T>System.Array</T><T>System.Object</T></TN>
        <LST><Obj RefId="4"><TN RefId="4"><T>Microsoft.Exchange.Management.RecipientTasks.MailboxRights</T>\
<T>System.Enum</T><T>System.ValueType</T><T>System.Object</T></TN>
          <ToString>FullAccess, ReadPermission</ToString><I32>131073</I32></Obj></LST></Obj>
      <Obj N="Deny" RefId="5"><TN RefId="5"><T>System.Management.Automation.SwitchParameter</T>\
<T>System.ValueType</T><T>System.Object</T></TN>
        <ToString>False</ToString><Props><B N="IsPresent">false</B></Props></Obj>
      <B N="IsInherited">false</B>
      <Obj N="InheritanceType" RefId="6"><TN RefId="6">\
<T>System.DirectoryServices.ActiveDirectorySecurityInheritance</T><T>System.Enum</T><T>System.ValueType</T>\
<T>System.Object</T></TN>
        <ToString>All</ToString><I32>1</I32></Obj>
    </MS>
  </Obj>
</Objs>
"""
COLLECTED = (
    r'{"k":"mailbox-permission","on":"9a84412a-cef3-49d3-88ac-38cb0c564721","id":"contoso.com/Users/Room 1",'
    r'"user":"CONTOSO\\alice","sid":"S-1-5-21-1-2-3-1105","rights":["FullAccess"],"deny":false,"inherited":false,'
    r'"scope":"All"}'
)
BOTH = ("FullAccess", "ReadPermission")
FULL_ACCESS: dict[str, tuple[str, str | bytes, tuple[str, ...]]] = {
    "numbers of 5.1": ("export.json", NUMBERS_5_1, BOTH[:1]),
    "numbers of 5.1 in UTF-16": ("export.json", utf_16(NUMBERS_5_1), BOTH[:1]),
    "out of a remote session": ("export.json", REMOTE, BOTH[:1]),
    "a wrapped list": ("export.json", WRAPPED, BOTH[:1]),
    "names of 7": ("export.json", STRINGS_7, BOTH),
    "several objects": ("export.json", f"[{STRINGS_7}]", BOTH),
    "one object a line": ("export.jsonl", STRINGS_7 + "\n", BOTH),
    "CSV with a calculated column": ("export.csv", CSV, BOTH[:1]),
    "CLIXML": ("export.xml", CLIXML, BOTH),
    "CLIXML in UTF-16": ("export.xml", utf_16(CLIXML), BOTH),
    "the collector's line": ("export.jsonl", COLLECTED + "\n", BOTH[:1]),
    "the collector's line in an array": ("export.json", f"[{COLLECTED}]", BOTH[:1]),
}
