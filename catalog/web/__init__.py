"""Photos by web address, fetched without ever letting an address reach into the private network."""
