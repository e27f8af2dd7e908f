# ---------------------------------------------------------------------------------------------------------------------
# How rooms and equipment answer meeting requests, and their resource delegates.
# ---------------------------------------------------------------------------------------------------------------------

function Export-CalendarProcessing {
    $properties = @(
        'AutomateProcessing', 'ForwardRequestsToDelegates', 'ResourceDelegates', 'BookInPolicy', 'RequestInPolicy',
        'RequestOutOfPolicy', 'AllBookInPolicy', 'AllRequestInPolicy', 'AllRequestOutOfPolicy',
        'RemovePrivateProperty'
    )
    $owners = @(Get-Owner $script:ResourceTypes)
    $topic = Start-Topic 'calendar-processing' 'Get-CalendarProcessing' '-Identity <guid>' $properties $owners
    if ($null -eq $topic) { return }
    try {
        foreach ($owner in $topic['Pending']) {
            Write-OwnerProgress $topic
            try {
                $identity = Get-Identity $owner.guid
                $rows = New-Object -TypeName System.Collections.ArrayList
                foreach ($found in @(Get-CalendarProcessing -Identity $identity -ErrorAction Stop)) {
                    Add-Row $rows ([ordered]@{
                        k = 'calendar-processing'
                        on = $owner.guid
                        automate = (Get-Text $found 'AutomateProcessing')
                        forward = (Get-Flag $found 'ForwardRequestsToDelegates')
                        delegates = [string[]]@(Get-TextList $found 'ResourceDelegates')
                        bookIn = [string[]]@(Get-TextList $found 'BookInPolicy')
                        requestIn = [string[]]@(Get-TextList $found 'RequestInPolicy')
                        requestOut = [string[]]@(Get-TextList $found 'RequestOutOfPolicy')
                        allBookIn = (Get-Flag $found 'AllBookInPolicy')
                        allRequestIn = (Get-Flag $found 'AllRequestInPolicy')
                        allRequestOut = (Get-Flag $found 'AllRequestOutOfPolicy')
                        removePrivate = (Get-Flag $found 'RemovePrivateProperty')
                    })
                }
                Complete-Owner $topic $owner.guid $rows
            } catch {
                Write-Failure $topic $owner.guid $_
            }
        }
        Complete-Topic $topic
    } finally {
        Close-Topic $topic
    }
}
