"""FMT010, FMT011: addresses that stand for nobody, or for two."""

from __future__ import annotations

from delegint.engine.rules import found_while_reading


@found_while_reading("FMT010", "unresolvable-address", severity="error")
def unresolvable_address() -> None:
    """
    ## What it finds
    An address that no declared recipient has, as its primary SMTP address or among its aliases.

    ## Why it matters
    Nothing is known about a recipient that does not exist: no rule can judge its grants, and the cmdlet that applies
    them will refuse the name.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        send_as: [isle@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        send_as: [ilse@contoso.com]
    ```

    ## How to fix
    Correct the address, declare the recipient, or add the address to the `aliases` of the recipient that has it.
    """


@found_while_reading("FMT011", "ambiguous-address", severity="error")
def ambiguous_address() -> None:
    """
    ## What it finds
    An address that two recipients have.

    ## Why it matters
    A name that could be two people is nobody: delegint does not guess whose grant it is, and neither can a directory,
    where addresses are unique.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, aliases: [office@contoso.com]}
      ilse@contoso.com: {home: online, aliases: [office@contoso.com]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, aliases: [office@contoso.com]}
      ilse@contoso.com: {home: online}
    ```

    ## How to fix
    Remove the address from one of the two.
    """
