"""A mail server (aiosmtpd, RFC 5321), to be started and left running: what the client of the product says is taken by a program that shares
nothing with it, and read with Python's own `email`.

    mail.py FOLDER

writes the port that it has chosen to FOLDER/port, and each message that it takes as a line of JSON to FOLDER/mails: who sent it to whom, as
the envelope says, the headers as they are read, and the text. A receiver `refused@…` is refused (550). While FOLDER/later is there, every
message is put off (451); while FOLDER/silent is there, nothing is answered to its data.
"""

import asyncio
import email
import email.policy
import json
import os
import sys

from aiosmtpd.smtp import SMTP

folder = sys.argv[1]


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused@"):
            return "550 5.1.1 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if os.path.exists(os.path.join(folder, "silent")):
            await asyncio.sleep(600)
        if os.path.exists(os.path.join(folder, "later")):
            return "451 4.3.0 come again later"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        line = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "headers": [[name, str(value)] for name, value in message.items()],
            "defects": [str(defect) for defect in message.defects]
            + [str(defect) for _, value in message.items() for defect in value.defects],
            "longest": max(len(line) for line in envelope.content.split(b"\r\n")),
            "text": message.get_content(),
        }
        with open(os.path.join(folder, "mails"), "a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        return "250 2.0.0 taken"


async def main():
    handler = Handler()
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(handler, hostname="mail.test", enable_SMTPUTF8=False), "127.0.0.1", 0
    )
    port = server.sockets[0].getsockname()[1]
    with open(os.path.join(folder, "port.new"), "w", encoding="ascii") as file:
        file.write(str(port))
    os.rename(os.path.join(folder, "port.new"), os.path.join(folder, "port"))
    await server.serve_forever()


asyncio.run(main())
