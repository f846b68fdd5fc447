"""The engine's own process, and the client that talks to it; no Qt."""
