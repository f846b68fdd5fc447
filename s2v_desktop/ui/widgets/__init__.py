"""The parts of the window: each shows values and tells what a hand did; none changes the project itself."""
