"""The Distributions tab: how the values of a tensor are spread, step by step."""
