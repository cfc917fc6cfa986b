"""What stands where an identifier was: numbered stand-ins, wider terms, other names.

Everything here takes words and returns words. A rule that can't make sense of its words returns
None, and a numbered stand-in takes their place: no rule ever lets them stand.
"""
