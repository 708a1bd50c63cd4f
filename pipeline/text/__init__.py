"""What several stages need to know of text: placeholders, sentences, tokens, word differences. Knows no stage."""
