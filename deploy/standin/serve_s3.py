"""Serve S3 to the other containers, in place of the server that docker-compose.yaml names."""

import os
from pathlib import Path

from sottovoce_demo.s3_process import main
from sottovoce_demo.s3_server import S3Server

SERVER = S3Server(Path("/data/s3"), 9000)

if __name__ == "__main__":
    os.environ.update(SERVER.env() | {"BIND_HOST": "0.0.0.0"})  # noqa: S104 - an inside network
    main()
