
use builtin;
use str;

set edit:completion:arg-completer[imapclient-interact] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'imapclient-interact'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'imapclient-interact'= {
            cand -H 'Server to connect to'
            cand --host 'Server to connect to'
            cand -P 'Port [default: 993 with TLS, else 143]'
            cand --port 'Port [default: 993 with TLS, else 143]'
            cand --ca-file 'Accept only certificates of these authorities (PEM)'
            cand --timeout 'Limit for connecting and for every wait after; 0 is none'
            cand -u 'User name'
            cand --username 'User name'
            cand --user 'User name'
            cand -p 'Password; others on this machine can see it there'
            cand --password 'Password; others on this machine can see it there'
            cand --password-file 'Read the password from the first line of a file'
            cand --password-command 'Take the password from the first line a shell command prints'
            cand -f 'Account file (INI), in place of the usual one'
            cand --file 'Account file (INI), in place of the usual one'
            cand -a 'Section of the account file'
            cand --account 'Section of the account file'
            cand --demo-listen 'Let other programs on this machine use the demo'
            cand --folder 'Open this mailbox after signing in'
            cand --quit-after 'Probe the server: stop there and report by exit status'
            cand -c 'Run this command and exit; can be given several times'
            cand --command 'Run this command and exit; can be given several times'
            cand --source 'Run the commands of a file and exit; - is stdin'
            cand --format 'Form of the results [default: pretty]'
            cand --color 'When to use colour'
            cand --trace 'Show the wire, secrets masked, on stderr or in FILE'
            cand --generate 'Print a completion script or the man page'
            cand -s 'TLS from the first byte (the default)'
            cand --ssl 'TLS from the first byte (the default)'
            cand --starttls 'Start in clear and require STARTTLS'
            cand --insecure 'No TLS at all: everything is sent in clear'
            cand --no-verify 'Accept any certificate, whoever''s it is'
            cand --no-check-hostname 'Check the certificate, but not that it is for this host'
            cand --password-stdin 'Read the password from the first line of stdin'
            cand --demo 'Talk to a server within this program, with made-up mail'
            cand --read-only 'Open mailboxes read-only and refuse commands that change'
            cand -n 'Show what would change something, and do not send it'
            cand --dry-run 'Show what would change something, and do not send it'
            cand -y 'Do not ask for confirmation'
            cand --yes 'Do not ask for confirmation'
            cand --no-input 'Never ask for anything'
            cand --bare 'Send only what was typed'
            cand --no-login 'Stop after the greeting and TLS, at the prompt'
            cand --no-history 'Leave the history file alone'
            cand --no-init 'Do not run the account''s init commands'
            cand --keep-going 'Go on after a command that failed'
            cand --reconnect 'Connect again when the link is lost, and repeat what only reads, as the prompt does'
            cand --json 'Short for --format json'
            cand --jsonl 'Short for --format jsonl: a line per message, folder or row'
            cand --csv 'Short for --format csv'
            cand --python 'Short for --format python: the values IMAPClient returns'
            cand --raw 'Short for --format raw: the server''s bytes as they are'
            cand --plain 'ASCII only, nothing is redrawn'
            cand -h 'Print this help'
            cand --help 'Print this help'
            cand -V 'Print the version'
            cand --version 'Print the version'
        }
    ]
    $completions[$command]
}
