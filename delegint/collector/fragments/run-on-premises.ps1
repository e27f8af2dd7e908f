if ($Side -eq 'OnPremises') {
    Assert-Side
    Initialize-Snapshot
    Export-RecipientOnPremises
    Initialize-Owner
    if ($Shard -eq 1) {
        Export-AcceptedDomain
        Export-Organization
        Export-DirectoryObject
        Export-SkypeUser
        Export-SkypePolicy
        Export-SkypeDelegate
        Export-MigrationBatch
        Export-MigrationUser
    }
    Export-GroupMember
    Export-MailboxPermission
    Export-SendAsOnPremises
    Export-FolderPermission
    Export-CalendarProcessing
}
