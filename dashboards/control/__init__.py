"""What the command line asks of a running server: start with `commands.COMMANDS`.

The server alone can open the school's database, so `asking.run` lets it do the command
and prints what it says; without a server the same function runs here. A page's own
deeds are not asked this way.
"""
