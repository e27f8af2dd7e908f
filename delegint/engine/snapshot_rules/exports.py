"""SNP001 to SNP003, SNP006: exports that cannot be read, have lost values, or are not known."""

from __future__ import annotations

from delegint.engine.rules import found_while_reading


@found_while_reading("SNP001", "unreadable-export", severity="error")
def unreadable_export() -> None:
    """
    ## What it finds
    A file of the snapshot that cannot be read, or not to its end.

    ## Why it matters
    What is missing in the file would look like rights that nobody has any more.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com"}
    {"k":"recipient","guid":"22222222-2222-2222-2222-222222222222","prim
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com"}
    ```

    ## How to fix
    Collect the file again. What stood before the damage has been read all the same.
    """


@found_while_reading("SNP002", "values-lost-in-export", severity="warning")
def values_lost_in_export() -> None:
    """
    ## What it finds
    Values that an export has lost: a list that became `System.String[]`, a table cell that ends in an ellipsis, an
    object that was cut at the depth limit of ConvertTo-Json.

    ## Why it matters
    The tenant has a value, and the file does not. Such a value counts as unknown; rules that need it cannot judge.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
    ```
    ```csv exo/mailboxes.csv
    "Guid","PrimarySmtpAddress","RecipientTypeDetails","GrantSendOnBehalfTo"
    "11111111-1111-1111-1111-111111111111","annelies@contoso.com","UserMailbox","System.String[]"
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
    ```
    ```csv exo/mailboxes.csv
    "Guid","PrimarySmtpAddress","RecipientTypeDetails","GrantSendOnBehalfTo"
    "11111111-1111-1111-1111-111111111111","annelies@contoso.com","UserMailbox",""
    ```

    ## How to fix
    Export with `delegint collector`, or join the list yourself before Export-Csv; the finding has the command.
    """


@found_while_reading("SNP003", "unknown-export", severity="info")
def unknown_export() -> None:
    """
    ## What it finds
    A file of the snapshot whose properties fit no cmdlet that a plugin knows, or one that does not show whether it was
    taken on-premises or in Exchange Online.

    ## Why it matters
    The file is not read. If it was meant to be, rules lack what it says.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
    ```
    ```csv exo/notes.csv
    Colour,Shape
    red,round
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
    ```
    ```csv exo/mailboxes.csv
    "Guid","PrimarySmtpAddress","RecipientTypeDetails"
    "11111111-1111-1111-1111-111111111111","annelies@contoso.com","UserMailbox"
    ```

    ## How to fix
    Remove the file, put it into a folder called `onprem` or `exo`, or export the properties that tell the cmdlet.
    """


@found_while_reading("SNP006", "doubtful-export", severity="info")
def doubtful_export() -> None:
    """
    ## What it finds
    An export that could be read, but not without doubt: letters lost to ASCII, rows of another length than the header,
    a code page in place of UTF-8, an empty file, rows of a mailbox that no list of recipients holds.

    ## Why it matters
    Names that lost letters match nobody, and an empty file may be a command that failed.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
    ```
    ```jsonl exo/mailbox-permission.jsonl
    {"k":"mailbox-permission","on":"11111111-1111-1111-1111-111111111111","user":"ilse@contoso.com","rights":["FullAccess"]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com"}
    {"k":"recipient","guid":"22222222-2222-2222-2222-222222222222","primarySmtp":"ilse@contoso.com"}
    ```
    ```jsonl exo/mailbox-permission.jsonl
    {"k":"mailbox-permission","on":"11111111-1111-1111-1111-111111111111","user":"ilse@contoso.com","rights":["FullAccess"]}
    ```

    ## How to fix
    Follow the advice of the finding; `delegint collector` writes exports that raise none of these doubts.
    """
