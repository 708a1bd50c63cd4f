"""The sentences (segments) of a unit, with offsets; medical abbreviations, references and placeholders protected.

`splitting` keeps the tags apart and carries the offsets, `boundaries` finds where sentences end, `endings` judges a
full stop by the words around it, `wholes` finds what is never cut and `lists` what always is. What they know of a
language stands in `languages/<language>.toml`, for a linguist to read and extend; what nobody wrote down there,
sentencex decides.
"""

from pipeline.text.sentences.splitting import split_sentences

__all__ = ["split_sentences"]
