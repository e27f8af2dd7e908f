<#
.SYNOPSIS
    Collects, for delegint, who may do what in whose mailbox. It only reads.

.DESCRIPTION
    Writes a snapshot of the delegation in Exchange, Skype for Business, Teams and Entra Connect as JSON Lines: one
    folder for each side (onprem, exo, sync), one file for each kind of record, and manifest.json, which says what was
    asked, what answered and what failed.

    Against Exchange, Skype for Business, Teams, Active Directory and Entra Connect it runs Get- cmdlets only. The only
    place it writes to is the folder of -Path. It opens no connection of its own: start it in a shell that is connected,
    as a script and not dot-sourced.

        OnPremises   Exchange Management Shell; with the module ActiveDirectory for AD attributes. Run it once more
                     with -Resume in the Skype for Business Server Management Shell for the users and policies there.
        Online       PowerShell after Connect-ExchangeOnline, and Connect-MicrosoftTeams for the users and policies of
                     Teams.
        Sync         PowerShell on the Entra Connect server.

    A cmdlet that the shell does not have is skipped, and the manifest says so.

    Where a forest has several domains, run Set-ADServerSettings -ViewEntireForest $true in the Exchange Management
    Shell first. Where the connection to Exchange Online expires, connect again and run the script with -Resume.

.PARAMETER Side
    Which side this shell is connected to.

.PARAMETER Path
    The folder of the snapshot. It is made where it does not exist.

.PARAMETER Shard
    Which part of the mailboxes to ask, from 1 to -Shards. Each part writes a folder of its own.

.PARAMETER Shards
    Into how many parts the mailboxes are divided, in the order of their GUIDs. One shell can ask one part.

.PARAMETER Resume
    Goes on where an earlier run stopped, and asks again whatever failed. Give the same parameters as before.

.PARAMETER Folder
    The folders whose permissions are read, by FolderType.

.PARAMETER Mailbox
    Asks only these mailboxes and groups, by any of their SMTP addresses. The list of recipients stays complete.

.PARAMETER IncludeLineUri
    Reads the telephone number of users of Skype for Business as well.

.PARAMETER HashDisplayNames
    Writes the SHA-256 digest of each display name in its place.

.EXAMPLE
    .\delegint-collector.ps1 -Side OnPremises -Path D:\snapshot

.EXAMPLE
    .\delegint-collector.ps1 -Side Online -Path D:\snapshot -Shard 2 -Shards 4 -Resume
#>
#Requires -Version 5.1
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)]
    [ValidateSet('@@SIDES@@')]
    [string] $Side,

    [ValidateNotNullOrEmpty()]
    [string] $Path = 'snapshot',

    [ValidateRange(1, 1000)]
    [int] $Shard = 1,

    [ValidateRange(1, 1000)]
    [int] $Shards = 1,

    [Parameter()]
    [switch] $Resume,

    [ValidateSet('Calendar', 'Inbox', 'Contacts', 'Tasks')]
    [string[]] $Folder = @('Calendar'),

    [ValidateNotNull()]
    [AllowEmptyCollection()]
    [string[]] $Mailbox = @('@@MAILBOXES@@'),

    [Parameter()]
    [switch] $IncludeLineUri,

    [Parameter()]
    [switch] $HashDisplayNames
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
