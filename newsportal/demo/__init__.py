"""Invented newspapers for demonstrations and browser tests, served on the loopback range and polled like any other.

with DemoServer(publish_every=None) as demo:
    demo.publish("demo-barid-nana")
"""

from newsportal.demo.newspapers import NEWSPAPERS, Newspaper
from newsportal.demo.newsroom import Publication
from newsportal.demo.prose import CLUTTER
from newsportal.demo.serving import DemoServer, serve

__all__ = ["CLUTTER", "NEWSPAPERS", "DemoServer", "Newspaper", "Publication", "serve"]
