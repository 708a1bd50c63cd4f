"""ITS 2.0, the Internationalization Tag Set of the W3C: what a document says of its own translation.

Local markup and global rules, inline and linked, are resolved to one value a node and data category, for XML and
HTML. https://www.w3.org/TR/its20/
"""
