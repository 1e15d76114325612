
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'imapclient-interact' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'imapclient-interact'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'imapclient-interact' {
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'Server to connect to')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Server to connect to')
            [CompletionResult]::new('-P', '-P ', [CompletionResultType]::ParameterName, 'Port [default: 993 with TLS, else 143]')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port [default: 993 with TLS, else 143]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Accept only certificates of these authorities (PEM)')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Limit for connecting and for every wait after; 0 is none')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'User name')
            [CompletionResult]::new('--username', '--username', [CompletionResultType]::ParameterName, 'User name')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'User name')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Password; others on this machine can see it there')
            [CompletionResult]::new('--password', '--password', [CompletionResultType]::ParameterName, 'Password; others on this machine can see it there')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'Read the password from the first line of a file')
            [CompletionResult]::new('--password-command', '--password-command', [CompletionResultType]::ParameterName, 'Take the password from the first line a shell command prints')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Account file (INI), in place of the usual one')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Account file (INI), in place of the usual one')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Section of the account file')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'Section of the account file')
            [CompletionResult]::new('--demo-listen', '--demo-listen', [CompletionResultType]::ParameterName, 'Let other programs on this machine use the demo')
            [CompletionResult]::new('--folder', '--folder', [CompletionResultType]::ParameterName, 'Open this mailbox after signing in')
            [CompletionResult]::new('--quit-after', '--quit-after', [CompletionResultType]::ParameterName, 'Probe the server: stop there and report by exit status')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Run this command and exit; can be given several times')
            [CompletionResult]::new('--command', '--command', [CompletionResultType]::ParameterName, 'Run this command and exit; can be given several times')
            [CompletionResult]::new('--source', '--source', [CompletionResultType]::ParameterName, 'Run the commands of a file and exit; - is stdin')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the results [default: pretty]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show the wire, secrets masked, on stderr or in FILE')
            [CompletionResult]::new('--generate', '--generate', [CompletionResultType]::ParameterName, 'Print a completion script or the man page')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'TLS from the first byte (the default)')
            [CompletionResult]::new('--ssl', '--ssl', [CompletionResultType]::ParameterName, 'TLS from the first byte (the default)')
            [CompletionResult]::new('--starttls', '--starttls', [CompletionResultType]::ParameterName, 'Start in clear and require STARTTLS')
            [CompletionResult]::new('--insecure', '--insecure', [CompletionResultType]::ParameterName, 'No TLS at all: everything is sent in clear')
            [CompletionResult]::new('--no-verify', '--no-verify', [CompletionResultType]::ParameterName, 'Accept any certificate, whoever''s it is')
            [CompletionResult]::new('--no-check-hostname', '--no-check-hostname', [CompletionResultType]::ParameterName, 'Check the certificate, but not that it is for this host')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the password from the first line of stdin')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Talk to a server within this program, with made-up mail')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open mailboxes read-only and refuse commands that change')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would change something, and do not send it')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would change something, and do not send it')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask for confirmation')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask for confirmation')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask for anything')
            [CompletionResult]::new('--bare', '--bare', [CompletionResultType]::ParameterName, 'Send only what was typed')
            [CompletionResult]::new('--no-login', '--no-login', [CompletionResultType]::ParameterName, 'Stop after the greeting and TLS, at the prompt')
            [CompletionResult]::new('--no-history', '--no-history', [CompletionResultType]::ParameterName, 'Leave the history file alone')
            [CompletionResult]::new('--no-init', '--no-init', [CompletionResultType]::ParameterName, 'Do not run the account''s init commands')
            [CompletionResult]::new('--keep-going', '--keep-going', [CompletionResultType]::ParameterName, 'Go on after a command that failed')
            [CompletionResult]::new('--reconnect', '--reconnect', [CompletionResultType]::ParameterName, 'Connect again when the link is lost, and repeat what only reads, as the prompt does')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --format json')
            [CompletionResult]::new('--jsonl', '--jsonl', [CompletionResultType]::ParameterName, 'Short for --format jsonl: a line per message, folder or row')
            [CompletionResult]::new('--csv', '--csv', [CompletionResultType]::ParameterName, 'Short for --format csv')
            [CompletionResult]::new('--python', '--python', [CompletionResultType]::ParameterName, 'Short for --format python: the values IMAPClient returns')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Short for --format raw: the server''s bytes as they are')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'ASCII only, nothing is redrawn')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print this help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print this help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
