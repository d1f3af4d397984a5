"""What processes wrote, into the database: each batch of a journal once, and what dead ones left behind."""
