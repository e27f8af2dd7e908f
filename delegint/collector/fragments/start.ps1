# ---------------------------------------------------------------------------------------------------------------------
# The run begins here.
# ---------------------------------------------------------------------------------------------------------------------

function Initialize-Snapshot {
    # Makes the folder of this side, or finds what an earlier run left in it.
    $names = @{ OnPremises = 'onprem'; Online = 'exo'; Sync = 'sync' }
    $sides = @{ OnPremises = 'on_premises'; Online = 'online'; Sync = 'sync' }
    $script:SideName = $sides[$Side]
    $name = $names[$Side]
    if ($Shards -gt 1) { $name = "$name-$Shard-of-$Shards" }
    $wanted = Join-Path -Path $Path -ChildPath $name
    if (-not (Test-Path -LiteralPath $wanted)) { $null = New-Item -ItemType Directory -Path $wanted }
    $script:Target = (Resolve-Path -LiteralPath $wanted).ProviderPath
    if (Test-Path -LiteralPath (Get-TargetFile 'manifest.json')) {
        if (-not $Resume) {
            throw "There is a snapshot in $($script:Target) already. Go on with it by -Resume, or give another -Path."
        }
        Read-Manifest
    }
    # A snapshot holds names, addresses and SIDs: nobody should commit it by accident.
    $writer = New-Writer (Get-TargetFile '.gitignore') $false
    $writer.WriteLine('*')
    $writer.Dispose()
}

if ($Shard -gt $Shards) { throw "-Shard $Shard is greater than -Shards $Shards." }
$script:Utf8 = New-Object -TypeName System.Text.UTF8Encoding -ArgumentList $false
$script:Sha256 = [System.Security.Cryptography.SHA256]::Create()
$script:Started = Get-UtcNow
$script:Organization = ''
$script:SideName = ''
$script:Target = ''
$script:Files = [ordered]@{}
$script:Skipped = [ordered]@{}
$script:Recipients = @()
$script:Owners = @()
$script:FailuresInARow = 0
$script:Options = @(
    "Side=$Side", "Shard=$Shard of $Shards", "Folder=$($Folder -join ',')", "Mailbox=$($Mailbox -join ',')",
    "IncludeLineUri=$IncludeLineUri", "HashDisplayNames=$HashDisplayNames"
) -join '; '
