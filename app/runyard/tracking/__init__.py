"""The logging module that training scripts import: `Run`, and what works behind it."""
