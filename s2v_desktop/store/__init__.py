"""Models on this computer: manifests, downloads, what is installed, and what suits the hardware."""
