"""LYNC033, LYNC034: attributes of a user that Set-CsUser does not take."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from delegint.api import (
    Finding,
    LyncUser,
    Recipient,
    Related,
    State,
    Unknown,
    is_homed_online,
    lync_users,
    names,
    powershell_quoted,
    rule,
)
from delegint_lync.sources import SET_USER
from delegint_lync.standing import lync_identity

_VOICE: Final = "enterprise_voice_enabled"
_REMOTE: Final = "remote_call_control_enabled"
_RCC: Final = "RemoteCallControlTelephonyEnabled"
_NEEDED: Final = {"line_uri": "LineURI", "line_server_uri": "LineServerURI"}
_NUMBERS: Final = {"line_uri": "LineURI", "private_line": "PrivateLine"}

_SIP: Final = re.compile(r"sip:[^@\s:]+@(?P<domain>[^@\s]+)", re.IGNORECASE)
_NUMBER: Final = re.compile(r"tel:(?P<plus>\+?)\d+(?:;ext=\d+)?", re.IGNORECASE)
_SEPARATORS: Final = str.maketrans("", "", " \t\u00a0().-")


@rule("LYNC033", "attributes-exclude-each-other", severity="error", evidence=SET_USER)
def attributes_exclude_each_other(user: LyncUser, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A person on Lync with `audio_video_disabled` and Enterprise Voice or remote call control; or with remote call
    control and a blank `line_uri` or `line_server_uri`. Enterprise Voice beside remote call control is told as a
    warning: that they exclude each other follows from what they are, and is not written.

    ## Why it matters
    `Set-CsUser` refuses such attributes. The person keeps those of before, so that calls and delegates work
    otherwise than declared.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {lync: {enterprise_voice_enabled: true, audio_video_disabled: true}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {lync: {enterprise_voice_enabled: true, audio_video_disabled: false}}
    ```

    ## How to fix
    Choose one: Enterprise Voice, remote call control, or no audio and video.
    """
    muted = user.audio_video_disabled is True
    remote = user.remote_call_control_enabled is True
    if not (muted or remote) or is_homed_online(user.recipient, state):
        return
    voice = user.enterprise_voice_enabled is True
    if muted and (voice or remote):
        told = [name for name, is_set in (("EnterpriseVoiceEnabled", voice), (_RCC, remote)) if is_set]
        keys = [key for key, is_set in ((_VOICE, voice), (_REMOTE, remote)) if is_set]
        yield user.finding(
            f"{user.recipient} cannot have AudioVideoDisabled together with {names(told)}",
            "audio_video_disabled",
            fix=f"Write audio_video_disabled: false, or false for {names(keys)}",
            related=[Related(user.place_of(key), "true here") for key in keys],
            about=((user.recipient.key,),),
        )
    if remote and voice:
        yield user.finding(
            f"{user.recipient} is to have both Enterprise Voice and remote call control, of which one serves the phone",
            _REMOTE,
            fix=f"Write {_REMOTE}: false, and run Set-CsUser -Identity {lync_identity(user.recipient)} -{_RCC} $false",
            related=[Related(user.place_of(_VOICE), "true here")],
            about=((user.recipient.key,),),
            severity="warning",
        )
    if remote:
        yield from _what_remote_call_control_needs(user)


