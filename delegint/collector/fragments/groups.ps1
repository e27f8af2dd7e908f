# ---------------------------------------------------------------------------------------------------------------------
# Members of groups. A group inside a group is a member like any other; it has members of its own in this file.
# ---------------------------------------------------------------------------------------------------------------------

function Export-GroupMember {
    $parameters = '-Identity <guid> -ResultSize Unlimited'
    $properties = @('Guid', 'PrimarySmtpAddress', 'SamAccountName', 'DistinguishedName', 'Name')
    $owners = @(Get-Owner $script:GroupTypes)
    $topic = Start-Topic 'group-member' 'Get-DistributionGroupMember' $parameters $properties $owners
    if ($null -eq $topic) { return }
    try {
        foreach ($owner in $topic['Pending']) {
            Write-OwnerProgress $topic
            try {
                $identity = Get-Identity $owner.guid
                $rows = New-Object -TypeName System.Collections.ArrayList
                $members = @(Get-DistributionGroupMember -Identity $identity -ResultSize Unlimited -ErrorAction Stop)
                foreach ($member in $members) {
                    Add-Row $rows ([ordered]@{
                        k = 'group-member'
                        on = $owner.guid
                        guid = (Get-GuidText $member 'Guid')
                        smtp = "$(Get-Text $member 'PrimarySmtpAddress')"
                        sam = "$(Get-Text $member 'SamAccountName')"
                        dn = "$(Get-Text $member 'DistinguishedName')"
                        name = "$(Get-Text $member 'Name')"
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
