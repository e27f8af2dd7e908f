"""The tools by which an administrator changes the lists of delegates, and where calls go: which the servers have.

Source: Set-CsUserDelegates; "SEFAUtil functionality in Skype for Business Server 2019"; "Deploy the SEFAUtil tool in
Skype for Business Server"; Move-CsUser.
"""

from __future__ import annotations

from typing import Final

from delegint.api import Answer, Recipient, State, Unknown, powershell_quoted
from delegint_lync.lifecycle import DELEGATES_BY_CMDLET, MOVES_TO_THE_CLOUD, product
from delegint_lync.standing import lync_identity

SEFAUTIL, CMDLET = BY_TOOL = ("sefautil", "set_csuserdelegates")
"""The two ways by which an administrator writes a list, as `lync_method` names them."""
WITHOUT_CMDLETS: Final = frozenset({"2010", "2013", "2015"})
"""Versions of the server that have SEFAUtil only, whatever their build."""
_FIRST_WITH_CMDLETS: Final = "2019"
_UPDATES: Final = {"2013": "CU10 HF7", "2015": "CU12", "2019": "CU6"}


def has_cmdlets(state: State) -> Answer:
    """Whether the servers have Set-CsUserDelegates and Set-CsUserCallForwardingSettings."""
    lync = state.lync
    version, build = lync.version, lync.build
    if isinstance(version, Unknown):
        return version
    if version in WITHOUT_CMDLETS:
        return False
    if version != _FIRST_WITH_CMDLETS:
        return True
    too_old = None if isinstance(build, Unknown) else DELEGATES_BY_CMDLET.rules_out(build)
    return lync.missing("build", "Get-CsServerPatchVersion") if too_old is None else not too_old


def method(state: State) -> str:
    """The `lync_method` by which an administrator writes a list, as far as the version tells."""
    return SEFAUTIL if has_cmdlets(state) is False else CMDLET


def adding(owner: Recipient, delegate: Recipient, state: State) -> str:
    """The command that puts a delegate on somebody's list."""
    user, name = lync_identity(owner), lync_identity(delegate)
    return _command(
        f"Set-CsUserDelegates -User {user} -Delegates @{{add={name}}}", f"SEFAUtil {user} /adddelegate:{name}", state
    )


def removing(owner: Recipient, delegate: object, state: State) -> str:
    """The command that takes a delegate off somebody's list.

    Parameters:
        owner: whose list.
        delegate: a person, or the address that stands in the list.
        state: knows the version of the servers.
    """
    user = lync_identity(owner)
    name = lync_identity(delegate) if isinstance(delegate, Recipient) else powershell_quoted(delegate)
    return _command(
        f"Set-CsUserDelegates -User {user} -Delegates @{{remove={name}}}",
        f"SEFAUtil {user} /removedelegate:{name}",
        state,
    )


def ringing_delegates(owner: Recipient, state: State) -> str:
    """The command that lets somebody's calls ring the delegates as well."""
    user = lync_identity(owner)
    return _command(
        f"Set-CsUserCallForwardingSettings -User {user} -EnableSimulRing Delegates",
        f"SEFAUtil {user} /simulringdelegates",
        state,
    )


def moving_to_the_cloud(person: Recipient, state: State) -> str | None:
    """The command that homes somebody in the cloud, and the update that it asks for; None where the servers cannot."""
    version, build = state.lync.version, state.lync.build
    command = f"Move-CsUser -Identity {lync_identity(person)} -Target sipfed.online.lync.com"
    if isinstance(version, Unknown):
        return f"run {command}"
    if version == "2010":
        return None
    minimum = MOVES_TO_THE_CLOUD.get(version)
    if minimum is None or isinstance(build, Unknown) or minimum.rules_out(build) is not True:
        return f"run {command}"
    return f"first update {product(version)} to build {minimum} ({_UPDATES[version]}) or later, then run {command}"


def _command(cmdlet: str, tool: str, state: State) -> str:
    """The one that the servers have; both where that is not known."""
    has = has_cmdlets(state)
    if isinstance(has, Unknown):
        return f"{cmdlet} (before 2019 CU1: {tool})"
    return cmdlet if has else tool
