"""What can be done with lines besides reading them."""
