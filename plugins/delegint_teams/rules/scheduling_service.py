"""TEAMS017: the application as which the scheduling service of Teams signs in to the servers."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import Finding, PartnerApplication, State, Unknown, names, powershell_quoted, rule
from delegint_teams.meetings import about, booked_on_premises, owners
from delegint_teams.requirements import LEGACY_SCHEDULER, OWN_APPLICATION, ROLE_ENTRY, SCHEDULER
from delegint_teams.sources import INTERACTION_ISSUES, OAUTH_2025


@rule(
    "TEAMS017",
    "scheduler-application-missing",
    severity="error",
    evidence=(OAUTH_2025, INTERACTION_ISSUES),
    when="every",
)
def scheduler_application_missing(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Owners with a mailbox on-premises, now or after a batch, for whom somebody is to book Teams meetings, and no enabled
    partner application `7557eb47-c689-4224-abcf-aef9bd7573df` among those of Exchange, or one whose linked account has
    no role with `GetDelegate`. Until June 2025 the application of Skype for Business Online served,
    `00000004-0000-0ff1-ce00-000000000000`; where it is still the only one, that is a warning.

    ## Why it matters
    As that application the scheduling service of Teams asks Exchange for the delegates. Where Exchange does not know
    it, the delegate gets `Looks like you don't have permission to schedule meetings for this account`. Microsoft is to
    retire the older application.

    ## Example
    ```yaml
    delegint: 1
    organization:
      hybrid: full
      exchange_server:
        version: SE
        partner_applications: [{application_id: 00000002-0000-0ff1-ce00-000000000000}]
    recipients:
      annelies@contoso.com: {home: on_premises, teams: {mode: TeamsOnly}}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    organization:
      hybrid: full
      exchange_server:
        version: SE
        partner_applications:
          - {application_id: 00000002-0000-0ff1-ce00-000000000000}
          - {application_id: 7557eb47-c689-4224-abcf-aef9bd7573df, role_entries: [GetDelegate]}
    recipients:
      annelies@contoso.com: {home: on_premises, teams: {mode: TeamsOnly}}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## How to fix
    Make an application account whose only role has `GetDelegate`, and run `New-PartnerApplication` with it. Keep the
    older application for now: greetings of Cloud Voicemail still need it.
    """
    booked = state.once(booked_on_premises)
    yield from booked.unknown.values()
    if not booked.wishes:
        return
    server = state.organization.exchange_server
    listed = server.partner_applications
    if isinstance(listed, Unknown):
        yield listed
        return
    enabled = [application for application in listed if application.enabled is not False]
    entries = [application.role_entries for application in enabled if _is(application, SCHEDULER)]
    if any(_allows(entry) for entry in entries):
        return
    legacy = any(_is(application, LEGACY_SCHEDULER) for application in enabled)
    if legacy and not OWN_APPLICATION.has_passed(state.as_of):
        return
    unknown = next((entry for entry in entries if isinstance(entry, Unknown)), None)
    if unknown is not None:
        yield unknown
        return
    reason, fix = _what_to_do(listed, there=bool(entries))
    cannot = "may soon be unable to" if legacy else "cannot"
    serves = ", and only the application of Skype for Business Online still serves" if legacy else ""
    for since, concerned in booked.since.items():
        yield server.finding(
            f"Delegates {cannot} book Teams meetings for {names(owners(concerned))}, on-premises: {reason}{serves}",
            "partner_applications",
            fix=f"{fix}; keep {LEGACY_SCHEDULER} for now" if legacy else fix,
            about=about(*concerned),
            salient=since,
            severity="warning" if legacy else None,
        )


def _is(application: PartnerApplication, identifier: str) -> bool:
    stated = application.application_id
    return not isinstance(stated, Unknown) and stated.strip(" {}").casefold() == identifier


def _allows(entries: tuple[str, ...] | Unknown) -> bool:
    """Whether the roles are known to allow what the service does; an entry may have the name of its role before it."""
    if isinstance(entries, Unknown):
        return False
    return any(entry.rpartition("\\")[2].strip().casefold() == ROLE_ENTRY.casefold() for entry in entries)


def _what_to_do(listed: tuple[PartnerApplication, ...], *, there: bool) -> tuple[str, str]:
    """What is wrong with the application of the scheduling service, and the way out."""
    if there:
        reason = f"the roles of the account of the partner application {SCHEDULER} do not have {ROLE_ENTRY}"
        return reason, f"Assign the linked account a role that has {ROLE_ENTRY}, and write it under role_entries"
    identifier = powershell_quoted(SCHEDULER)
    if any(_is(application, SCHEDULER) for application in listed):
        reason = f"the partner application {SCHEDULER} is disabled"
        find = f"Get-PartnerApplication | Where-Object ApplicationIdentifier -eq {identifier}"
        return reason, f"Run {find} | Set-PartnerApplication -Enabled $true, and write enabled: true"
    reason = f"Exchange has no partner application {SCHEDULER}, as which Teams asks for the delegates"
    create = f"New-PartnerApplication -Name 'TeamsScheduler' -ApplicationIdentifier {identifier} -Enabled $true"
    return (
        reason,
        f"Run {create}, with an account whose role has {ROLE_ENTRY} as -LinkedAccount, and list it in the state",
    )
