"""The publish side: page, PDF, their verification, the site around them, and the release that swaps it all in.

Takes approved text and gives files; it decides nothing about what may be published (that is the gate's).

    words     the interface words, a catalog like any other
    view      what a page and a PDF show, as one value
    article   the rebuilt article, cleaned (clean) and dressed, with isolates (isolate)
    page, pdf the edition; pdf runs pdf_worker in a process of its own, which repairs tags (pdf_tags)
    verify    both read back (pdf_text) and compared (compare) with the approved text and what else is known (known)
    site      index, sitemap, error page
    release   built aside, swapped by one rename

Nothing is imported here, so that the renderer's process loads no more than it needs.
"""
