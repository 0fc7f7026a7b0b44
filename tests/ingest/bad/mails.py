"""Bad mails and saved pages."""

from __future__ import annotations

from tests.ingest.bad.case import case
from tests.ingest.packing import TEXT, gz, mail, mbox, saved, zipped


def nested_mail(depth):
    """Parts in parts in parts."""
    marks = [b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(depth)]
    return b"MIME-Version: 1.0\n" + b"".join(marks) + b"\n" + TEXT.encode()


# mail
case("mail-plain", '""', mail)
case("mail-base64", '""', lambda: mail(encoding="base64"))
case("mail-both", '""', lambda: mail(page=f"<p>{TEXT}</p>"))
case("mail-saved", '""', lambda: saved(f"<html><body><p>{TEXT}</p></body></html>"))
case(
    "mail-without-text",
    '"": no-main-text',
    lambda: b"MIME-Version: 1.0\nContent-Type: image/png\nFrom: a@n.example\n\niVBORw==\n",
)
case(
    "mail-attachment-alone",
    '"": no-main-text',
    lambda: b"MIME-Version: 1.0\nContent-Type: text/plain\nContent-Disposition: attachment\n\nThe accounts.\n",
)
case("mail-empty", '"": empty', lambda: b"MIME-Version: 1.0\nContent-Type: text/plain\n\n \n")
case("mail-headers-alone", '"": empty', lambda: b"MIME-Version: 1.0\nContent-Type: text/plain\n")
case("mail-cut", '"": truncated', lambda: mail(page=f"<p>{TEXT}</p>" * 4)[:-60])
case("mail-cut-behind-its-page", '""', lambda: saved(f"<html><body><p>{TEXT}</p></body></html>")[:-60])
case(
    "mail-without-its-parts",
    '"": truncated',
    lambda: b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n" + TEXT.encode(),
)
case(
    "mail-without-a-boundary",
    '"": no-main-text',
    lambda: b"MIME-Version: 1.0\nContent-Type: multipart/mixed\n\n--\n\nA ferry.\n--\n",
)
case("mail-part-too-large", '"": too-large', lambda: mail("word " * 2_000), record_bytes=1_000)
case("mail-record-too-large", '"": too-large', lambda: mail("word " * 300), record_bytes=1_000)
case(
    "mail-headers-endless",
    '"": broken-container',
    lambda: b"MIME-Version: 1.0\nFrom: a@n.example\n" + b"X-Trace: on and on\n" * 4_000 + b"\nText.\n",
)
case(
    "mail-parts-endless",
    '"": too-large',
    lambda: b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n" + b"--a\nContent-Type: image/png\n\n" * 10_001,
)
case("mail-parts-in-parts", '"": truncated', lambda: nested_mail(500))
case("mail-broken-words", '""', lambda: mail().replace(b"Subject: Ferry", b"Subject: =?utf-8?B?a?= =?nonsense?Q?=FF?="))
case("mail-broken-base64", '""', lambda: b"MIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\n" + TEXT.encode() + b"\n")
case("mail-in-zip", "1.eml | 2.mht", lambda: zipped([("1.eml", mail()), ("2.mht", saved(f"<html><p>{TEXT}</p></html>"))]))

# mbox
case("mbox-good", "1 | 2 | 3", lambda: mbox([mail()] * 3))
case("mbox-in-gzip", "1 | 2", lambda: gz(mbox([mail()] * 2)))
case("mbox-in-zip", "a.mbox!1 | a.mbox!2", lambda: zipped([("a.mbox", mbox([mail()] * 2))]))
case("mbox-cut", "1 | 2: truncated", lambda: mbox([mail(), mail(page=f"<p>{TEXT}</p>" * 4)])[:-60])
case("mbox-cut-amid-its-mark", "1", lambda: mbox([mail()]) + b"From desk@n.example Wed Oct 3")
case("mbox-cut-amid-its-headers", "1 | 2: empty", lambda: mbox([mail(), mail()])[: len(mbox([mail()])) + 60])
case("mbox-mark-alone", '""', lambda: b"From desk@n.example Wed Oct 30 08:00:00 2024\n")
case("mbox-mark-at-the-end", "1 | 2: empty", lambda: mbox([mail()]) + b"From desk@n.example Wed Oct 30 08:00:00 2024\n")
case("mbox-without-blank-lines", "1 | 2", lambda: mbox([mail()] * 2).replace(b"\n\nFrom desk", b"\nFrom desk"))
case("mbox-empty-mail", "1 | 2: empty | 3", lambda: mbox([mail(), b"MIME-Version: 1.0\nContent-Type: text/plain\n\n", mail()]))
case(
    "mbox-picture-alone",
    "1: no-main-text | 2",
    lambda: mbox([b"MIME-Version: 1.0\nFrom: a@n.example\nContent-Type: image/png\n\nx", mail()]),
)
case(
    "mbox-headers-endless",
    "1: broken-container | 2",
    lambda: mbox([b"MIME-Version: 1.0\nFrom: a@n.example\n" + b"X-Trace: on and on\n" * 4_000 + b"\nText.\n", mail()]),
)
case("mbox-too-many", '1 | 2 | "": too-many-records', lambda: mbox([mail()] * 5), container_records=2)
