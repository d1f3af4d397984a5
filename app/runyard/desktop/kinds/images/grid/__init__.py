"""The grid of images: where cells stand, how they are painted and chosen."""
