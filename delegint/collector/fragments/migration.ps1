# ---------------------------------------------------------------------------------------------------------------------
# Migration batches and the users in them.
# ---------------------------------------------------------------------------------------------------------------------

function Get-BatchTime {
    # A time of a batch; the property whose name ends in UTC says the same without the zone of this computer.
    param($Batch, [string] $Name)
    $exact = Get-Property $Batch "${Name}UTC"
    if ($null -ne $exact) { return (ConvertTo-UtcText $exact -IsUtc) }
    if (-not (Test-Property $Batch $Name)) { return $null }
    return (ConvertTo-UtcText (Get-Property $Batch $Name))
}

function Export-MigrationBatch {
    $properties = @(
        'Identity', 'Status', 'MigrationType', 'StartAfter', 'CompleteAfter', 'BatchDirection', 'TotalCount'
    )
    $topic = Start-Topic 'migration-batch' 'Get-MigrationBatch' '' $properties
    if ($null -eq $topic) { return }
    try {
        foreach ($batch in @(Get-MigrationBatch -ErrorAction Stop)) {
            Write-Row $topic ([ordered]@{
                k = 'migration-batch'
                name = (Get-Text $batch 'Identity')
                status = (Get-Text $batch 'Status')
                type = (Get-Text $batch 'MigrationType')
                startAfter = (Get-BatchTime $batch 'StartAfter')
                completeAfter = (Get-BatchTime $batch 'CompleteAfter')
                direction = (Get-Text $batch 'BatchDirection')
                total = (Get-Number $batch 'TotalCount')
            })
        }
        Complete-Topic $topic
    } catch {
        Write-Failure $topic '' $_
    } finally {
        Close-Topic $topic
    }
}

function Export-MigrationUser {
    $properties = @('BatchId', 'Identity', 'MailboxGuid', 'Status')
    $topic = Start-Topic 'migration-user' 'Get-MigrationUser' '-ResultSize Unlimited' $properties
    if ($null -eq $topic) { return }
    try {
        Write-Progress -Activity 'migration-user' -Status 'Get-MigrationUser'
        Get-MigrationUser -ResultSize Unlimited -ErrorAction Stop | ForEach-Object {
            Write-Row $topic ([ordered]@{
                k = 'migration-user'
                batch = (Get-Text $_ 'BatchId')
                address = (Get-Text $_ 'Identity')
                guid = (Get-GuidText $_ 'MailboxGuid')
                status = (Get-Text $_ 'Status')
            })
        }
        Complete-Topic $topic
    } catch {
        Write-Failure $topic '' $_
    } finally {
        Close-Topic $topic
    }
}
