if ($Side -eq 'Online') {
    Assert-Side
    Initialize-Snapshot
    Export-RecipientOnline
    Initialize-Owner
    if ($Shard -eq 1) {
        Export-AcceptedDomain
        Export-Organization
        Export-TeamsUser
        Export-TeamsPolicy
        Export-MigrationBatch
        Export-MigrationUser
    }
    if ($Mailbox.Count -gt 0) {
        Export-SendAsOfNamed
    } elseif ($Shard -eq 1) {
        Export-SendAsOnline
    }
    Export-GroupMember
    Export-MailboxPermission
    Export-FolderPermission
    Export-CalendarProcessing
}
