"""The networks that are trained and exported; serving never imports them."""
