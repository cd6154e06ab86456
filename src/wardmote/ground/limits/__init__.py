"""How often something may be tried: counted in the database, by account and by address.

One example:

    from wardmote.ground.limits.counting import Limit, Most, take

    SEARCH = Limit("search", account=Most(60, 60), address=Most(300, 60))

    use = take(SEARCH, account=email, address="192.0.2.7")  # TooManyTries says how long to wait
    use.give_back()  # it was right: it does not count

An account is whatever somebody wrote as one, whether or not there is such an account.
"""
