# What is in scope where an answer of the shell is evaluated.
import ast, collections, dataclasses, datetime, json, sys

def data(name, fields):
    return dataclasses.make_dataclass(name, fields.split())

Envelope = data('Envelope', 'date subject from_ sender reply_to to cc bcc in_reply_to message_id')
Address = data('Address', 'name route mailbox host')
MailboxQuotaRoots = data('MailboxQuotaRoots', 'mailbox quota_roots')
Quota = data('Quota', 'quota_root resource usage limit')

def same(one, other):
    """Equal, and of the same types all the way down."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if dataclasses.is_dataclass(one):
        return all(same(getattr(one, f.name), getattr(other, f.name)) for f in dataclasses.fields(one))
    return one == other

def value(text):
    return eval(compile(ast.parse(text.strip(), mode='eval'), 'answer', 'eval'))
