"""What drafters put together: clusters of words above the originals, proposed or made by hand.

A cluster is never deleted and no word is ever altered; every act keeps what it changed, so that it
can be undone, and done again.
"""
