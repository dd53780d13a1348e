"""Reports, decisions and what follows from them: the only writers of an image's status."""
