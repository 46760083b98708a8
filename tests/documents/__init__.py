"""Documents, read again by other programs than those that wrote them."""
