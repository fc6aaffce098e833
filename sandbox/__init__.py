"""The source APIs, emulated on loopback: real sockets, seeded data, a clock that moves on request, faults on demand."""
