# ---------------------------------------------------------------------------------------------------------------------
# Active Directory: what the directory holds about recipients and no cmdlet of Exchange shows. One domain after another.
# ---------------------------------------------------------------------------------------------------------------------

function ConvertTo-DirectoryRow {
    # Every attribute was asked for, so one that is missing is not set.
    param($Found)
    $control = Get-Property $Found 'userAccountControl'
    $enabled = $null
    if ($null -ne $control) { $enabled = (([int] $control) -band 2) -eq 0 }
    $octets = Get-Property $Found 'mS-DS-ConsistencyGuid'
    $anchor = ''
    if ($null -ne $octets) { $anchor = [System.Convert]::ToBase64String([byte[]]@($octets)) }
    return ([ordered]@{
        k = 'ad-object'
        guid = (Get-GuidText $Found 'ObjectGUID')
        sid = "$(Get-Text $Found 'objectSid')"
        sidHistory = [string[]]@(Get-TextList $Found 'sIDHistory')
        dn = "$(Get-Text $Found 'DistinguishedName')"
        sam = "$(Get-Text $Found 'sAMAccountName')"
        upn = "$(Get-Text $Found 'userPrincipalName')"
        mail = "$(Get-Text $Found 'mail')"
        mailNickname = "$(Get-Text $Found 'mailNickname')"
        proxies = [string[]]@(Get-TextList $Found 'proxyAddresses')
        legacyDn = "$(Get-Text $Found 'legacyExchangeDN')"
        displayType = "$(Get-Text $Found 'msExchRecipientDisplayType')"
        typeDetails = "$(Get-Text $Found 'msExchRecipientTypeDetails')"
        remoteType = "$(Get-Text $Found 'msExchRemoteRecipientType')"
        publicDelegates = [string[]]@(Get-TextList $Found 'publicDelegates')
        delegateList = [string[]]@(Get-TextList $Found 'msExchDelegateListLink')
        adminCount = "$(Get-Text $Found 'adminCount')"
        enabled = $enabled
        consistencyGuid = $anchor
    })
}

function Export-DirectoryObject {
    $filter = '(|(publicDelegates=*)(msExchDelegateListLink=*)(msExchRecipientDisplayType=*))'
    $attributes = @(
        'objectSid', 'sIDHistory', 'sAMAccountName', 'userPrincipalName', 'mail', 'mailNickname', 'proxyAddresses',
        'legacyExchangeDN', 'msExchRecipientDisplayType', 'msExchRecipientTypeDetails', 'msExchRemoteRecipientType',
        'publicDelegates', 'msExchDelegateListLink', 'adminCount', 'userAccountControl', 'mS-DS-ConsistencyGuid'
    )
    $topic = Start-Topic 'ad-object' @('Get-ADObject', 'Get-ADForest') "-LDAPFilter $filter" $attributes
    if ($null -eq $topic) { return }
    try {
        foreach ($domain in @(Get-TextList (Get-ADForest -ErrorAction Stop) 'Domains')) {
            Write-Progress -Activity 'ad-object' -Status $domain
            Get-ADObject -LDAPFilter $filter -Properties $attributes -Server $domain -ErrorAction Stop |
                ForEach-Object { Write-Row $topic (ConvertTo-DirectoryRow $_) }
        }
        Complete-Topic $topic
    } catch {
        Write-Failure $topic '' $_
    } finally {
        Close-Topic $topic
    }
}
