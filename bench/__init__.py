"""What a page costs: CPU, queries, bytes, memory. ``./vereda bench`` measures and holds it against the budgets.

The machine under it may be slow or busy, so nothing here trusts a clock on the wall: a page's cost is the CPU time of
the server's processes, as a multiple of what a bare Django project costs for a session, a user and one query, measured
between every two targets by the same server software with the same options.
"""