@rule("LYNC034", "address-not-accepted", severity="error", evidence=SET_USER)
def address_not_accepted(user: LyncUser, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A `sip_address` that is not `sip:user@domain`, or whose domain is none of `lync.sip_domains`; a `line_uri` or
    `private_line` that is not a number such as `tel:+3225550100` or `tel:+3225550100;ext=100`; a `line_server_uri`
    without `sip:`; a `line_uri` that somebody else has. A number that merely lacks the plus sign is told as a warning.

    ## Why it matters
    `Set-CsUser` refuses such addresses, and a number that two people have rings one of them at most. A number without
    the plus sign is not in the E.164 format, so that calls to the full number do not find the person. A number and the
    same number with an extension are two numbers for the server.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {lync: {line_uri: "+32 2 555 01 00"}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {lync: {line_uri: "tel:+3225550100"}}
    ```

    ## How to fix
    Write the address as `Set-CsUser` takes it, and give every person a number of their own.
    """
    found = [*_sip_address(user, state), *_gateway(user), *_shared_number(user, state)]
    for key, attribute in _NUMBERS.items():
        found.extend(_number(user, key, attribute))
    if found and not is_homed_online(user.recipient, state):
        yield from found


def _what_remote_call_control_needs(user: LyncUser) -> Iterator[Finding | Unknown]:
    for key, attribute in _NEEDED.items():
        node = user.value(key)
        if node is None:
            yield user.missing(key, "Get-CsUser")
        elif isinstance(node.value, str) and not node.value.strip():
            yield user.finding(
                f"{user.recipient} cannot have {_RCC} with a blank {attribute}",
                key,
                fix=f"State {key}, or write {_REMOTE}: false",
                related=[Related(user.place_of(_REMOTE), "true here")],
                about=((user.recipient.key,),),
            )


# -- addresses ----------------------------------------------------------------------------------------------------


def _sip_address(user: LyncUser, state: State) -> Iterator[Finding]:
    address = _stated(user, "sip_address")
    if not address:
        return
    match = _SIP.fullmatch(address)
    if match is None:
        plain = f"sip:{address}"
        suggested = plain if _SIP.fullmatch(plain) else ""
        yield _malformed(user, "sip_address", f"the SIP address {address}", "sip:user@domain", suggested)
        return
    domains = state.once(_sip_domains)
    if domains is None or match["domain"].casefold() in domains:
        return
    yield user.finding(
        f"{user.recipient} cannot have the SIP address {address}: {match['domain']} is none of the SIP domains"
        f" ({names(domains.values())})",
        "sip_address",
        fix="Write an address in one of them; or add it to lync.sip_domains, and run New-CsSipDomain -Identity"
        f" {powershell_quoted(match['domain'])}",
        related=[Related(state.lync.place_of("sip_domains"), "the SIP domains")],
        about=((user.recipient.key,),),
    )


def _number(user: LyncUser, key: str, attribute: str) -> Iterator[Finding]:
    number = _stated(user, key)
    if not number:
        return
    match = _NUMBER.fullmatch(number)
    if match is None:
        plain = f"tel:{_bare(number)}"
        found = _NUMBER.fullmatch(plain)
        is_sure = found is not None and bool(found["plus"]) and "(" not in number  # (0) is dialled at home only
        yield _malformed(user, key, f"{attribute} {number}", "tel:+<number>", plain if is_sure else "")
    elif not match["plus"]:
        yield user.finding(
            f"{attribute} {number} of {user.recipient} is not in the E.164 format, which begins with tel:+",
            key,
            fix=f"Write {key}: tel:+<country code and number>, with ;ext=<extension> where there is one",
            about=((user.recipient.key,),),
            severity="warning",
        )


def _gateway(user: LyncUser) -> Iterator[Finding]:
    gateway = _stated(user, "line_server_uri")
    if gateway and not gateway.casefold().startswith("sip:"):
        yield _malformed(user, "line_server_uri", f"LineServerURI {gateway}", "sip:<gateway>", f"sip:{gateway}")


def _shared_number(user: LyncUser, state: State) -> Iterator[Finding]:
    """The number, where somebody before in the file has the same."""
    first = state.once(_second_owners).get(user.recipient)
    if first is not None:
        yield user.finding(
            f"{user.recipient} cannot have LineURI {_stated(user, 'line_uri')}: it is the number of {first.recipient}",
            "line_uri",
            fix="Give one of the two another number, or tell them apart by an extension, such as ;ext=100",
            related=[Related(first.place_of("line_uri"), f"the number of {first.recipient}")],
            about=((first.recipient.key, user.recipient.key),),
            salient="shared",
        )


def _malformed(user: LyncUser, key: str, what: str, form: str, suggested: str) -> Finding:
    declare = f"Write {key}: {suggested}" if suggested else f"Write {key} in this form"
    return user.finding(
        f"{user.recipient} cannot have {what}: it must be written as {form}",
        key,
        fix=declare,
        about=((user.recipient.key,),),
    )


def _second_owners(state: State) -> dict[Recipient, LyncUser]:
    """Those who have the number of somebody before them in the file, and who that is; accounts in the cloud apart."""
    by_number: dict[str, list[LyncUser]] = {}
    for user in state.once(lync_users):
        number = _stated(user, "line_uri")
        if number:
            by_number.setdefault(_bare(number), []).append(user)
    found = {}
    for users in by_number.values():
        if len(users) > 1:
            first, *others = [user for user in users if not is_homed_online(user.recipient, state)] or users[:1]
            found.update(dict.fromkeys((user.recipient for user in others), first))
    return found


def _sip_domains(state: State) -> dict[str, str] | None:
    """The SIP domains by their names without regard to case; None where nobody has stated them."""
    domains = state.lync.sip_domains
    return None if isinstance(domains, Unknown) else {domain.strip().casefold(): domain for domain in domains}


def _stated(user: LyncUser, key: str) -> str:
    """An address as stated; empty where there is none."""
    node = user.value(key)
    return node.value.strip() if node is not None and isinstance(node.value, str) else ""


def _bare(number: str) -> str:
    """A number without `tel:` and separators, and without regard to case."""
    return number.casefold().translate(_SEPARATORS).removeprefix("tel:")
