"""Groups in a music collection, found without labels, from sound and lyrics together."""
