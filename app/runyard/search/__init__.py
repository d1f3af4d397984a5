"""The search language: text to a closed tree, words, completion, interpreter. Knows no SQL and no Qt."""
