"""Notes how large an answer must be once it is unpacked, so that one that was cut off can be told."""

from scrapy import Request
from scrapy.http import Response


class Packed:
    """Stands beneath Scrapy's unpacking, which takes what came of a broken gzip for all of it."""

    def process_response(self, request: Request, response: Response) -> Response:
        is_gzip = response.headers.get("Content-Encoding") == b"gzip"
        # the last word of a gzip (RFC 1952, 2.3.1): the size of what was packed, modulo 2³²
        request.meta["unpacked"] = int.from_bytes(response.body[-4:], "little") if is_gzip else None
        return response
