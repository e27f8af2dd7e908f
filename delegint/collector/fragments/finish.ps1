Write-Manifest (Get-UtcNow)
foreach ($entry in $script:Files.Values) {
    Write-Host "$($entry['path']): $($entry['records']) records, $($entry['errors']) errors"
}
Write-Host "The snapshot of this side is in $($script:Target)."
if (@($script:Files.Values | Where-Object { $_['errors'] -gt 0 -or $null -eq $_['ended'] }).Count -gt 0) {
    Write-Warning 'Something could not be read. Run the script again with -Resume to ask again for what failed.'
}
