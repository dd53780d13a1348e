"""Likeness: which copies of a picture are recognised, what is mistaken for one, and what a look-up costs."""
