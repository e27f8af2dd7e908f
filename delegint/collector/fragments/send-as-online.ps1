# ---------------------------------------------------------------------------------------------------------------------
# Send As in Exchange Online: one call for all recipients, or one for each where -Mailbox names them.
# ---------------------------------------------------------------------------------------------------------------------

function ConvertTo-SendAsRow {
    param([string] $On, $Entry)
    return ([ordered]@{
        k = 'send-as'
        on = $On
        trustee = "$(Get-Text $Entry 'Trustee')"
        sid = (Get-Sid $Entry 'TrusteeSidString' (Get-Property $Entry 'Trustee'))
        rights = [string[]]@(Get-RightList $Entry 'AccessRights')
        extended = [string[]]@()
        deny = ("$(Get-Text $Entry 'AccessControlType')" -match '^(Deny|1)$')
        inherited = ("$(Get-Text $Entry 'IsInherited')" -eq 'True')
    })
}

function Read-SendAsOf {
    # Asks for the Send As entries of some recipients, one by one.
    param([System.Collections.IDictionary] $Topic, [object[]] $Recipients)
    foreach ($owner in $Recipients) {
        try {
            $identity = Get-Identity $owner.guid
            $rows = New-Object -TypeName System.Collections.ArrayList
            foreach ($entry in @(Get-RecipientPermission -Identity $identity -ResultSize Unlimited -ErrorAction Stop)) {
                Add-Row $rows (ConvertTo-SendAsRow $owner.guid $entry)
            }
            Complete-Owner $Topic $owner.guid $rows
        } catch {
            Write-Failure $Topic $owner.guid $_
        }
    }
}

function Export-SendAsOfNamed {
    $parameters = '-Identity <guid> -ResultSize Unlimited'
    $properties = @('Trustee', 'TrusteeSidString', 'AccessRights', 'AccessControlType', 'IsInherited')
    $topic = Start-Topic 'send-as' 'Get-RecipientPermission' $parameters $properties $script:Owners
    if ($null -eq $topic) { return }
    try {
        Read-SendAsOf $topic $topic['Pending']
        Complete-Topic $topic
    } finally {
        Close-Topic $topic
    }
}

function Get-NameTable {
    # From a name to the recipient that has it; '' where several have it.
    param([string] $Property)
    $table = @{}
    foreach ($recipient in $script:Recipients) {
        $text = "$($recipient.$Property)"
        if ($text -eq '') { continue }
        if ($table.ContainsKey($text)) { $table[$text] = '' } else { $table[$text] = $recipient.guid }
    }
    return $table
}

function Export-SendAsOnline {
    # The answer names recipients by Identity, which holds the Name, or the object ID where that is the Name. It is
    # compared with GUID, object ID, Name and alias, in this order. Where several recipients have the name, those are
    # asked one by one. An Identity that is no recipient of this snapshot is written down as it is.
    if (-not (Test-Finished 'recipient')) {
        Add-Skipped 'send-as' 'Get-RecipientPermission' 'the recipients have not been listed'
        return
    }
    $properties = @('Identity', 'Trustee', 'TrusteeSidString', 'AccessRights', 'AccessControlType', 'IsInherited')
    $topic = Start-Topic 'send-as' 'Get-RecipientPermission' '-ResultSize Unlimited' $properties
    if ($null -eq $topic) { return }
    try {
        $tables = @((Get-NameTable 'guid'), (Get-NameTable 'edoid'), (Get-NameTable 'name'), (Get-NameTable 'alias'))
        $shared = @{}
        $unplaced = @{}
        Write-Progress -Activity 'send-as' -Status 'Get-RecipientPermission'
        Get-RecipientPermission -ResultSize Unlimited -ErrorAction Stop | ForEach-Object {
            $text = "$(Get-Text $_ 'Identity')"
            $on = $null
            foreach ($table in $tables) {
                if ($null -eq $on -and $table.ContainsKey($text)) { $on = $table[$text] }
            }
            if ($null -eq $on) {
                $unplaced[$text] = $true
                $on = $text
            }
            if ($on -eq '') { $shared[$text] = $true } else { Write-Row $topic (ConvertTo-SendAsRow $on $_) }
        }
        $topic['Entry']['total'] = $script:Recipients.Count
        $topic['Entry']['covered'] = 0
        $again = New-Object -TypeName System.Collections.ArrayList
        foreach ($recipient in $script:Recipients) {
            if ($shared.ContainsKey("$($recipient.name)") -or $shared.ContainsKey("$($recipient.alias)")) {
                [void] $again.Add($recipient)
            } else {
                Write-Covered $topic $recipient.guid
                $topic['Entry']['covered'] += 1
            }
        }
        Read-SendAsOf $topic @($again)
        if ($unplaced.Count -gt 0) {
            Write-Warning "$($unplaced.Count) identities of Get-RecipientPermission are no recipients of this snapshot."
        }
        Complete-Topic $topic
    } catch {
        Write-Failure $topic '' $_
    } finally {
        Close-Topic $topic
    }
}
