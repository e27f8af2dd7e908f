# ---------------------------------------------------------------------------------------------------------------------
# Files and manifest. A topic is one file: records of one kind, one JSON object a line, in UTF-8.
# ---------------------------------------------------------------------------------------------------------------------

function ConvertTo-Line {
    # -InputObject and not the pipeline, which would take lists apart.
    param([System.Collections.IDictionary] $Row)
    return (ConvertTo-Json -InputObject $Row -Compress -Depth 4)
}

function New-Writer {
    param([string] $File, [bool] $Append)
    return (New-Object -TypeName System.IO.StreamWriter -ArgumentList $File, $Append, $script:Utf8)
}

function New-Reader {
    param([string] $File)
    return (New-Object -TypeName System.IO.StreamReader -ArgumentList $File, $script:Utf8)
}

function Get-TargetFile {
    # The full name of a file of this snapshot.
    param([string] $Name)
    return (Join-Path -Path $script:Target -ChildPath $Name)
}

function Write-Manifest {
    # Appears as a whole or not at all: it is written beside the old one and then moved.
    param($Ended)
    $manifest = [ordered]@{
        delegint_snapshot = 1
        collector = '@@VERSION@@'
        side = $script:SideName
        organization = $script:Organization
        started = $script:Started
        ended = $Ended
        powershell = "$($PSVersionTable.PSVersion)"
        culture = (Get-Culture).Name
        shard = $Shard
        shards = $Shards
        options = $script:Options
        skipped = [object[]]@($script:Skipped.Values)
        files = [object[]]@($script:Files.Values)
    }
    $temporary = Get-TargetFile '.manifest.tmp'
    $writer = New-Writer $temporary $false
    try {
        $writer.WriteLine((ConvertTo-Json -InputObject $manifest -Depth 6))
    } finally {
        $writer.Dispose()
    }
    Move-Item -LiteralPath $temporary -Destination (Get-TargetFile 'manifest.json') -Force
}

function Read-Manifest {
    # What an earlier run says of its files. Nothing is taken over from a run that was given other parameters.
    $reader = New-Reader (Get-TargetFile 'manifest.json')
    try {
        $saved = ConvertFrom-Json -InputObject $reader.ReadToEnd()
    } finally {
        $reader.Dispose()
    }
    $options = "$(Get-Text $saved 'options')"
    if ($options -ne $script:Options) {
        throw "$($script:Target) was begun with other parameters ($options). Give the same ones, or another -Path."
    }
    $script:Started = ConvertTo-UtcText (Get-Property $saved 'started') -IsUtc
    $organization = "$(Get-Text $saved 'organization')"
    if ($organization -ne '') { $script:Organization = $organization }
    foreach ($file in @(Get-Property $saved 'files')) {
        if ($null -eq $file) { continue }
        $properties = @(Get-TextList $file 'properties')
        $called = "$(Get-Text $file 'parameters')"
        $entry = New-FileEntry "$(Get-Text $file 'kind')" "$(Get-Text $file 'cmdlet')" $called $properties
        $entry['total'] = Get-Number $file 'total'
        $entry['covered'] = Get-Number $file 'covered'
        $entry['errors'] = [int] (Get-Number $file 'errors')
        $entry['records'] = [int] (Get-Number $file 'records')
        $entry['sha256'] = "$(Get-Text $file 'sha256')"
        $entry['started'] = ConvertTo-UtcText (Get-Property $file 'started') -IsUtc
        $ended = ConvertTo-UtcText (Get-Property $file 'ended') -IsUtc
        if ($ended -ne '') { $entry['ended'] = $ended }
        $script:Files[$entry['path']] = $entry
    }
}

function New-FileEntry {
    # What the manifest says of one file. total, covered and errors count owners; total is $null where none is asked.
    param([string] $Kind, [string] $Cmdlet, [string] $Parameters, [string[]] $Properties)
    $entry = [ordered]@{
        path = "$Kind.jsonl"
        kind = $Kind
        cmdlet = $Cmdlet
        parameters = $Parameters
        properties = [string[]]@($Properties)
        total = $null
        covered = $null
        errors = 0
        records = 0
        sha256 = ''
        started = Get-UtcNow
        ended = $null
    }
    return $entry
}

