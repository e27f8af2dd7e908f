# ---------------------------------------------------------------------------------------------------------------------
# Policies of Skype for Business and Teams, with all their settings.
# ---------------------------------------------------------------------------------------------------------------------

function Get-PolicyName {
    # The policy that a user was given by name; '' where a site policy or the global one applies.
    param($User, [string] $Name)
    if (-not (Test-Property $User $Name)) { return $null }
    $policy = Get-Property $User $Name
    if (Test-Property $policy 'Name') { return "$(Get-Text $policy 'Name')" }
    return (ConvertTo-Text $policy)
}

function ConvertTo-Setting {
    # $null, true, false and numbers stay what they are; everything else becomes text.
    param($Value)
    if ($null -eq $Value -or $Value -is [bool]) { return $Value }
    if ($Value -is [int] -or $Value -is [long] -or $Value -is [uint32] -or $Value -is [byte] -or $Value -is [int16]) {
        return $Value
    }
    return (@($Value | ForEach-Object { ConvertTo-Text $_ }) -join ', ')
}

function Get-PolicySetting {
    # The settings of a policy by name; what only describes the object is left out.
    param($Policy)
    $technical = @(
        'Identity', 'Anchor', 'Element', 'Key', 'ScopeClass', 'XsAnyElements', 'XsAnyAttributes', 'ConfigId',
        'DataSource', 'PSComputerName', 'RunspaceId', 'PSShowComputerName'
    )
    $settings = [ordered]@{}
    foreach ($property in $Policy.PSObject.Properties) {
        if ($technical -notcontains $property.Name) {
            $settings[$property.Name] = ConvertTo-Setting $property.Value
        }
    }
    return $settings
}
