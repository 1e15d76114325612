"""Works on the demo with IMAPClient; the port is the argument."""

import sys

from imapclient import DELETED, FLAGGED, IMAPClient
from imapclient.imapclient import SENT

MESSAGE = b"From: ana@example.org\r\nSubject: a note\r\n\r\nBuy cake.\r\n"


def signed_in():
    client = IMAPClient("127.0.0.1", int(sys.argv[1]), ssl=False, timeout=30)
    client.login("ana", "any password")
    return client


client = signed_in()
assert client.has_capability("MOVE")
assert b"demo" in client.id_({"name": "a test"})[0]
names = [name for _, _, name in client.list_folders()]
assert len(names) == 9 and "Gärten" in names
assert client.find_special_folder(SENT) == "Sent"
assert client.folder_status("INBOX", ["MESSAGES", "UIDNEXT"])[b"MESSAGES"] > 50

client.select_folder("INBOX", readonly=True)
found = client.search(["SUBJECT", "Gärten", "OR", "SEEN", "UNSEEN"], "UTF-8") or client.search(
    ["SUBJECT", "Garten"]
)
assert found
answer = client.fetch(found, ["FLAGS", "ENVELOPE", "BODYSTRUCTURE", "RFC822.SIZE", "BODY.PEEK[TEXT]"])
for uid in found:
    assert answer[uid][b"ENVELOPE"].from_[0].host == b"example.org"
    assert len(answer[uid][b"BODY[TEXT]"]) < answer[uid][b"RFC822.SIZE"]
assert any(answer[uid][b"BODYSTRUCTURE"].is_multipart for uid in found)
client.unselect_folder()

client.select_folder("Drafts")
client.append("Drafts", MESSAGE, flags=[FLAGGED])
(note,) = client.search(["FLAGGED", "SUBJECT", "a note"])
assert {FLAGGED, b"Later"} <= set(client.add_flags(note, ["Later"])[note])
client.create_folder("Notizen/für später")
client.subscribe_folder("Notizen/für später")
assert client.folder_exists("Notizen/für später")
client.copy(note, "Notizen/für später")
client.move(note, "Trash")
assert not client.search(["SUBJECT", "a note"])
client.select_folder("Trash")
client.set_flags(client.search()[:-1], [DELETED])
client.expunge()
assert len(client.search()) == 1

other = signed_in()
client.idle()
other.append("Trash", MESSAGE)
assert (2, b"EXISTS") in client.idle_check(timeout=30)
client.idle_done()
other.logout()
client.close_folder()
client.delete_folder("Notizen/für später")
client.logout()
print("done")
