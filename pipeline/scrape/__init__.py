"""Fetch a page politely and safely, find the article in it, keep it with where it came from and under what terms.

`network` and `robots` know HTTP and no page; `article` knows pages and no network; `fetch` joins the two;
`snapshots` knows files only; `rights` knows licences only.
"""
