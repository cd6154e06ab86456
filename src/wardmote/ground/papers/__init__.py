"""Rendered documents kept under the hash of their bytes, shown and signed.

One example, a letter in two forms:

place = settings.WARDMOTE_DATA / "letters" / slug / str(letter.pk)
letter.documents = keep_files(place, ((name, render(letter)) for name, render in RENDER.items()))
...
return file_response(read_file(place, "pdf", letter.documents), f"letter-{letter.pk}.pdf")
"""
