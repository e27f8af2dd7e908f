"""SNP004, SNP005: facts that contradict each other."""

from __future__ import annotations

from delegint.engine.rules import found_while_reading


@found_while_reading("SNP004", "fact-contradicted-by-snapshot", severity="warning")
def fact_contradicted_by_snapshot() -> None:
    """
    ## What it finds
    A declared fact that the snapshot sees otherwise.

    ## Why it matters
    Rules go by what is declared. Where that is wrong, they judge a tenant that does not exist.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises}
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com","rtd":"UserMailbox"}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com","rtd":"UserMailbox"}
    ```

    ## How to fix
    Correct the fact, or leave it out: the snapshot supplies it. Take the snapshot again where it is the older of the
    two.
    """


@found_while_reading("SNP005", "conflicting-identities", severity="warning")
def conflicting_identities() -> None:
    """
    ## What it finds
    Two objects of the snapshot that share what only one can have, such as an address, or two records of one person that
    disagree on a fact.

    ## Why it matters
    Whoever looks up the address gets one of the two. Delegint takes such a name for nobody's, and such a fact for
    unknown.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com","proxies":["smtp:office@contoso.com"]}
    {"k":"recipient","guid":"22222222-2222-2222-2222-222222222222","primarySmtp":"ilse@contoso.com","proxies":["smtp:office@contoso.com"]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com","proxies":["smtp:office@contoso.com"]}
    {"k":"recipient","guid":"22222222-2222-2222-2222-222222222222","primarySmtp":"ilse@contoso.com"}
    ```

    ## How to fix
    Remove the address from one of the two, or correct the record that is wrong.
    """
