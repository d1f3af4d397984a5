"""Images, audio, texts, distributions, figures, and the content-addressed files beside the database."""
