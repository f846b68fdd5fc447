"""Pictures in: loading, cropping to an aspect, depth from the picture itself."""
