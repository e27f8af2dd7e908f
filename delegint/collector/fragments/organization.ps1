# ---------------------------------------------------------------------------------------------------------------------
# The organization: its name, its switches and its accepted domains.
# ---------------------------------------------------------------------------------------------------------------------

function Assert-Side {
    # A shell may be connected to both sides; a snapshot of the wrong one would be worse than none.
    if (-not (Test-Cmdlet 'Get-OrganizationConfig')) { return }
    $config = Get-OrganizationConfig -ErrorAction Stop
    $script:Organization = "$(Get-Text $config 'Name')"
    $where = "$(Get-Text $config 'DistinguishedName')"
    if ($Side -eq 'Online' -and $where -like '*,CN=Microsoft Exchange,CN=Services,CN=Configuration,*') {
        throw 'This shell is connected to Exchange on-premises. Use one that is connected to Exchange Online only.'
    }
    if ($Side -eq 'OnPremises' -and $where -like '*,CN=ConfigurationUnits,*') {
        throw 'This shell is connected to Exchange Online. Use the Exchange Management Shell on-premises.'
    }
    if ($Side -eq 'OnPremises' -and (Test-Cmdlet 'Get-ADServerSettings')) {
        if ((Get-Flag (Get-ADServerSettings -ErrorAction Stop) 'ViewEntireForest') -eq $false) {
            Write-Warning 'This shell sees one domain. For more, run Set-ADServerSettings -ViewEntireForest $true.'
        }
    }
}

function Export-AcceptedDomain {
    $properties = @('DomainName', 'DomainType', 'Default')
    $topic = Start-Topic 'accepted-domain' 'Get-AcceptedDomain' '' $properties
    if ($null -eq $topic) { return }
    try {
        foreach ($found in @(Get-AcceptedDomain -ErrorAction Stop)) {
            $name = "$(Get-Text $found 'DomainName')"
            if ((Get-Flag $found 'Default') -eq $true) { $script:Organization = $name }
            Write-Row $topic ([ordered]@{
                k = 'accepted-domain'
                domain = $name
                type = (Get-Text $found 'DomainType')
            })
        }
        Complete-Topic $topic
    } catch {
        Write-Failure $topic '' $_
    } finally {
        Close-Topic $topic
    }
}

function Export-Organization {
    $properties = @('Name', 'Guid', 'ACLableSyncedObjectEnabled', 'EwsEnabled', 'EwsAllowedAppIDs')
    $topic = Start-Topic 'organization' 'Get-OrganizationConfig' '' $properties
    if ($null -eq $topic) { return }
    try {
        foreach ($found in @(Get-OrganizationConfig -ErrorAction Stop)) {
            Write-Row $topic ([ordered]@{
                k = 'organization'
                name = (Get-Text $found 'Name')
                guid = (Get-GuidText $found 'Guid')
                aclable = (Get-Flag $found 'ACLableSyncedObjectEnabled')
                ewsEnabled = (Get-Flag $found 'EwsEnabled')
                ewsAllowed = [string[]]@(Get-TextList $found 'EwsAllowedAppIDs')
                domain = $script:Organization
            })
        }
        Complete-Topic $topic
    } catch {
        Write-Failure $topic '' $_
    } finally {
        Close-Topic $topic
    }
}
