"""FMT002, FMT005, FMT008, FMT009: keys: twice, unknown, missing, in two files."""

from __future__ import annotations

from delegint.engine.rules import found_while_reading


@found_while_reading("FMT002", "duplicate-key", severity="error")
def duplicate_key() -> None:
    """
    ## What it finds
    The same key twice in one mapping.

    ## Why it matters
    Most YAML readers silently keep the last one; half of what the author wrote is lost, and nobody sees which half.
    delegint reads the first one and says so.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      ilse@contoso.com: {home: online}
      ilse@contoso.com: {home: on_premises}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      ilse@contoso.com: {home: online}
    ```

    ## How to fix
    Join the two entries, or remove one.
    """


@found_while_reading("FMT005", "unknown-key", severity="error")
def unknown_key() -> None:
    """
    ## What it finds
    A key that the format does not have at this place.

    ## Why it matters
    A misspelt key says nothing: the right that it was meant to grant, or the fact that it was meant to state, is not
    there, and no rule can see it.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        fullAccess: [ilse@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        full_access: [ilse@contoso.com]
    ```

    ## How to fix
    Spell it as the message suggests. `delegint schema` prints all keys, and editors complete them from it.
    """


@found_while_reading("FMT008", "conflicting-files", severity="error")
def conflicting_files() -> None:
    """
    ## What it finds
    Two documents of the state that give the same key a value. Where both say the same it is a warning.

    ## Why it matters
    The documents are merged key by key. Two values for one key cannot both hold; delegint goes on with the first.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      ilse@contoso.com: {home: online}
    ---
    delegint: 1
    recipients:
      ilse@contoso.com: {home: on_premises}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      ilse@contoso.com: {home: online}
    ---
    delegint: 1
    recipients:
      ilse@contoso.com: {labels: [vip]}
    ```

    ## How to fix
    Keep each fact and each grant in one file. Lists are not joined: where two files grant to one mailbox, write the
    addresses as keys.
    """


@found_while_reading("FMT009", "missing-key", severity="error")
def missing_key() -> None:
    """
    ## What it finds
    An entry without a key that it must have, such as a migration batch without a name.

    ## Why it matters
    Without it the entry says nothing that could be checked.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      ilse@contoso.com: {home: on_premises}
    migration:
      batches:
        - {name: wave-1, members: [ilse@contoso.com]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      ilse@contoso.com: {home: on_premises}
    migration:
      batches:
        - {name: wave-1, to: online, members: [ilse@contoso.com]}
    ```

    ## How to fix
    Add the key.
    """
