"""The script reads only: every command, method and assignment in it is one that is known to be harmless."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("tree_sitter_pwsh")

from delegint.collector.script import SIDES
from tests.collector.powershell import (
    ALL,
    EACH,
    Node,
    below,
    calls,
    child,
    enclosing,
    functions,
    parameters_of,
    parse,
    scope_of,
    text,
    tree,
    variable_name,
)

LOCAL = {
    "ConvertFrom-Json", "ConvertTo-Json", "ForEach-Object", "Get-Command", "Get-Culture", "Get-FileHash", "Join-Path",
    "Move-Item", "New-Item", "New-Object", "Resolve-Path", "Select-Object", "Set-StrictMode", "Sort-Object",
    "Test-Path", "Where-Object", "Write-Host", "Write-Progress", "Write-Warning",
}  # fmt: skip
REMOTE = {
    "Get-Mailbox", "Get-RemoteMailbox", "Get-MailUser", "Get-DistributionGroup", "Get-Recipient", "Get-EXOMailbox",
    "Get-EXORecipient", "Get-DistributionGroupMember", "Get-MailboxPermission", "Get-ADPermission",
    "Get-RecipientPermission", "Get-MailboxFolderStatistics", "Get-EXOMailboxFolderStatistics",
    "Get-MailboxFolderPermission", "Get-CalendarProcessing", "Get-OrganizationConfig", "Get-AcceptedDomain",
    "Get-ADServerSettings", "Get-ADForest", "Get-ADObject", "Get-CsUser", "Get-CsClientPolicy", "Get-CsVoicePolicy",
    "Get-CsConferencingPolicy", "Get-CsPresencePolicy", "Get-CsMeetingConfiguration", "Get-CsUserDelegates",
    "Get-CsOnlineUser", "Get-CsTeamsCallingPolicy", "Get-CsTeamsMeetingPolicy", "Get-MigrationBatch",
    "Get-MigrationUser", "Get-ADSyncGlobalSettings", "Get-ADSyncScheduler",
}  # fmt: skip
ONE_AT_A_TIME = {
    "Get-DistributionGroupMember", "Get-MailboxPermission", "Get-ADPermission", "Get-MailboxFolderStatistics",
    "Get-EXOMailboxFolderStatistics", "Get-MailboxFolderPermission", "Get-CalendarProcessing", "Get-CsUserDelegates",
}  # fmt: skip
METHODS = {
    "Add", "Clear", "ComputeHash", "ContainsKey", "Create", "Dispose", "Floor", "Flush", "GetBytes",
    "IsNullOrWhiteSpace", "ReadLine", "ReadToEnd", "Replace", "SpecifyKind", "Split", "ToBase64String",
    "ToLowerInvariant", "ToString", "ToUniversalTime", "Trim", "WriteLine",
}  # fmt: skip
WRITING = {"WriteLine", "Flush"}
SILENT = {"Clear", "Dispose", "Flush", "WriteLine"}
"""Methods that give nothing back; what any other gives would become output of the function."""
MADE = {
    "System.Collections.ArrayList", "System.IO.StreamReader", "System.IO.StreamWriter", "System.Text.UTF8Encoding",
}  # fmt: skip
AUTOMATIC = {"_", "null", "true", "false", "matches", "psversiontable", "erroractionpreference"}
OWN_SCOPE = "script"


def test_every_command_is_known() -> None:
    root = tree()
    known = LOCAL | REMOTE | set(functions(root))
    assert {call.name for call in calls(root)} <= known


def test_every_known_cmdlet_is_asked() -> None:
    assert {call.name for call in calls(tree())} >= REMOTE


def test_what_is_not_local_reads_only() -> None:
    root = tree()
    foreign = {call.name for call in calls(root)} - LOCAL - set(functions(root))
    assert [name for name in sorted(foreign) if not re.fullmatch(r"Get-[A-Z]\w+", name)] == []


def test_no_function_stands_in_for_a_cmdlet() -> None:
    assert set(functions(tree())) & (LOCAL | REMOTE) == set()


def test_commands_are_called_by_their_full_names() -> None:
    assert [call.name for call in calls(tree()) if not re.fullmatch(r"[A-Z][A-Za-z]+-[A-Z]\w+", call.name)] == []


def test_nothing_is_called_by_a_computed_name() -> None:
    assert list(below(tree(), "command_invocation_operator")) == []


def test_nothing_is_redirected() -> None:
    assert list(below(tree(), "redirection", "redirections")) == []


@pytest.mark.parametrize(
    "line",
    [
        "& $name", ". .\\other.ps1", "Invoke-Expression $text", "Set-Mailbox -Identity $x", "gci", "Get-X > a.txt",
        "Remove-Item a", "% { $_ }",
    ],
)  # fmt: skip
def test_these_tests_would_see_it(line: str) -> None:
    root = parse(line)
    known = {call.name for call in calls(root)} <= LOCAL | REMOTE
    assert not known or list(below(root, "command_invocation_operator", "redirection", "redirections"))


def test_no_calculated_properties() -> None:
    for call in calls(tree()):
        if call.name in ("Select-Object", "Sort-Object"):
            assert [node for argument in call.arguments for node in below(argument, "hash_literal_expression")] == []
            assert not [argument for argument in call.arguments if argument.type == "hash_literal_expression"]


def test_files_are_made_and_moved_only_by_the_script_itself() -> None:
    root = tree()
    assert {scope_of(call.node) for call in calls(root) if call.name == "New-Item"} == {"Initialize-Snapshot"}
    assert {scope_of(call.node) for call in calls(root) if call.name == "Move-Item"} == {
        "Write-Manifest",
        "Repair-File",
    }
    assert {text(call.arguments[0]) for call in calls(root) if call.name == "New-Object"} == MADE
    writers = [call for call in calls(root) if "System.IO.StreamWriter" in text(call.node)]
    assert {scope_of(call.node) for call in writers} == {"New-Writer"}


def methods(root: Node) -> list[tuple[str, str, Node]]:
    return [
        (text(child(node, "member_name")), text(node.children[0]), node)
        for node in below(root, "invocation_expression")
    ]


def test_every_method_is_known() -> None:
    assert {name for name, _, _ in methods(tree())} <= METHODS


def test_only_the_own_writer_is_written_to() -> None:
    targets = {target for name, target, _ in methods(tree()) if name in WRITING}
    assert targets == {"$writer", "$Topic['Writer']"}
    for call in calls(tree()):
        assert call.name != "New-Writer" or scope_of(call.node) in (
            "Write-Manifest", "Start-Topic", "Repair-File", "Initialize-Snapshot"
        )  # fmt: skip


def test_no_method_leaks_into_the_output_of_a_function() -> None:
    """A statement that is nothing but an expression gives what it is meant to give, or nothing, or is cast to void."""
    meant = {"$item", "$owner", "$text", "$trimmed", "$sorted[$index]", "$_['errors'] -gt 0 -or $null -eq $_['ended']"}
    for statements in below(tree(), "statement_list"):
        if statements.parent is not None and statements.parent.type in ("sub_expression", "array_expression"):
            continue
        for statement in statements.children:
            source = text(statement)
            if source[0] in "$[" and statement.children[0].type != "assignment_expression":
                outer = next(below(statement, "invocation_expression"), None)
                silent = outer is not None and text(child(outer, "member_name")) in SILENT
                assert silent or source.startswith("[void] ") or source in meant, (statement.start_point.row, source)


def test_remote_calls_stop_at_errors_and_run_alone() -> None:
    for call in calls(tree()):
        if call.name not in REMOTE:
            continue
        assert call.after.get("-ErrorAction") == "Stop", (call.name, call.line)
        above = call.node.parent
        while above is not None and above.type != "function_statement":
            block = above.type == "script_block_expression"
            assert not block, f"{call.name} runs inside a pipeline in line {call.line}"
            above = above.parent


def test_no_pipeline_holds_two_remote_calls() -> None:
    for chain in below(tree(), "pipeline_chain"):
        direct = [text(child(node, "command_name")) for node in chain.children if node.type == "command"]
        assert len([name for name in direct if name in REMOTE]) <= 1
        assert all(name not in REMOTE for name in direct[1:])


def test_nobody_is_asked_with_an_empty_identity() -> None:
    """Every `-Identity` begins with a variable that Get-Identity has let through in the same function."""
    root = tree()
    asked = [call for call in calls(root) if "-Identity" in call.parameters]
    assert {call.name for call in asked} == ONE_AT_A_TIME | {"Get-RecipientPermission"}
    assert ONE_AT_A_TIME & {call.name for call in calls(root) if call.name in REMOTE and call not in asked} == set()
    for call in asked:
        assert call.after["-Identity"] in ("$identity", '"${identity}:$inside"')
        function = enclosing(call.node)
        assert function is not None
        guards = [text(node) for node in below(function, "assignment_expression")]
        assert any(
            re.match(r"\$identity = Get-Identity \$(owner\.guid|owner\.dn|owner\.sip|Identity)$", guard)
            for guard in guards
        )
        others = [guard for guard in guards if guard.startswith("$identity =") and "Get-Identity" not in guard]
        assert others == []


def assigned(root: Node) -> dict[str, set[str]]:
    """The variables that get a value, by function."""
    found: dict[str, set[str]] = {}
    for node in below(root, "left_assignment_expression"):
        whole = next(below(node, "variable"))
        scope, name = variable_name(whole)
        found.setdefault(OWN_SCOPE if scope == "script" else scope_of(node), set()).add(name)
    for node in below(root, "foreach_statement"):
        loop = child(node, "variable")
        assert loop is not None
        found.setdefault(scope_of(node), set()).add(variable_name(loop)[1])
    for name, function in functions(root).items():
        found.setdefault(name, set()).update(parameter.lower() for parameter in parameters_of(function))
    return found


def script_parameters(root: Node) -> set[str]:
    return {name.lower() for name in parameters_of(root)}


@pytest.mark.parametrize("sides", [*EACH, ALL], ids="+".join)
def test_every_variable_has_a_value(sides: tuple[str, ...]) -> None:
    root = tree(sides)
    values = assigned(root)
    outside = values.get(OWN_SCOPE, set()) | script_parameters(root)
    unknown = set()
    for node in below(root, "variable"):
        scope, name = variable_name(node)
        local = set() if scope == "script" else values.get(scope_of(node), set())
        if name not in local | outside | AUTOMATIC:
            unknown.add((node.start_point.row + 1, name))
    assert unknown == set()


def test_no_variable_takes_the_place_of_a_parameter_of_the_script() -> None:
    """Names have no case: `$folder = 1` in the script would be an assignment to the parameter `$Folder`."""
    root = tree()
    for scope, names in assigned(root).items():
        assert names & script_parameters(root) == set(), scope


def test_functions_change_only_variables_of_the_script_that_it_sets_up() -> None:
    root = tree()
    for node in below(root, "left_assignment_expression"):
        scope, name = variable_name(next(below(node, "variable")))
        if scope == "script" and enclosing(node) is not None:
            top = {variable_name(next(below(other, "variable")))[1]
                   for other in below(root, "left_assignment_expression") if enclosing(other) is None}  # fmt: skip
            assert name in top


def test_own_functions_get_parameters_that_they_have() -> None:
    root = tree()
    own = functions(root)
    for call in calls(root):
        if call.name not in own:
            continue
        declared = parameters_of(own[call.name])
        named = [name.lstrip("-") for name in call.parameters]
        assert set(named) <= set(declared), (call.name, call.line)
        switches = [name for name in named if name == "IsUtc"]
        assert len(call.arguments) + len(switches) <= len(declared), (call.name, call.line)


def test_functions_are_defined_before_the_run() -> None:
    """At the top level nothing is called before the last definition but Set-StrictMode."""
    root = tree()
    last = max(node.end_point.row for node in below(root, "function_statement"))
    early = {call.name for call in calls(root) if enclosing(call.node) is None and call.node.start_point.row < last}
    assert early == {"Set-StrictMode"}


def test_every_opened_topic_is_closed() -> None:
    root = tree()
    for name, function in functions(root).items():
        if "Start-Topic" in {call.name for call in calls(function)}:
            ends = [text(node) for node in below(function, "finally_clause")]
            assert len([end for end in ends if "Close-Topic $topic" in end]) == 1, name
            assert [call.name for call in calls(function)].count("Complete-Topic") == 1, name


def test_every_topic_is_collected() -> None:
    root = tree()
    exports = {name for name in functions(root) if name.startswith("Export-")}
    called = [call.name for call in calls(root) if call.name.startswith("Export-")]
    assert set(called) == exports
    assert all(scope_of(call.node) == OWN_SCOPE for call in calls(root) if call.name in exports)


def test_text_in_double_quotes_names_no_drive() -> None:
    """`$name:` in a string would be taken for a scope or a drive."""
    for node in below(tree(), "expandable_string_literal"):
        for variable in below(node, "variable"):
            assert ":" not in text(variable) or text(variable).startswith("$script:"), text(node)


def test_sides_know_only_their_own_cmdlets() -> None:
    names = {side: {call.name for call in calls(tree((side,)))} & REMOTE for side in SIDES}
    assert names["sync"] == {"Get-ADSyncGlobalSettings", "Get-ADSyncScheduler"}
    online_only = {"Get-EXOMailbox", "Get-EXORecipient", "Get-RecipientPermission", "Get-CsOnlineUser",
                   "Get-CsTeamsCallingPolicy", "Get-CsTeamsMeetingPolicy"}  # fmt: skip
    on_premises_only = {"Get-RemoteMailbox", "Get-ADPermission", "Get-ADObject", "Get-ADForest", "Get-CsUser",
                        "Get-CsClientPolicy", "Get-CsVoicePolicy", "Get-CsConferencingPolicy", "Get-CsPresencePolicy",
                        "Get-CsMeetingConfiguration", "Get-CsUserDelegates", "Get-Mailbox",
                        "Get-Recipient"}  # fmt: skip
    assert names["online"] & on_premises_only == set()
    assert names["on-premises"] & online_only == set()
    assert online_only <= names["online"]
    assert on_premises_only <= names["on-premises"]
