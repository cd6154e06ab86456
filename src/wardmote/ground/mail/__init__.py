"""Letters on their way out: written with what they tell of, sent by the worker, and what became of each.

One example (a letter of a write is ``act.letter`` of ``casework.write``, which does this):

    from wardmote.ground.mail.messages import MailMessage, full_address

    words = f"Open this link: {full_address(path)}"
    MailMessage("Your invitation", words, to=[email], kind="partners.invited", live_link=True).send()

Without a mail server each is a file of the outbox instead (``site.accounts.outbox``).
"""
