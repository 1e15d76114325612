//! The texts of help on what is no command. What stands in columns is a line of its own; the screen breaks the rest.

/// The topics, and what is to be said of each.
pub(super) const TOPICS: &[(&str, &str)] = &[
    (
        "sets",
        "Messages are named by number; the numbers are UIDs, with --seq or set uid off sequence numbers.\n\
         \n  5            one message\n  1:10,20      ranges and several\n  5:*          from 5 to the last\n  \
         all          every message of the folder\n  last:5       the newest five\n  \
         _            what the last answer named; __ the one before; _8 by its number\n  \
         $old         what $old = COMMAND kept; $ alone is the last search\n\
         \nA set that names no message never means all: nothing is sent.",
    ),
    (
        "criteria",
        "Search criteria are the words of RFC 9051 section 6.4.4; all of them must hold.\n\
         \n  UNSEEN FROM ana SINCE 7d             three criteria\n  NOT DELETED                          the opposite\n  \
         OR FROM ana FROM bob                 one of two\n  ANY (FROM ana) (FROM bob) (TO cy)    one of several\n  \
         (SUBJECT \"two words\" LARGER 5M)      a group\n  HEADER List-Id \"\"                    a header field that is there\n  \
         UID 5:10   1:10                      by UID, by sequence number\n\
         \nSizes: 5000, 10k, 5M. UNREAD is UNSEEN. help dates has the dates.",
    ),
    (
        "dates",
        "Dates in criteria are days, without a time:\n\
         \n  1-Nov-2026, 2026-11-01   that day\n  1-Nov                    that day of this year\n  \
         today, yesterday\n  7d, 2w                   so many days or weeks ago\n\
         \nSINCE, BEFORE and ON look at when a message arrived, SENTSINCE, SENTBEFORE and SENTON at its Date field. \
         What was sent stands in the footer.\n\
         \nappend --date takes a time besides: \"01-Nov-2026 09:15:22 +0100\", 2026-11-01T09:15:22+01:00.",
    ),
    (
        "flags",
        "Flags of the protocol begin with a backslash: \\Seen \\Answered \\Flagged \\Deleted \\Draft. Any other word is a \
         keyword: $Forwarded, todo. A backslash needs no escaping outside quotes. \\Deleted only marks: expunge \
         removes what is marked.\n\
         \nTables of messages show N for new (not \\Seen), F for \\Flagged, A for \\Answered, D for \\Deleted.",
    ),
    (
        "quoting",
        "Words are separated by blanks. Quotes are needed only for blanks, quotes, brackets and nothing at all:\n\
         \n  \"Lists/imap protocol\"           inside \"\" a backslash escapes \" and \\\n  'a \"b\" c'                       inside '' nothing does\n  \
         BODY[HEADER.FIELDS (FROM TO)]   brackets hold a word together\n  \
         \"--odd\"                         no option, but a word; so is all behind --\n  # comment                       at the start or after a blank\n\
         \n> FILE and >> FILE at the end write the answer into a file; @FILE is the contents of a file.",
    ),
    (
        "lines",
        "A line is one command, or several:\n\
         \n  noop ; noop          the second after the first, unless that failed\n  \
         a && b               b only where a succeeded\n  a || b               b only where a failed\n\
         \n  fetch 5 ALL | less   the answer goes through a program of the system\n  \
         !date                runs one; | and ! take the rest of the line\n  \
         $old = COMMAND       keeps the result: its messages, or its folders\n  \
         copy $old A          a variable is one argument; $env.NAME the environment\n\
         \n  dry COMMAND          shows what it would send, and sends nothing\n  \
         time COMMAND         tells how long it took\n  repeat 5 COMMAND     runs it so many times\n  \
         every 30s COMMAND    runs it again and again, until it fails or Ctrl-C\n  \
         alias new = search UNSEEN SINCE $1   makes a word: new 7d\n\
         \nAmong flags $word is a keyword. Signs count with a blank before them, ; with a blank or the end behind it, \
         and never in quotes or brackets. An open bracket or quote, or \\ at the end, goes on in the next line. \
         append X <<EOF takes the lines that follow, up to one that is just EOF.",
    ),
    (
        "keys",
        "At the prompt:\n\
         \n  Tab              completes commands, folders, items, flags, options, files\n  \
         Up, Down         earlier lines that begin as this one does\n  \
         Ctrl-R           looks for an earlier line by its words\n  \
         Right, Ctrl-F    takes what is suggested behind the cursor\n  \
         Ctrl-C           drops the line; while a command runs, stops it\n  \
         Ctrl-D           leaves, as quit does\n\
         \nThe keys of emacs move and delete: Ctrl-A, Ctrl-E, Ctrl-W, Ctrl-K, Ctrl-Y. A line that begins with a blank is not \
         kept in the history.",
    ),
    (
        "exit",
        "The exit status of the program; in batch that of the first failure.\n\
         \n  0    all was done\n  1    NO, BAD, refused:, unsupported:\n  2    usage:, config:\n  \
         3    connect:\n  4    tls:\n  5    auth:\n  6    closed:, BYE, protocol:, limit:\n  \
         7    timeout:\n  130  interrupted",
    ),
];
