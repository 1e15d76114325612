"""Works on the demo with Python's own IMAP client; the port is the argument."""

import email
import imaplib
import sys
from email.header import decode_header, make_header

MESSAGE = b"From: ana@example.org\r\nSubject: a note\r\n\r\nBuy cake.\r\n"

server = imaplib.IMAP4("127.0.0.1", int(sys.argv[1]), timeout=30)


def done(answer):
    kind, data = answer
    assert kind == "OK", answer
    return data


assert "IDLE" in server.capabilities
done(server.login("ana", "any password"))
assert len(done(server.list())) == 9
assert b"Lists/protocols" in done(server.lsub("Lists/", "%"))[0]
assert done(server.namespace()) == [b'(("" "/")) NIL NIL']
assert b"UNSEEN" in done(server.status("Drafts", "(MESSAGES UNSEEN)"))[0]

messages = int(done(server.select("INBOX"))[0])
assert messages > 50
unseen = done(server.search(None, "UNSEEN"))[0].split()
assert 0 < len(unseen) < messages
server.literal = "Garten".encode()
found = done(server.uid("SEARCH", "CHARSET", "UTF-8", "SUBJECT"))[0].split()
assert found
for uid in found:
    (head, whole), _ = done(server.uid("FETCH", uid, "(FLAGS ENVELOPE BODYSTRUCTURE BODY.PEEK[])"))
    message = email.message_from_bytes(whole)
    assert b"BODYSTRUCTURE (" in head and "Garten" in str(make_header(decode_header(message["Subject"])))
(_, piece), _ = done(server.fetch("1", "(BODY.PEEK[TEXT]<0.10>)"))
assert len(piece) == 10

before = int(done(server.select("Drafts"))[0])
done(server.append("Drafts", r"(\Draft)", None, MESSAGE))
done(server.noop())
note = str(before + 1)
assert done(server.search(None, "SUBJECT", '"a note"'))[0].decode() == note
assert rb"\Flagged" in done(server.store(note, "+FLAGS", r"(\Flagged Later)"))[0]
assert done(server.search(None, "FLAGGED KEYWORD later"))[0].decode() == note
done(server.create("Notes/2026"))
done(server.subscribe("Notes/2026"))
done(server.copy(note, "Notes/2026"))
done(server.uid("MOVE", done(server.fetch(note, "(UID)"))[0].split()[2].rstrip(b")"), "Trash"))
assert done(server.search(None, "SUBJECT", '"a note"')) == [b""]
done(server.rename("Notes/2026", "Notes/kept"))
assert int(done(server.select("Notes/kept", readonly=True))[0]) == 1
done(server.unselect())
done(server.select("Trash"))
done(server.store("1", "+FLAGS.SILENT", r"\Deleted"))
assert b"1" in done(server.expunge())
try:
    server.uid("FETCH", "1", "(NONSENSE)")
    raise SystemExit("nonsense was answered")
except imaplib.IMAP4.error as error:
    assert "BAD" in str(error), error
done(server.close())
if hasattr(server, "idle"):
    done(server.select("Sent"))
    other = imaplib.IMAP4("127.0.0.1", int(sys.argv[1]), timeout=30)
    done(other.login("ben", "x"))
    with server.idle(duration=30) as idler:
        done(other.append("Sent", None, None, MESSAGE))
        assert next(idler)[0] == "EXISTS"
    other.logout()
    print("idled")
assert server.select("Nowhere")[0] == "NO"
server.logout()
print("done")
