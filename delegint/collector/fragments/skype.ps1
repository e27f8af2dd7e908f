# ---------------------------------------------------------------------------------------------------------------------
# Lync Server and Skype for Business Server.
# ---------------------------------------------------------------------------------------------------------------------

function Export-SkypeUser {
    $properties = @(
        'Sid', 'Identity', 'SamAccountName', 'UserPrincipalName', 'SipAddress', 'Enabled', 'EnterpriseVoiceEnabled',
        'RegistrarPool', 'HostingProvider', 'ClientPolicy', 'VoicePolicy', 'ConferencingPolicy', 'PresencePolicy',
        'RemoteCallControlTelephonyEnabled', 'AudioVideoDisabled'
    )
    $numbers = @('LineURI', 'LineServerURI', 'PrivateLine')
    if ($IncludeLineUri) { $properties += $numbers }
    $topic = Start-Topic 'cs-user' 'Get-CsUser' '' $properties
    if ($null -eq $topic) { return }
    try {
        Write-Progress -Activity 'cs-user' -Status 'Get-CsUser'
        Get-CsUser -ErrorAction Stop | ForEach-Object {
            $line = @{}
            foreach ($name in $numbers) {
                $line[$name] = $null
                if ($IncludeLineUri) { $line[$name] = Get-Text $_ $name }
            }
            Write-Row $topic ([ordered]@{
                k = 'cs-user'
                sid = (Get-Text $_ 'Sid')
                dn = (Get-Text $_ 'Identity')
                sam = (Get-Text $_ 'SamAccountName')
                upn = (Get-Text $_ 'UserPrincipalName')
                sip = (Get-Text $_ 'SipAddress')
                enabled = (Get-Flag $_ 'Enabled')
                enterpriseVoice = (Get-Flag $_ 'EnterpriseVoiceEnabled')
                lineUri = $line['LineURI']
                registrarPool = (Get-Text $_ 'RegistrarPool')
                hostingProvider = (Get-Text $_ 'HostingProvider')
                clientPolicy = (Get-PolicyName $_ 'ClientPolicy')
                voicePolicy = (Get-PolicyName $_ 'VoicePolicy')
                conferencingPolicy = (Get-PolicyName $_ 'ConferencingPolicy')
                presencePolicy = (Get-PolicyName $_ 'PresencePolicy')
                remoteCallControl = (Get-Flag $_ 'RemoteCallControlTelephonyEnabled')
                audioVideoDisabled = (Get-Flag $_ 'AudioVideoDisabled')
                lineServerUri = $line['LineServerURI']
                privateLine = $line['PrivateLine']
            })
        }
        Complete-Topic $topic
    } catch {
        Write-Failure $topic '' $_
    } finally {
        Close-Topic $topic
    }
}

function Get-DelegateAddress {
    # The addresses in one answer of Get-CsUserDelegates. An answer of another form must not pass for no delegates.
    param($Answer)
    if ($Answer -is [string]) { return $Answer }
    if (-not (Test-Property $Answer 'Delegates')) { throw 'This answer has no list of delegates.' }
    Get-TextList $Answer 'Delegates'
}

function Export-SkypeDelegate {
    # The delegates that the server holds, user by user. Skype for Business Server 2019 can tell since its first
    # cumulative update; of users who are homed in the cloud no server holds any.
    $cmdlets = @('Get-CsUser', 'Get-CsUserDelegates')
    $topic = Start-Topic 'cs-user-delegates' $cmdlets '-Identity <sip>' @('Delegates')
    if ($null -eq $topic) { return }
    try {
        foreach ($user in @(Get-CsUser -ErrorAction Stop)) {
            $owner = @{ sip = "$(Get-Text $user 'SipAddress')" }
            if ("$(Get-Text $user 'HostingProvider')" -ne 'SRV:') { continue }
            if ($Mailbox.Count -gt 0 -and $Mailbox -notcontains ($owner.sip -replace '^sip:', '')) { continue }
            Write-Progress -Activity 'cs-user-delegates' -Status $owner.sip
            try {
                $identity = Get-Identity $owner.sip
                $answers = @(Get-CsUserDelegates -Identity $identity -ErrorAction Stop)
                $delegates = [string[]]@($answers | ForEach-Object { Get-DelegateAddress $_ })
                Write-Row $topic ([ordered]@{
                    k = 'cs-user-delegates'
                    sip = $owner.sip
                    delegates = $delegates
                })
                $script:FailuresInARow = 0
            } catch {
                Write-Failure $topic $owner.sip $_
            }
        }
        Complete-Topic $topic
    } catch {
        Write-Failure $topic '' $_
    } finally {
        Close-Topic $topic
    }
}

function Write-SkypePolicy {
    param([System.Collections.IDictionary] $Topic, [string] $Cmdlet, $Policy)
    Write-Row $Topic ([ordered]@{
        k = 'cs-policy'
        cmdlet = $Cmdlet
        identity = (Get-Text $Policy 'Identity')
        settings = (Get-PolicySetting $Policy)
    })
}

function Export-SkypePolicy {
    $cmdlets = @(
        'Get-CsClientPolicy', 'Get-CsVoicePolicy', 'Get-CsConferencingPolicy', 'Get-CsPresencePolicy',
        'Get-CsMeetingConfiguration'
    )
    $topic = Start-Topic 'cs-policy' $cmdlets '' @('*')
    if ($null -eq $topic) { return }
    try {
        foreach ($policy in @(Get-CsClientPolicy -ErrorAction Stop)) {
            Write-SkypePolicy $topic 'Get-CsClientPolicy' $policy
        }
        foreach ($policy in @(Get-CsVoicePolicy -ErrorAction Stop)) {
            Write-SkypePolicy $topic 'Get-CsVoicePolicy' $policy
        }
        foreach ($policy in @(Get-CsConferencingPolicy -ErrorAction Stop)) {
            Write-SkypePolicy $topic 'Get-CsConferencingPolicy' $policy
        }
        foreach ($policy in @(Get-CsPresencePolicy -ErrorAction Stop)) {
            Write-SkypePolicy $topic 'Get-CsPresencePolicy' $policy
        }
        foreach ($policy in @(Get-CsMeetingConfiguration -ErrorAction Stop)) {
            Write-SkypePolicy $topic 'Get-CsMeetingConfiguration' $policy
        }
        Complete-Topic $topic
    } catch {
        Write-Failure $topic '' $_
    } finally {
        Close-Topic $topic
    }
}
