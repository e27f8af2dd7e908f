# ---------------------------------------------------------------------------------------------------------------------
# Send As on-premises: the entries of the Active Directory object that give it, by name or along with everything else.
# ---------------------------------------------------------------------------------------------------------------------

function Test-SendAs {
    # Whether an entry of Get-ADPermission gives or denies Send As on the object itself: the extended right by name, all
    # extended rights (ExtendedRight without a name), or full control. An entry for children only says nothing about it.
    param([string[]] $Rights, [string[]] $Extended, [string] $Scope)
    if ($Scope -eq 'Children' -or $Scope -eq 'Descendents') { return $false }
    if ($Extended -contains 'Send-As' -or $Rights -contains 'GenericAll') { return $true }
    return ($Rights -contains 'ExtendedRight' -and $Extended.Count -eq 0)
}

function Export-SendAsOnPremises {
    # Get-ADPermission takes names and distinguished names reliably, not aliases or addresses.
    $parameters = '-Identity <distinguished name>'
    $properties = @('User', 'AccessRights', 'ExtendedRights', 'Deny', 'IsInherited', 'InheritanceType')
    $topic = Start-Topic 'send-as' 'Get-ADPermission' $parameters $properties $script:Owners
    if ($null -eq $topic) { return }
    try {
        foreach ($owner in $topic['Pending']) {
            Write-OwnerProgress $topic
            try {
                $identity = Get-Identity $owner.dn
                $rows = New-Object -TypeName System.Collections.ArrayList
                foreach ($entry in @(Get-ADPermission -Identity $identity -ErrorAction Stop)) {
                    $user = Get-Property $entry 'User'
                    $rights = [string[]]@(Get-RightList $entry 'AccessRights')
                    $extended = [string[]]@(Get-RightList $entry 'ExtendedRights')
                    if (Test-SendAs $rights $extended "$(Get-Text $entry 'InheritanceType')") {
                        Add-Row $rows ([ordered]@{
                            k = 'send-as'
                            on = $owner.guid
                            trustee = (ConvertTo-Text $user)
                            sid = (Get-Sid $entry 'UserSid' $user)
                            rights = $rights
                            extended = $extended
                            deny = ("$(Get-Text $entry 'Deny')" -eq 'True')
                            inherited = ("$(Get-Text $entry 'IsInherited')" -eq 'True')
                        })
                    }
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
