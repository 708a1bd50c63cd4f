"""Review: the ledger of decisions, people and their qualifications, and each unit's state, derived from both.

Free of any interface and of catalogs: the joins bring those.
"""
