"""The source APIs and Fivetran's, emulated: real sockets, seeded data, a clock moved on request, faults on demand."""
