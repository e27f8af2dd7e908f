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
        'TeamsMeetingPolicy', 'TeamsUpgradeEffectiveMode', 'UserDirSyncEnabled', 'FeatureTypes'
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
                features = [string[]]@(Get-TextList $_ 'FeatureTypes')
            })
        }
        Complete-Topic $topic
    } catch {
        Write-Failure $topic '' $_
    } finally {
        Close-Topic $topic
    }
}

function Write-TeamsPolicy {
    param([System.Collections.IDictionary] $Topic, [string] $Cmdlet, $Policy)
    Write-Row $Topic ([ordered]@{
        k = 'cs-online-policy'
        cmdlet = $Cmdlet
        identity = (Get-Text $Policy 'Identity')
        settings = (Get-PolicySetting $Policy)
    })
}

function Export-TeamsPolicy {
    $cmdlets = @('Get-CsTeamsCallingPolicy', 'Get-CsTeamsMeetingPolicy')
    $topic = Start-Topic 'cs-online-policy' $cmdlets '' @('*')
    if ($null -eq $topic) { return }
    try {
        foreach ($policy in @(Get-CsTeamsCallingPolicy -ErrorAction Stop)) {
            Write-TeamsPolicy $topic 'Get-CsTeamsCallingPolicy' $policy
        }
        foreach ($policy in @(Get-CsTeamsMeetingPolicy -ErrorAction Stop)) {
            Write-TeamsPolicy $topic 'Get-CsTeamsMeetingPolicy' $policy
        }
        Complete-Topic $topic
    } catch {
        Write-Failure $topic '' $_
    } finally {
        Close-Topic $topic
    }
}
