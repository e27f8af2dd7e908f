# ---------------------------------------------------------------------------------------------------------------------
# Lync Server and Skype for Business Server.
# ---------------------------------------------------------------------------------------------------------------------

function Export-SkypeUser {
    $properties = @(
        'Sid', 'Identity', 'SamAccountName', 'UserPrincipalName', 'SipAddress', 'Enabled', 'EnterpriseVoiceEnabled',
        'RegistrarPool', 'HostingProvider', 'ClientPolicy', 'VoicePolicy', 'ConferencingPolicy'
    )
    if ($IncludeLineUri) { $properties += 'LineURI' }
    $topic = Start-Topic 'cs-user' 'Get-CsUser' '' $properties
    if ($null -eq $topic) { return }
    try {
        Write-Progress -Activity 'cs-user' -Status 'Get-CsUser'
        Get-CsUser -ErrorAction Stop | ForEach-Object {
            $number = $null
            if ($IncludeLineUri) { $number = Get-Text $_ 'LineURI' }
            Write-Row $topic ([ordered]@{
                k = 'cs-user'
                sid = (Get-Text $_ 'Sid')
                dn = (Get-Text $_ 'Identity')
                sam = (Get-Text $_ 'SamAccountName')
                upn = (Get-Text $_ 'UserPrincipalName')
                sip = (Get-Text $_ 'SipAddress')
                enabled = (Get-Flag $_ 'Enabled')
                enterpriseVoice = (Get-Flag $_ 'EnterpriseVoiceEnabled')
                lineUri = $number
                registrarPool = (Get-Text $_ 'RegistrarPool')
                hostingProvider = (Get-Text $_ 'HostingProvider')
                clientPolicy = (Get-PolicyName $_ 'ClientPolicy')
                voicePolicy = (Get-PolicyName $_ 'VoicePolicy')
                conferencingPolicy = (Get-PolicyName $_ 'ConferencingPolicy')
            })
        }
        Complete-Topic $topic
    } catch {
        Write-Failure $topic '' $_
    } finally {
        Close-Topic $topic
    }
}

function Export-SkypePolicy {
    $topic = Start-Topic 'cs-policy' @('Get-CsClientPolicy', 'Get-CsVoicePolicy') '' @('*')
    if ($null -eq $topic) { return }
    try {
        foreach ($policy in @(Get-CsClientPolicy -ErrorAction Stop)) {
            Write-Policy $topic 'Get-CsClientPolicy' $policy
        }
        foreach ($policy in @(Get-CsVoicePolicy -ErrorAction Stop)) {
            Write-Policy $topic 'Get-CsVoicePolicy' $policy
        }
        Complete-Topic $topic
    } catch {
        Write-Failure $topic '' $_
    } finally {
        Close-Topic $topic
    }
}
