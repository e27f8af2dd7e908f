# ---------------------------------------------------------------------------------------------------------------------
# The recipients of Exchange Online.
# ---------------------------------------------------------------------------------------------------------------------

function Write-MailboxOnline {
    # The mailboxes of Exchange Online. Properties that are not asked for come as $null, so they have to be named.
    param([System.Collections.IDictionary] $Topic, [hashtable] $Seen, [string[]] $More)
    $sets = @('Minimum', 'Delivery', 'AddressList', 'Archive', 'Hold')
    $named = @('LegacyExchangeDN', 'IsDirSynced', 'ExchangeGuid', 'AccountDisabled') + $More
    $asked = $named + @(
        'Guid', 'ExternalDirectoryObjectId', 'DistinguishedName', 'UserPrincipalName', 'PrimarySmtpAddress',
        'EmailAddresses', 'Name', 'DisplayName', 'Alias', 'RecipientTypeDetails', 'GrantSendOnBehalfTo', 'ArchiveState'
    )
    Get-EXOMailbox -ResultSize Unlimited -PropertySets $sets -Properties $named -ErrorAction Stop |
        ForEach-Object { Write-Recipient $Topic $Seen $_ $asked }
}

function Write-OtherOnline {
    # The recipients of Exchange Online that no other cmdlet has listed.
    param([System.Collections.IDictionary] $Topic, [hashtable] $Seen, [string[]] $More)
    $named = @(
        'Guid', 'DistinguishedName', 'PrimarySmtpAddress', 'EmailAddresses', 'DisplayName', 'Alias',
        'HiddenFromAddressListsEnabled', 'ExternalEmailAddress', 'ManagedBy'
    ) + $More
    $asked = $named + @('ExternalDirectoryObjectId', 'Name', 'RecipientTypeDetails')
    Get-EXORecipient -ResultSize Unlimited -PropertySets Minimum -Properties $named -ErrorAction Stop |
        ForEach-Object { Write-Recipient $Topic $Seen $_ $asked }
}

function Export-RecipientOnline {
    $cmdlets = @('Get-EXOMailbox', 'Get-MailUser', 'Get-DistributionGroup', 'Get-EXORecipient')
    $properties = @(Get-RecipientProperty)
    $topic = Start-Topic 'recipient' $cmdlets '-ResultSize Unlimited' $properties
    if ($null -eq $topic) { return }
    try {
        $seen = @{}
        # Not every version of the module can give the last properties; without them it gives the rest.
        Write-Progress -Activity 'recipient' -Status 'Get-EXOMailbox'
        try {
            Write-MailboxOnline $topic $seen @('ImmutableId', 'IsExchangeCloudManaged')
        } catch {
            if ($seen.Count -gt 0) { throw }
            Write-MailboxOnline $topic $seen @()
        }
        Write-Progress -Activity 'recipient' -Status 'Get-MailUser'
        Get-MailUser -ResultSize Unlimited -ErrorAction Stop | ForEach-Object { Write-Recipient $topic $seen $_ }
        Write-Progress -Activity 'recipient' -Status 'Get-DistributionGroup'
        Get-DistributionGroup -ResultSize Unlimited -ErrorAction Stop |
            ForEach-Object { Write-Recipient $topic $seen $_ }
        Write-Progress -Activity 'recipient' -Status 'Get-EXORecipient'
        $before = $seen.Count
        try {
            Write-OtherOnline $topic $seen @('IsDirSynced')
        } catch {
            if ($seen.Count -gt $before) { throw }
            Write-OtherOnline $topic $seen @()
        }
        Complete-Topic $topic
    } catch {
        Write-Failure $topic '' $_
    } finally {
        Close-Topic $topic
    }
}
