complete -c imapclient-interact -s H -l host -d 'Server to connect to' -r -f -a "(__fish_print_hostnames)"
complete -c imapclient-interact -s P -l port -d 'Port [default: 993 with TLS, else 143]' -r
complete -c imapclient-interact -l ca-file -d 'Accept only certificates of these authorities (PEM)' -r -F
complete -c imapclient-interact -l timeout -d 'Limit for connecting and for every wait after; 0 is none' -r
complete -c imapclient-interact -s u -l username -l user -d 'User name' -r -f
complete -c imapclient-interact -s p -l password -d 'Password; others on this machine can see it there' -r -f
complete -c imapclient-interact -l password-file -d 'Read the password from the first line of a file' -r -F
complete -c imapclient-interact -l password-command -d 'Take the password from the first line a shell command prints' -r -f -a "(__fish_complete_command)"
complete -c imapclient-interact -s f -l file -d 'Account file (INI), in place of the usual one' -r -F
complete -c imapclient-interact -s a -l account -d 'Section of the account file' -r -f
complete -c imapclient-interact -l demo-listen -d 'Let other programs on this machine use the demo' -r -f
complete -c imapclient-interact -l folder -d 'Open this mailbox after signing in' -r -f
complete -c imapclient-interact -l quit-after -d 'Probe the server: stop there and report by exit status' -r -f -a "connect\t'The greeting was seen; TCP alone under implicit TLS'
tls\t'The handshake is done'
login\t'Signed in'"
complete -c imapclient-interact -s c -l command -d 'Run this command and exit; can be given several times' -r -f
complete -c imapclient-interact -l source -d 'Run the commands of a file and exit; - is stdin' -r -F
complete -c imapclient-interact -l format -d 'Form of the results [default: pretty]' -r -f -a "pretty\t'For people'
json\t'One document per command'
jsonl\t'A line of JSON per message, folder or row'
csv\t'A header line and a row per message, folder or row'
python\t'The values that IMAPClient returns, as Python writes them'
raw\t'The server\'s bytes'"
complete -c imapclient-interact -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless the environment says no'
always\t'Everywhere'
never\t'Nowhere'"
complete -c imapclient-interact -l trace -d 'Show the wire, secrets masked, on stderr or in FILE' -r -F
complete -c imapclient-interact -l generate -d 'Print a completion script or the man page' -r -f -a "complete-bash\t''
complete-zsh\t''
complete-fish\t''
complete-powershell\t''
complete-elvish\t''
man\t''"
complete -c imapclient-interact -s s -l ssl -d 'TLS from the first byte (the default)'
complete -c imapclient-interact -l starttls -d 'Start in clear and require STARTTLS'
complete -c imapclient-interact -l insecure -d 'No TLS at all: everything is sent in clear'
complete -c imapclient-interact -l no-verify -d 'Accept any certificate, whoever\'s it is'
complete -c imapclient-interact -l no-check-hostname -d 'Check the certificate, but not that it is for this host'
complete -c imapclient-interact -l password-stdin -d 'Read the password from the first line of stdin'
complete -c imapclient-interact -l demo -d 'Talk to a server within this program, with made-up mail'
complete -c imapclient-interact -l read-only -d 'Open mailboxes read-only and refuse commands that change'
complete -c imapclient-interact -s n -l dry-run -d 'Show what would change something, and do not send it'
complete -c imapclient-interact -s y -l yes -d 'Do not ask for confirmation'
complete -c imapclient-interact -l no-input -d 'Never ask for anything'
complete -c imapclient-interact -l bare -d 'Send only what was typed'
complete -c imapclient-interact -l no-login -d 'Stop after the greeting and TLS, at the prompt'
complete -c imapclient-interact -l no-history -d 'Leave the history file alone'
complete -c imapclient-interact -l no-init -d 'Do not run the account\'s init commands'
complete -c imapclient-interact -l keep-going -d 'Go on after a command that failed'
complete -c imapclient-interact -l reconnect -d 'Connect again when the link is lost, and repeat what only reads, as the prompt does'
complete -c imapclient-interact -l json -d 'Short for --format json'
complete -c imapclient-interact -l jsonl -d 'Short for --format jsonl: a line per message, folder or row'
complete -c imapclient-interact -l csv -d 'Short for --format csv'
complete -c imapclient-interact -l python -d 'Short for --format python: the values IMAPClient returns'
complete -c imapclient-interact -l raw -d 'Short for --format raw: the server\'s bytes as they are'
complete -c imapclient-interact -l plain -d 'ASCII only, nothing is redrawn'
complete -c imapclient-interact -s h -l help -d 'Print this help'
complete -c imapclient-interact -s V -l version -d 'Print the version'
