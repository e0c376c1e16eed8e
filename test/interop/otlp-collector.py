"""An OTLP/HTTP receiver: decodes what is posted with OpenTelemetry's own protobuf classes and prints a line of JSON per request."""

import gzip
import http.server
import json
import sys
import threading

from google.protobuf.json_format import MessageToDict
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
    ExportMetricsServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

KINDS = {
    "/v1/traces": ("traces", ExportTraceServiceRequest, ExportTraceServiceResponse),
    "/v1/metrics": ("metrics", ExportMetricsServiceRequest, ExportMetricsServiceResponse),
}


class Said:
    """What was printed, one whole line at a time: traces and metrics arrive in threads of their own."""

    lock = threading.Lock()
    lines = 0

    @classmethod
    def line(cls, document):
        with cls.lock:
            sys.stdout.write(json.dumps(document) + "\n")
            sys.stdout.flush()
            cls.lines += 1


class Receiver(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        """How many lines were printed before, so that a reader knows when it has them all."""
        self.answer("text/plain", str(Said.lines).encode())

    def do_POST(self):
        signal, request, response = KINDS[self.path]
        body = self.body()
        if self.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        message = request()
        message.ParseFromString(body)
        said = {"signal": signal, "body": MessageToDict(message)}
        for scopes in said["body"].get("resourceSpans", []):
            for scope in scopes.get("scopeSpans", []):
                for span, raw in zip(scope["spans"], message.resource_spans[0].scope_spans[0].spans):
                    span["traceId"] = raw.trace_id.hex()
                    span["spanId"] = raw.span_id.hex()
                    span["parentSpanId"] = raw.parent_span_id.hex()
        Said.line(said)
        self.answer("application/x-protobuf", response().SerializeToString())

    def answer(self, kind, answer):
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def body(self):
        if self.headers.get("transfer-encoding") != "chunked":
            return self.rfile.read(int(self.headers["content-length"]))
        chunks = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
Said.line({"port": server.server_port})
server.serve_forever()
