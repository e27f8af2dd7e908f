if ($Side -eq 'Sync') {
    Initialize-Snapshot
    Export-SyncSetting
    Export-SyncScheduler
}
