"""FMT006, FMT007: values: of the wrong type, or none of those allowed."""

from __future__ import annotations

from delegint.engine.rules import found_while_reading


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
