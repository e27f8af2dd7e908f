# ---------------------------------------------------------------------------------------------------------------------
# Rights on folders. A folder is found by its FolderType, since its name depends on the language of the mailbox.
# ---------------------------------------------------------------------------------------------------------------------

function Get-FolderPath {
    # The path of the folder of a type, such as /Kalender; nothing where the mailbox has none.
    param([string] $Identity, [string] $Type)
    $identity = Get-Identity $Identity
    if ($Side -eq 'Online') {
        $found = @(Get-EXOMailboxFolderStatistics -Identity $identity -FolderScope $Type -ErrorAction Stop)
    } else {
        $found = @(Get-MailboxFolderStatistics -Identity $identity -FolderScope $Type -ErrorAction Stop)
    }
    foreach ($item in $found) {
        if ((Get-Text $item 'FolderType') -eq $Type) { "$(Get-Text $item 'FolderPath')" }
    }
}

function ConvertTo-FolderRow {
    param([string] $On, [string] $Type, [string] $FolderPath, $Entry)
    $user = Get-Property $Entry 'User'
    $principal = Get-Property $user 'RecipientPrincipal'
    if ($null -eq $principal) { $principal = Get-Property $user 'ADRecipient' }
    $shown = "$(Get-Text $user 'DisplayName')"
    $text = "$user"
    if ($text -like '@{*') { $text = $shown }
    $kind = "$(Get-Text $user 'UserType')"
    if ($kind -notmatch '^(Default|Anonymous|0|1)$' -and $text -notmatch '^(Default|Anonymous|NT:|NT USER:|S-1-)|@') {
        $text = Get-ShownName $text
    }
    $logon = "$(Get-Text $user 'UserPrincipalName')"
    if ($logon -eq '') { $logon = "$(Get-Text $principal 'UserPrincipalName')" }
    $legacy = "$(Get-Text $principal 'LegacyExchangeDN')"
    if ($legacy -eq '' -and "$principal" -like '/o=*') { $legacy = "$principal" }
    return ([ordered]@{
        k = 'folder-permission'
        on = $On
        folder = $Type
        path = $FolderPath
        user = $text
        userType = $kind
        guid = (Get-GuidText $principal 'Guid')
        upn = $logon
        smtp = "$(Get-Text $principal 'PrimarySmtpAddress')"
        legacyDn = $legacy
        rights = [string[]]@(Get-RightList $Entry 'AccessRights')
        sharing = [string[]]@(Get-RightList $Entry 'SharingPermissionFlags')
    })
}

function Export-FolderPermission {
    $statistics = 'Get-MailboxFolderStatistics'
    if ($Side -eq 'Online') { $statistics = 'Get-EXOMailboxFolderStatistics' }
    $cmdlets = @('Get-MailboxFolderPermission', $statistics)
    $parameters = "-Identity <guid>:<path> for $($Folder -join ', ')"
    $properties = @('User', 'AccessRights', 'SharingPermissionFlags', 'FolderPath', 'FolderType')
    $owners = @(Get-Owner $script:MailboxTypes)
    $topic = Start-Topic 'folder-permission' $cmdlets $parameters $properties $owners
    if ($null -eq $topic) { return }
    try {
        foreach ($owner in $topic['Pending']) {
            Write-OwnerProgress $topic
            try {
                $identity = Get-Identity $owner.guid
                $rows = New-Object -TypeName System.Collections.ArrayList
                foreach ($type in $Folder) {
                    foreach ($found in @(Get-FolderPath $identity $type)) {
                        # A slash inside a folder name stands as U+F8FF in the path.
                        $inside = $found.Replace('/', '\').Replace([string] [char] 0xF8FF, '/')
                        $entries = @(Get-MailboxFolderPermission -Identity "${identity}:$inside" -ErrorAction Stop)
                        foreach ($entry in $entries) {
                            Add-Row $rows (ConvertTo-FolderRow $owner.guid $type $found $entry)
                        }
                    }
                }
                Complete-Owner $topic $owner.guid $rows $Folder
            } catch {
                Write-Failure $topic $owner.guid $_
            }
        }
        Complete-Topic $topic
    } finally {
        Close-Topic $topic
    }
}
