"""The body of POST /decisions in the OpenAPI description: it is taken as bytes, so that no model tells what it is."""

from __future__ import annotations

from dataclasses import dataclass

from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIFormat


@dataclass
class PaymentsOperation(Operation):
    """An operation whose body is payments in one of the formats that the gate reads."""

    def __post_init__(self) -> None:
        text = Schema(type=OpenAPIType.STRING)
        self.request_body = RequestBody(
            required=True,
            description="One or many payments; docs/payments.md says what is read of them.",
            content={
                "application/xml": OpenAPIMediaType(schema=text),
                "text/plain": OpenAPIMediaType(schema=text),
                "text/csv": OpenAPIMediaType(schema=text),
                "application/json": OpenAPIMediaType(
                    schema=Schema(one_of=[Schema(type=OpenAPIType.OBJECT), Schema(type=OpenAPIType.ARRAY)])
                ),
            },
        )


@dataclass
class CustomersOperation(Operation):
    """An operation whose body is customers as JSON."""

    def __post_init__(self) -> None:
        self.request_body = RequestBody(
            required=True,
            description="One or many customers; docs/customers.md has the keys.",
            content={
                "application/json": OpenAPIMediaType(
                    schema=Schema(one_of=[Schema(type=OpenAPIType.OBJECT), Schema(type=OpenAPIType.ARRAY)])
                ),
                "application/x-ndjson": OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING)),
            },
        )


@dataclass
class WalletsOperation(Operation):
    """An operation whose body is wallets, transactions or IVMS101 payloads as JSON."""

    def __post_init__(self) -> None:
        self.request_body = RequestBody(
            required=True,
            description="One or many objects; docs/chains.md has the keys.",
            content={
                "application/json": OpenAPIMediaType(
                    schema=Schema(one_of=[Schema(type=OpenAPIType.OBJECT), Schema(type=OpenAPIType.ARRAY)])
                ),
            },
        )


@dataclass
class FileOperation(Operation):
    """An operation whose body is the bytes of a file."""

    def __post_init__(self) -> None:
        self.request_body = RequestBody(
            required=True,
            description="The file's bytes, as they are; docs/chains.md says which formats are read.",
            content={
                "application/octet-stream": OpenAPIMediaType(
                    schema=Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
                )
            },
        )