function Test-Cmdlet {
    # Whether this shell has a cmdlet.
    param([string] $Name)
    return ($null -ne (Get-Command -Name $Name -ErrorAction SilentlyContinue))
}

function Test-Parameter {
    # Whether this shell has a cmdlet, in a version that takes a parameter.
    param([string] $Cmdlet, [string] $Name)
    foreach ($command in @(Get-Command -Name $Cmdlet -ErrorAction SilentlyContinue)) {
        return ($null -ne $command.Parameters -and $command.Parameters.ContainsKey($Name))
    }
    return $false
}

function Add-Skipped {
    # A topic that cannot be collected here; the manifest says why.
    param([string] $Kind, [string] $Cmdlet, [string] $Reason)
    $script:Skipped[$Kind] = [ordered]@{ kind = $Kind; cmdlet = $Cmdlet; reason = $Reason }
    Write-Warning "$Kind is skipped: $Reason"
}

function Test-Finished {
    # Whether a file is complete, so that -Resume has nothing to do for it.
    param([string] $Kind)
    $entry = $script:Files["$Kind.jsonl"]
    return ($null -ne $entry -and $null -ne $entry['ended'] -and $entry['errors'] -eq 0)
}

function Start-Topic {
    # Opens the file of a topic. $null where the topic is complete, or cannot be collected in this shell.
    # With -Owners, the topic asks them one by one; those who have answered an earlier run are left out.
    param([string] $Kind, [string[]] $Cmdlets, [string] $Parameters, [string[]] $Properties, $Owners = $null)
    if (Test-Finished $Kind) { return $null }
    $named = $Cmdlets -join ', '
    foreach ($cmdlet in $Cmdlets) {
        if (-not (Test-Cmdlet $cmdlet)) {
            Add-Skipped $Kind $named "this shell has no $cmdlet"
            return $null
        }
    }
    if ($null -ne $Owners -and -not (Test-Finished 'recipient')) {
        Add-Skipped $Kind $named 'the recipients have not been listed'
        return $null
    }
    $entry = New-FileEntry $Kind $named $Parameters $Properties
    $file = Get-TargetFile $entry['path']
    $earlier = $script:Files[$entry['path']]
    $done = @{}
    $append = $false
    $pending = @()
    if ($null -ne $Owners) {
        if ($null -ne $earlier -and (Test-Path -LiteralPath $file)) {
            $kept = Repair-File $file
            $done = $kept['Done']
            $append = $true
            $entry['records'] = $kept['Records']
            $entry['started'] = $earlier['started']
        }
        $pending = @($Owners | Where-Object { -not $done.ContainsKey("$($_.guid)") })
        $entry['total'] = $done.Count + $pending.Count
        $entry['covered'] = $done.Count
    }
    $script:Files[$entry['path']] = $entry
    $script:FailuresInARow = 0
    Write-Manifest $null
    $writer = New-Writer $file $append
    return @{ Kind = $Kind; File = $file; Entry = $entry; Pending = $pending; Asked = 0; Writer = $writer }
}

function Repair-File {
    # Keeps what belongs to owners that have answered: a run may have been stopped in the middle of a line. What failed
    # is asked again and left out here.
    param([string] $File)
    $done = @{}
    $records = 0
    $held = New-Object -TypeName System.Collections.ArrayList
    $temporary = Get-TargetFile '.repair.tmp'
    $writer = New-Writer $temporary $false
    $reader = New-Reader $File
    try {
        while ($null -ne ($line = $reader.ReadLine())) {
            if ($line -match '^\{"k":"covered","on":"([^"]*)","of":"[^"]*"\}$') {
                $done[$Matches[1]] = $true
                foreach ($kept in $held) {
                    $writer.WriteLine($kept)
                    if ($kept -notlike '{"k":"covered",*') { $records += 1 }
                }
                $writer.WriteLine($line)
                $held.Clear()
            } elseif ($line -notlike '{"k":"error",*') {
                [void] $held.Add($line)
            }
        }
    } finally {
        $reader.Dispose()
        $writer.Dispose()
    }
    Move-Item -LiteralPath $temporary -Destination $File -Force
    return @{ Done = $done; Records = $records }
}

