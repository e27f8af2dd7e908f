# ---------------------------------------------------------------------------------------------------------------------
# The recipients of the on-premises organization.
# ---------------------------------------------------------------------------------------------------------------------

function Export-RecipientOnPremises {
    $cmdlets = @('Get-Mailbox', 'Get-RemoteMailbox', 'Get-MailUser', 'Get-DistributionGroup', 'Get-Recipient')
    $properties = @(Get-RecipientProperty)
    $topic = Start-Topic 'recipient' $cmdlets '-ResultSize Unlimited' $properties
    if ($null -eq $topic) { return }
    try {
        $seen = @{}
        Write-Progress -Activity 'recipient' -Status 'Get-Mailbox'
        Get-Mailbox -ResultSize Unlimited -ErrorAction Stop | ForEach-Object { Write-Recipient $topic $seen $_ }
        Write-Progress -Activity 'recipient' -Status 'Get-RemoteMailbox'
        Get-RemoteMailbox -ResultSize Unlimited -ErrorAction Stop | ForEach-Object { Write-Recipient $topic $seen $_ }
        Write-Progress -Activity 'recipient' -Status 'Get-MailUser'
        Get-MailUser -ResultSize Unlimited -ErrorAction Stop | ForEach-Object { Write-Recipient $topic $seen $_ }
        Write-Progress -Activity 'recipient' -Status 'Get-DistributionGroup'
        Get-DistributionGroup -ResultSize Unlimited -ErrorAction Stop |
            ForEach-Object { Write-Recipient $topic $seen $_ }
        Write-Progress -Activity 'recipient' -Status 'Get-Recipient'
        Get-Recipient -ResultSize Unlimited -ErrorAction Stop | ForEach-Object { Write-Recipient $topic $seen $_ }
        Complete-Topic $topic
    } catch {
        Write-Failure $topic '' $_
    } finally {
        Close-Topic $topic
    }
}
