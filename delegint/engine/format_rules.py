"""The family FMT: what reading, merging and validating a state can find, before any checker is asked."""

from __future__ import annotations

from delegint.engine.rules import found_while_reading


@found_while_reading("FMT001", "syntax-error", severity="error", ignorable=False)
def syntax_error() -> None:
    """
    ## What it finds
    Text that is not YAML 1.2 or JSON: a bracket or quote that is never closed, a tab in the indentation, wrong
    indentation, a binary file, bytes in another encoding than UTF-8 or UTF-16, a custom tag.

    ## Why it matters
    Nothing after the defect can be read. The documents before it, and all other files, are still linted; addresses
    that resolve to nobody are then not reported, since they may stand in the part that could not be read.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      ilse@contoso.com: {home: online
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      ilse@contoso.com: {home: online}
    ```

    ## How to fix
    Look at the place and at the line above it: the parser notices a missing bracket only where the next key begins.
    """


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


@found_while_reading("FMT003", "limit-exceeded", severity="error", ignorable=False)
def limit_exceeded() -> None:
    """
    ## What it finds
    A file larger than 32 MiB, mappings and lists nested more than 64 deep, a value of more than 65,536 characters,
    aliases that repeat more than 100,000 values, an alias that stands inside the value it repeats.

    ## Why it matters
    The state may come from a pull request of a stranger. A few hundred bytes of nested aliases can stand for more
    values than fit into memory; reading stops before that.

    ## Example
    ```yaml
    delegint: 1
    recipients: &everybody
      assistants@contoso.com: *everybody
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      assistants@contoso.com: {type: MailUniversalSecurityGroup, members: [ilse@contoso.com]}
      ilse@contoso.com: {home: online}
    ```

    ## How to fix
    Split large files by section or department: a state may have as many files as you like. Write out what an alias
    repeats, or grant to a mail-enabled security group.
    """


@found_while_reading("FMT004", "unreadable-file", severity="error", ignorable=False)
def unreadable_file() -> None:
    """
    ## What it finds
    A file or folder that cannot be read, or that vanished between listing and reading it. A link that leads back to a
    folder which holds it is a warning.

    ## Why it matters
    The state is linted without it, so that findings may be missing.

    ## How to fix
    Check the permissions of the file, and that nothing else writes the folder during the run.
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


@found_while_reading("FMT006", "wrong-type", severity="error")
def wrong_type() -> None:
    """
    ## What it finds
    A value of the wrong type: text where a boolean belongs, a single address where a list belongs.

    ## Why it matters
    In YAML 1.2 `yes`, `no`, `on` and `off` are text. Guessing what they mean would make the answer depend on the
    reader; the value counts as not stated until it is written as meant.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      ilse@contoso.com: {home: online, hidden_from_address_lists: yes}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      ilse@contoso.com: {home: online, hidden_from_address_lists: true}
    ```

    ## How to fix
    Write the value as the message says: `true` or `false` without quotes, a list in brackets, a version in quotes.
    """


@found_while_reading("FMT007", "wrong-value", severity="error")
def wrong_value() -> None:
    """
    ## What it finds
    A value of the right type that is none of those the format allows, or has not their form.

    ## Why it matters
    The value counts as not stated until it is written as meant.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      ilse@contoso.com: {home: cloud}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      ilse@contoso.com: {home: online}
    ```

    ## How to fix
    Choose one of the values that the message lists. Product names are spelled as the cmdlets spell them.
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


@found_while_reading("FMT012", "not-a-desired-state", severity="warning")
def not_a_desired_state() -> None:
    """
    ## What it finds
    A file that looks like a desired state, or was named on the command line as one, and has no key `delegint`.

    ## Why it matters
    Files without the key are passed over, so that a folder may hold other YAML as well. A state whose first line was
    misspelt would be passed over too, and everything in it would seem to be in order.

    ## Example
    ```yaml
    deleg_int: 1
    recipients:
      ilse@contoso.com: {home: online}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      ilse@contoso.com: {home: online}
    ```

    ## How to fix
    Begin the file with `delegint: 1`, or do not name it.
    """
