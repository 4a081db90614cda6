"""What expressions are resolved against, the document time or an earlier date, and the calendar arithmetic.

It imports the room below: text.
"""
