"""FMT013, FMT014, FMT015: comments that suppress findings."""

from __future__ import annotations

from delegint.engine.rules import found_while_reading


@found_while_reading("FMT013", "malformed-suppression", severity="error")
def malformed_suppression() -> None:
    """
    ## What it finds
    A comment that was meant to suppress a finding and does not: it lacks its reason, names no rule or one that does not
    exist, has an `until` that is no day, or stands on no entry.

    ## Why it matters
    Whoever wrote it believes that the finding is accepted. The finding is still there, and the reason that the next
    reader needs is not.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      # delegint: ignore[HYB014]
      ilse@contoso.com: {home: online}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      # delegint: ignore[HYB014] reason="pilot mailbox" until=2027-01-31
      ilse@contoso.com: {home: online}
    ```

    ## How to fix
    Write `# delegint: ignore[CODE] reason="why" until=2027-01-31` behind the entry or on the line above it. Several
    codes or names are separated by commas; `until` may be left out.
    """


@found_while_reading("FMT014", "ended-suppression", severity="warning")
def ended_suppression() -> None:
    """
    ## What it finds
    A suppression whose last day has passed.

    ## Why it matters
    It no longer suppresses anything: the finding that was accepted for a while is back.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      # delegint: ignore[FMT007] reason="until the move" until=2020-01-31
      ilse@contoso.com: {home: online}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      ilse@contoso.com: {home: online}
    ```

    ## How to fix
    Mend the finding and remove the comment, or name a later day.
    """


@found_while_reading("FMT015", "unused-suppression", severity="warning")
def unused_suppression() -> None:
    """
    ## What it finds
    A suppression on an entry on which the rule finds nothing.

    ## Why it matters
    It would hide the next finding of this rule, which nobody has looked at.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      # delegint: ignore[FMT015] reason="nothing to see"
      ilse@contoso.com: {home: online}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      ilse@contoso.com: {home: online}
    ```

    ## How to fix
    Remove the comment. If the finding has moved to another entry, move the comment there.
    """
