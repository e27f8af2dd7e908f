# ---------------------------------------------------------------------------------------------------------------------
# Owners: the recipients that are asked one by one.
# ---------------------------------------------------------------------------------------------------------------------

function Read-Recipient {
    # The recipients as this snapshot lists them, with what is needed to ask for them.
    $file = Get-TargetFile 'recipient.jsonl'
    if (-not (Test-Path -LiteralPath $file)) { return }
    $wanted = @('guid', 'edoid', 'dn', 'name', 'alias', 'primarySmtp', 'proxies', 'rtd')
    $reader = New-Reader $file
    try {
        while ($null -ne ($line = $reader.ReadLine())) {
            if ($line -like '{"k":"recipient",*}') {
                ConvertFrom-Json -InputObject $line | Select-Object -Property $wanted
            }
        }
    } finally {
        $reader.Dispose()
    }
}

function Test-Named {
    # Whether -Mailbox names a recipient. $Wanted holds the addresses in question.
    param($Recipient, [hashtable] $Wanted)
    if ($Wanted.ContainsKey("$($Recipient.primarySmtp)")) { return $true }
    foreach ($address in @($Recipient.proxies)) {
        if ("$address" -like 'smtp:*' -and $Wanted.ContainsKey(("$address" -replace '^smtp:', ''))) { return $true }
    }
    return $false
}

function Select-Shard {
    # The part of the recipients that this run asks: neighbours in the order of their GUIDs, so that a new recipient
    # moves only those at the borders.
    param([object[]] $Recipients)
    $sorted = @($Recipients | Sort-Object -Property guid -Culture 'en-US')
    $first = [int] [System.Math]::Floor($sorted.Count * ($Shard - 1) / $Shards)
    $end = [int] [System.Math]::Floor($sorted.Count * $Shard / $Shards)
    for ($index = $first; $index -lt $end; $index += 1) { $sorted[$index] }
}

function Initialize-Owner {
    # Sets $script:Recipients, all of them, and $script:Owners, those that this run asks.
    $script:Recipients = @(Read-Recipient)
    $script:Owners = @(Select-Shard $script:Recipients)
    if ($Mailbox.Count -eq 0) { return }
    $wanted = @{}
    foreach ($address in $Mailbox) { $wanted[$address.Trim()] = $true }
    $script:Owners = @($script:Owners | Where-Object { Test-Named $_ $wanted })
    if ($script:Owners.Count -lt $wanted.Count -and $Shards -eq 1) {
        Write-Warning "-Mailbox names $($wanted.Count) addresses; $($script:Owners.Count) recipients have one of them."
    }
}

function Get-Owner {
    # The owners whose RecipientTypeDetails matches a pattern.
    param([string] $Pattern)
    foreach ($owner in $script:Owners) {
        if ("$($owner.rtd)" -match $Pattern) { $owner }
    }
}

$script:MailboxTypes = '^(User|Linked|Shared|Legacy|Room|LinkedRoom|Equipment|Scheduling|Team|Discovery)Mailbox$'
$script:ResourceTypes = '^(Room|LinkedRoom|Equipment)Mailbox$'
$script:GroupTypes = '^(MailNonUniversalGroup|MailUniversalDistributionGroup|MailUniversalSecurityGroup)$'
