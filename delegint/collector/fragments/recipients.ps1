# ---------------------------------------------------------------------------------------------------------------------
# Recipients: one record each, by the cmdlet that says most about it; Get-Recipient adds those that no other lists.
# Records are written as they come, so that a large organization needs little memory; no other cmdlet runs meanwhile.
# ---------------------------------------------------------------------------------------------------------------------

function Write-Recipient {
    # $Seen holds the GUIDs that have a record. $Asked: see Test-Asked.
    param([System.Collections.IDictionary] $Topic, [hashtable] $Seen, $Recipient, [string[]] $Asked = @())
    $guid = Get-GuidText $Recipient 'Guid'
    if ($guid -eq '' -or $Seen.ContainsKey($guid)) { return }
    $Seen[$guid] = $true
    $canonical = $null
    if ($Side -eq 'OnPremises') { $canonical = Get-Text $Recipient 'Identity' }
    $exchangeGuid = $null
    if (Test-Asked $Recipient 'ExchangeGuid' $Asked) { $exchangeGuid = Get-GuidText $Recipient 'ExchangeGuid' }
    $proxies = $null
    if (Test-Asked $Recipient 'EmailAddresses' $Asked) {
        $proxies = [string[]]@(Get-TextList $Recipient 'EmailAddresses')
    }
    $sidHistory = $null
    if (Test-Asked $Recipient 'SidHistory' $Asked) { $sidHistory = [string[]]@(Get-TextList $Recipient 'SidHistory') }
    $sendOnBehalf = $null
    if (Test-Asked $Recipient 'GrantSendOnBehalfTo' $Asked) {
        $sendOnBehalf = [string[]]@(Get-TextList $Recipient 'GrantSendOnBehalfTo')
    }
    $managedBy = $null
    if (Test-Asked $Recipient 'ManagedBy' $Asked) { $managedBy = [string[]]@(Get-TextList $Recipient 'ManagedBy') }
    Write-Row $Topic ([ordered]@{
        k = 'recipient'
        guid = $guid
        exchangeGuid = $exchangeGuid
        edoid = (Get-Text $Recipient 'ExternalDirectoryObjectId' $Asked)
        immutableId = (Get-Text $Recipient 'ImmutableId' $Asked)
        dn = (Get-Text $Recipient 'DistinguishedName' $Asked)
        canonical = $canonical
        legacyDn = (Get-Text $Recipient 'LegacyExchangeDN' $Asked)
        sam = (Get-Text $Recipient 'SamAccountName' $Asked)
        upn = (Get-Text $Recipient 'UserPrincipalName' $Asked)
        primarySmtp = (Get-Text $Recipient 'PrimarySmtpAddress' $Asked)
        proxies = $proxies
        sid = (Get-Text $Recipient 'Sid' $Asked)
        sidHistory = $sidHistory
        name = (Get-Text $Recipient 'Name' $Asked)
        displayName = (Get-ShownName "$(Get-Text $Recipient 'DisplayName' $Asked)")
        alias = (Get-Text $Recipient 'Alias' $Asked)
        rtd = (Get-Text $Recipient 'RecipientTypeDetails' $Asked)
        hidden = (Get-Flag $Recipient 'HiddenFromAddressListsEnabled')
        dirSynced = (Get-Flag $Recipient 'IsDirSynced')
        sendOnBehalf = $sendOnBehalf
        messageCopySentAs = (Get-Flag $Recipient 'MessageCopyForSentAsEnabled')
        messageCopySendOnBehalf = (Get-Flag $Recipient 'MessageCopyForSendOnBehalfEnabled')
        accountDisabled = (Get-Flag $Recipient 'AccountDisabled')
        litigationHold = (Get-Flag $Recipient 'LitigationHoldEnabled')
        archive = (Get-Text $Recipient 'ArchiveState' $Asked)
        cloudManaged = (Get-Flag $Recipient 'IsExchangeCloudManaged')
        externalEmail = (Get-Text $Recipient 'ExternalEmailAddress' $Asked)
        remoteRouting = (Get-Text $Recipient 'RemoteRoutingAddress' $Asked)
        remoteType = (Get-Text $Recipient 'RemoteRecipientType' $Asked)
        managedBy = $managedBy
    })
}

function Get-RecipientProperty {
    # The properties that records of recipients are made of, for the manifest.
    return @(
        'Guid', 'ExchangeGuid', 'ExternalDirectoryObjectId', 'ImmutableId', 'DistinguishedName', 'Identity',
        'LegacyExchangeDN', 'SamAccountName', 'UserPrincipalName', 'PrimarySmtpAddress', 'EmailAddresses', 'Sid',
        'SidHistory', 'Name', 'DisplayName', 'Alias', 'RecipientTypeDetails', 'HiddenFromAddressListsEnabled',
        'IsDirSynced', 'GrantSendOnBehalfTo', 'MessageCopyForSentAsEnabled', 'MessageCopyForSendOnBehalfEnabled',
        'AccountDisabled', 'LitigationHoldEnabled', 'ArchiveState', 'IsExchangeCloudManaged', 'ExternalEmailAddress',
        'RemoteRoutingAddress', 'RemoteRecipientType', 'ManagedBy'
    )
}
