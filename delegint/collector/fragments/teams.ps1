# ---------------------------------------------------------------------------------------------------------------------
# Teams.
# ---------------------------------------------------------------------------------------------------------------------

function Get-FirstFlag {
    # A property that newer versions of the module call by another name.
    param($Object, [string] $Name, [string] $Earlier)
    $flag = Get-Flag $Object $Name
    if ($null -eq $flag) { $flag = Get-Flag $Object $Earlier }
    return $flag
}

function Export-TeamsUser {
    $properties = @(
        'Identity', 'UserPrincipalName', 'SipAddress', 'IsSipEnabled', 'EnterpriseVoiceEnabled', 'TeamsCallingPolicy',
        'TeamsMeetingPolicy', 'TeamsUpgradeEffectiveMode', 'UserDirSyncEnabled'
    )
    $topic = Start-Topic 'cs-online-user' 'Get-CsOnlineUser' '' $properties
    if ($null -eq $topic) { return }
    try {
        Write-Progress -Activity 'cs-online-user' -Status 'Get-CsOnlineUser'
        Get-CsOnlineUser -ErrorAction Stop | ForEach-Object {
            Write-Row $topic ([ordered]@{
                k = 'cs-online-user'
                edoid = (Get-Text $_ 'Identity')
                upn = (Get-Text $_ 'UserPrincipalName')
                sip = (Get-Text $_ 'SipAddress')
                enabled = (Get-FirstFlag $_ 'IsSipEnabled' 'Enabled')
                enterpriseVoice = (Get-Flag $_ 'EnterpriseVoiceEnabled')
                callingPolicy = (Get-PolicyName $_ 'TeamsCallingPolicy')
                meetingPolicy = (Get-PolicyName $_ 'TeamsMeetingPolicy')
                upgradeMode = (Get-Text $_ 'TeamsUpgradeEffectiveMode')
                directorySynced = (Get-FirstFlag $_ 'UserDirSyncEnabled' 'DirSyncEnabled')
            })
        }
        Complete-Topic $topic
    } catch {
        Write-Failure $topic '' $_
    } finally {
        Close-Topic $topic
    }
}

function Export-TeamsPolicy {
    $topic = Start-Topic 'cs-policy' 'Get-CsTeamsCallingPolicy' '' @('*')
    if ($null -eq $topic) { return }
    try {
        foreach ($policy in @(Get-CsTeamsCallingPolicy -ErrorAction Stop)) {
            Write-Policy $topic 'Get-CsTeamsCallingPolicy' $policy
        }
        Complete-Topic $topic
    } catch {
        Write-Failure $topic '' $_
    } finally {
        Close-Topic $topic
    }
}
