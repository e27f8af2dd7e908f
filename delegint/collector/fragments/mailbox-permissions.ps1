# ---------------------------------------------------------------------------------------------------------------------
# Full Access and the other rights on whole mailboxes, inherited and denied ones included.
# ---------------------------------------------------------------------------------------------------------------------

function Export-MailboxPermission {
    $more = @{}
    $parameters = '-Identity <guid>'
    if (Test-Parameter 'Get-MailboxPermission' 'IncludeUnresolvedPermissions') {
        # Exchange Online leaves out trustees that it cannot resolve unless it is asked for them.
        $more['IncludeUnresolvedPermissions'] = $true
        $parameters = '-Identity <guid> -IncludeUnresolvedPermissions'
    }
    $properties = @('User', 'UserSid', 'AccessRights', 'Deny', 'IsInherited', 'InheritanceType')
    $owners = @(Get-Owner $script:MailboxTypes)
    $topic = Start-Topic 'mailbox-permission' 'Get-MailboxPermission' $parameters $properties $owners
    if ($null -eq $topic) { return }
    try {
        foreach ($owner in $topic['Pending']) {
            Write-OwnerProgress $topic
            try {
                $identity = Get-Identity $owner.guid
                $rows = New-Object -TypeName System.Collections.ArrayList
                foreach ($entry in @(Get-MailboxPermission -Identity $identity @more -ErrorAction Stop)) {
                    $user = Get-Property $entry 'User'
                    Add-Row $rows ([ordered]@{
                        k = 'mailbox-permission'
                        on = $owner.guid
                        user = (ConvertTo-Text $user)
                        sid = (Get-Sid $entry 'UserSid' $user)
                        rights = [string[]]@(Get-RightList $entry 'AccessRights')
                        deny = ("$(Get-Text $entry 'Deny')" -eq 'True')
                        inherited = ("$(Get-Text $entry 'IsInherited')" -eq 'True')
                        scope = "$(Get-Text $entry 'InheritanceType')"
                    })
                }
                Complete-Owner $topic $owner.guid $rows
            } catch {
                Write-Failure $topic $owner.guid $_
            }
        }
        Complete-Topic $topic
    } finally {
        Close-Topic $topic
    }
}
