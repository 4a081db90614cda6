"""Direct quotations: which marks hold one, where one ends that nothing closes, and which of them belong together.

It imports the rooms below: attribution and text.
"""
