"""The commands, each in the module of its name. What a command needs beside its options is imported as it runs: help is fast."""
