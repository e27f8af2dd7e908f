# ---------------------------------------------------------------------------------------------------------------------
# Entra Connect.
# ---------------------------------------------------------------------------------------------------------------------

function Export-SyncSetting {
    # Only optional features, the schedule and how objects are joined: others hold names of accounts and servers.
    $topic = Start-Topic 'sync-setting' 'Get-ADSyncGlobalSettings' '' @('Parameters')
    if ($null -eq $topic) { return }
    try {
        foreach ($parameter in @(Get-Property (Get-ADSyncGlobalSettings -ErrorAction Stop) 'Parameters')) {
            $name = "$(Get-Text $parameter 'Name')"
            if ($name -match '^Microsoft\.(OptionalFeature|Synchronize|SynchronizationOption)\.') {
                Write-Row $topic ([ordered]@{
                    k = 'sync-setting'
                    name = $name
                    value = (Get-Text $parameter 'Value')
                })
            }
        }
        Complete-Topic $topic
    } catch {
        Write-Failure $topic '' $_
    } finally {
        Close-Topic $topic
    }
}

function Export-SyncScheduler {
    $properties = @('StagingModeEnabled', 'SyncCycleEnabled', 'CurrentlyEffectiveSyncCycleInterval')
    $topic = Start-Topic 'sync-scheduler' 'Get-ADSyncScheduler' '' $properties
    if ($null -eq $topic) { return }
    try {
        foreach ($found in @(Get-ADSyncScheduler -ErrorAction Stop)) {
            Write-Row $topic ([ordered]@{
                k = 'sync-scheduler'
                staging = (Get-Flag $found 'StagingModeEnabled')
                enabled = (Get-Flag $found 'SyncCycleEnabled')
                interval = (Get-Text $found 'CurrentlyEffectiveSyncCycleInterval')
            })
        }
        Complete-Topic $topic
    } catch {
        Write-Failure $topic '' $_
    } finally {
        Close-Topic $topic
    }
}
