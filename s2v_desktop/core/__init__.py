"""Values and arithmetic that every other room shares: no Qt, no sound, no picture, no child process."""
