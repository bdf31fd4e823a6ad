"""The commands, a module for each group of them: parse, call, print. What is done is done in `pipeline`."""
