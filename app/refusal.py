"""The one exception that models raise for people."""


class Refused(Exception):
    """An act that the object's state does not allow. The message is a sentence for the person who tried."""
