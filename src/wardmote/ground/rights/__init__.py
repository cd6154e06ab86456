"""Rights that follow a purpose: who is given which record of a sealed register, what for, and until when.

A register's room asks three things, and nothing else opens a record:

    from wardmote.ground.rights.opening import visible, why_not_open

    cases = visible(Case.objects.all(), "R7", request.viewer)     # what a list shows
    if reason := why_not_open("R7", str(case.pk), request.viewer):  # what a page says instead
        ...

Both ask for rows with their persons; a page that shows none says ``persons=False``, and "D" opens it too.

The matrix (``measuring/catalogue/access_matrix``) says which cell somebody has; where it is "C", an
assignment to the record by a named person and a purpose in force are asked for as well, or a broken glass.
"""
