"""The site, and what all of its content shares.

Nothing is imported here: the examination of an upload starts a process of its own from below this package, and Celery
finds its application in `network.celery` by itself.
"""
