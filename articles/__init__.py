"""Articles: keeps what the feeds gathered, shows it to readers, and moderates its images. Never imports `feeds`."""
