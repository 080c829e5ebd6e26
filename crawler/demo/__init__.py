"""The bundled newspaper: articles of our own writing, printed as the pages of several publishers."""

from .apart import Apart, serve_apart
from .newspaper import Newspaper
from .printed import Printed
from .server import Site, serve

__all__ = ["Apart", "Newspaper", "Printed", "Site", "serve", "serve_apart"]
