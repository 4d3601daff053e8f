# Thin lines over dev.py, which explains itself: `make`. The same without make: python3 dev.py COMMAND.
PYTHON ?= python3
COMMANDS = run test check format bench web worker sandbox migrate plan doctor clean

.PHONY: help $(COMMANDS)

help:
	@$(PYTHON) dev.py

$(COMMANDS):
	@$(PYTHON) dev.py $@ $(ARGS)
