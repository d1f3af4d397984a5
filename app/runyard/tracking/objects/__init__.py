"""What can be tracked besides numbers: images, audio, texts, distributions, figures.

Each takes what its libraries make, by duck typing, when it is made: later changes do not matter.
"""
