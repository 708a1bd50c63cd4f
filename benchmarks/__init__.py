"""What Dragoman is measured by. Run as `python -m benchmarks.<name>`."""
