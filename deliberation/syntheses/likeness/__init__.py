"""What may be proposed to someone who puts words together: the nearly same, and the same matter.

Pure: texts go in by their number, proposals come out with the reason for each, and a person accepts
or refuses. Nothing here changes a word, and the order in which texts come changes nothing.
"""
