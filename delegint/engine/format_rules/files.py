"""FMT001, FMT003, FMT004, FMT012: files that cannot be read, or are not YAML."""

from __future__ import annotations

from delegint.engine.rules import found_while_reading


@found_while_reading("FMT001", "syntax-error", severity="error", ignorable=False)
def syntax_error() -> None:
    """
    ## What it finds
    Text that is not YAML 1.2 or JSON: a bracket or quote that is never closed, a tab in the indentation, wrong
    indentation, a binary file, bytes in another encoding than UTF-8 or UTF-16, a custom tag. Also the
    characters U+0085, U+2028 and U+2029, at which some readers of YAML end a line, and so a remark, and others do not.

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
    A file or folder that cannot be read, or that vanished between listing and reading it. A pipe or a device among the
    files of a folder. A link that leads back to a folder which holds it is a warning.

    ## Why it matters
    The state is linted without it, so that findings may be missing.

    ## How to fix
    Check the permissions of the file, and that nothing else writes the folder during the run.
    """


@found_while_reading("FMT012", "not-a-desired-state", severity="warning")
def not_a_desired_state() -> None:
    """
    ## What it finds
    A file that was named on the command line and has no key `delegint`. Where it looks like a desired state, in a
    folder or named, because it has the sections of one or a key that is nearly `delegint`, it is an error.

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
