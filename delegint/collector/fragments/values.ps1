# ---------------------------------------------------------------------------------------------------------------------
# Values. A property that an object does not have is $null: nobody asked for it. Text that is there but empty is ''.
# ---------------------------------------------------------------------------------------------------------------------

function Test-Property {
    # Whether an object has a property.
    param($Object, [string] $Name)
    if ($null -eq $Object) { return $false }
    return ($null -ne $Object.PSObject.Properties[$Name])
}

function Get-Property {
    # The value of a property; $null where the object does not have it. A collection comes out item by item.
    param($Object, [string] $Name)
    if (-not (Test-Property $Object $Name)) { return $null }
    return $Object.PSObject.Properties[$Name].Value
}

function Test-Asked {
    # Whether a property was asked for and is there. $Asked names what was asked for; empty, where everything was.
    param($Object, [string] $Name, [string[]] $Asked = @())
    if ($Asked.Count -gt 0 -and $Asked -notcontains $Name) { return $false }
    return (Test-Property $Object $Name)
}

function ConvertTo-Text {
    # Any value as text. An object that came as bare properties is named by the one that names it.
    param($Value)
    if ($null -eq $Value) { return '' }
    $text = "$Value"
    if ($text -like '@{*') {
        foreach ($name in @('Value', 'Guid', 'RawIdentity', 'Name', 'DisplayName', 'PrimarySmtpAddress', 'IsPresent')) {
            $inner = Get-Property $Value $name
            if ($null -ne $inner) { return "$inner" }
        }
    }
    return $text
}

function Get-Text {
    # A property as text; $null where nobody asked for it.
    param($Object, [string] $Name, [string[]] $Asked = @())
    if (-not (Test-Asked $Object $Name $Asked)) { return $null }
    return (ConvertTo-Text (Get-Property $Object $Name))
}

function Get-TextList {
    # The items of a property that has several values, one by one, without empty ones.
    param($Object, [string] $Name)
    foreach ($item in @(Get-Property $Object $Name)) {
        $text = ConvertTo-Text $item
        if ($text -ne '') { $text }
    }
}

function Get-RightList {
    # As Get-TextList; one item may hold several rights, as 'FullAccess, ReadPermission' does.
    param($Object, [string] $Name)
    foreach ($item in @(Get-TextList $Object $Name)) {
        foreach ($right in $item.Split(',')) {
            $trimmed = $right.Trim()
            if ($trimmed -ne '') { $trimmed }
        }
    }
}

function Get-Flag {
    # A property as $true or $false; $null where it is neither.
    param($Object, [string] $Name)
    $text = Get-Text $Object $Name
    if ($text -eq 'True') { return $true }
    if ($text -eq 'False') { return $false }
    return $null
}

function Get-Number {
    # A property as a whole number; $null where it is none.
    param($Object, [string] $Name)
    $text = Get-Text $Object $Name
    if ($text -match '^-?[0-9]{1,9}$') { return [int] $text }
    return $null
}

function Get-GuidText {
    # A GUID in lower case; empty where there is none, or only zeros.
    param($Object, [string] $Name)
    $text = ("$(Get-Text $Object $Name)" -replace '[{} ]', '').ToLowerInvariant()
    if ($text -eq '00000000-0000-0000-0000-000000000000') { return '' }
    return $text
}

function Get-Sid {
    # The SID of the one to whom an entry gives a right: beside the entry in Exchange Online, inside User on-premises.
    param($Entry, [string] $Beside, $User)
    $written = @("$(Get-Text $Entry $Beside)", "$(Get-Text $User 'SecurityIdentifier')", "$(ConvertTo-Text $User)")
    foreach ($text in $written) {
        if ($text -match '^S-1-[0-9]+(-[0-9]+)*$') { return $text }
    }
    return ''
}

function ConvertTo-UtcText {
    # A time as ISO 8601 in UTC.
    param($Value, [switch] $IsUtc)
    if ($null -eq $Value -or "$Value" -eq '') { return '' }
    $time = $Value -as [System.DateTime]
    if ($null -eq $time) { return "$Value" }
    if ($IsUtc -and $time.Kind -eq [System.DateTimeKind]::Unspecified) {
        $time = [System.DateTime]::SpecifyKind($time, [System.DateTimeKind]::Utc)
    }
    return $time.ToUniversalTime().ToString('o')
}

function Get-UtcNow {
    return [System.DateTime]::UtcNow.ToString('o')
}

function Get-ShownName {
    # A display name, or its digest where -HashDisplayNames was given. Equal names keep equal digests.
    param([string] $Text)
    if (-not $HashDisplayNames -or $Text -eq '') { return $Text }
    $digest = $script:Sha256.ComputeHash($script:Utf8.GetBytes($Text))
    return "sha256:$([System.BitConverter]::ToString($digest).Replace('-', '').ToLowerInvariant())"
}

function Get-Identity {
    # Guards against an empty identity: Get-MailboxPermission would answer for every mailbox of the organization.
    param([string] $Text)
    if ([string]::IsNullOrWhiteSpace($Text)) { throw 'This recipient has no identity by which it could be asked.' }
    return $Text
}