function Write-Row {
    # One record of a topic that asks no owners.
    param([System.Collections.IDictionary] $Topic, [System.Collections.IDictionary] $Row)
    $Topic['Writer'].WriteLine((ConvertTo-Line $Row))
    $Topic['Entry']['records'] += 1
}

function Add-Row {
    # One record of an owner; records are kept until the owner has answered in full.
    param([System.Collections.ArrayList] $Rows, [System.Collections.IDictionary] $Row)
    [void] $Rows.Add((ConvertTo-Line $Row))
}

function Write-Covered {
    # An owner was asked and has answered. With a folder type, it was asked for that folder.
    param([System.Collections.IDictionary] $Topic, [string] $On, [string] $FolderType = '')
    $row = [ordered]@{ k = 'covered'; on = $On; of = $Topic['Kind'] }
    if ($FolderType -ne '') { $row['folder'] = $FolderType }
    $Topic['Writer'].WriteLine((ConvertTo-Line $row))
}

function Complete-Owner {
    # Writes the records of an owner, and last that it has answered.
    param(
        [System.Collections.IDictionary] $Topic,
        [string] $On,
        [System.Collections.ArrayList] $Rows,
        [string[]] $FolderTypes = @()
    )
    foreach ($line in $Rows) { $Topic['Writer'].WriteLine($line) }
    foreach ($type in $FolderTypes) { Write-Covered $Topic $On $type }
    Write-Covered $Topic $On
    $Topic['Writer'].Flush()
    $Topic['Entry']['records'] += $Rows.Count
    $Topic['Entry']['covered'] += 1
    $script:FailuresInARow = 0
}

function Write-Failure {
    # Somebody was asked and could not answer; the run goes on. -On is empty where the whole topic failed.
    param([System.Collections.IDictionary] $Topic, [string] $On, $Failure)
    $message = "$($Failure.Exception.Message)"
    $row = [ordered]@{ k = 'error'; on = $On; of = $Topic['Kind']; message = $message }
    $Topic['Writer'].WriteLine((ConvertTo-Line $row))
    $Topic['Writer'].Flush()
    $Topic['Entry']['errors'] += 1
    $script:FailuresInARow += 1
    if ($On -eq '') {
        Write-Warning "$($Topic['Kind']) could not be read: $message"
    } elseif ($script:FailuresInARow -eq 20) {
        Write-Warning "20 owners in a row have failed, the last one with: $message"
        Write-Warning 'Where the connection is lost, press Ctrl+C, connect again and run the script with -Resume.'
    }
}

function Write-OwnerProgress {
    param([System.Collections.IDictionary] $Topic)
    $Topic['Asked'] += 1
    $count = @($Topic['Pending']).Count
    $percent = [int] [System.Math]::Floor(100 * $Topic['Asked'] / $count)
    Write-Progress -Activity $Topic['Kind'] -Status "$($Topic['Asked']) of $count" -PercentComplete $percent
}

function Complete-Topic {
    # Everybody was asked.
    param([System.Collections.IDictionary] $Topic)
    $Topic['Entry']['ended'] = Get-UtcNow
}

function Close-Topic {
    # Closes the file and puts its digest into the manifest.
    param([System.Collections.IDictionary] $Topic)
    $Topic['Writer'].Dispose()
    $Topic['Entry']['sha256'] = (Get-FileHash -LiteralPath $Topic['File'] -Algorithm SHA256).Hash.ToLowerInvariant()
    Write-Manifest $null
    Write-Progress -Activity $Topic['Kind'] -Status 'done' -Completed
}
