"""Edit a workbook where it lies on the server; run by the system's Python.

    /usr/bin/python3 save_to_network_folder.py PORT URL LOGIN PASSWORD EDITS

EDITS is JSON: for each save the cells typed before it, `[[["Sheet","D7","5"]], …]`.
Writes what each save ended with as a list of JSON, "" if LibreOffice was content. Needs
a `soffice --accept=socket,…` listening on PORT and Debian's python3-uno.
"""

import json
import sys

import unohelper
from com.sun.star.task import ErrorCodeIOException, XInteractionHandler2
from type_in_libreoffice import connect, setting

_SUPPLY = "com.sun.star.ucb.XInteractionSupplyAuthentication2"


class Person(unohelper.Base, XInteractionHandler2):
    """Answers LibreOffice's question for login and password as a person would."""

    def __init__(self, login, password):
        self.credentials = login, password

    def handle(self, request):
        """Answer, the older way."""
        self.handleInteractionRequest(request)

    def handleInteractionRequest(self, request):  # noqa: N802 - UNO's name
        """Type login and password; every other question stays without an answer."""
        for offered in request.getContinuations():
            if _SUPPLY in [one.typeName for one in offered.getTypes()]:
                login, password = self.credentials
                offered.setUserName(login)
                offered.setPassword(password)
                offered.select()
                return True
        return False


def main():
    """Open, then type and save as often as asked, close."""
    port, address, login, password, rounds = sys.argv[1:]
    person = Person(login, password)
    desktop = connect(port)
    document = desktop.loadComponentFromURL(
        address,
        "_blank",
        0,
        (
            setting("Hidden", True),
            setting("InteractionHandler", person),
            setting("AuthenticationHandler", person),  # asked while the type is found
        ),
    )
    if document is None:
        raise SystemExit("LibreOffice could not open the workbook")
    outcomes = [save(document, edits) for edits in json.loads(rounds)]
    document.close(True)
    desktop.terminate()
    sys.stdout.write(json.dumps(outcomes))


def save(document, edits):
    """Type and press Ctrl+S; return the error that LibreOffice shows, "" if none."""
    for sheet, cell, text in edits:
        document.Sheets.getByName(sheet).getCellRangeByName(cell).setFormula(text)
    try:
        document.store()
    except ErrorCodeIOException as error:
        return str(error.Message) or hex(error.ErrCode)
    return ""


if __name__ == "__main__":
    main()
