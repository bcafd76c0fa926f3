"""Type into a workbook with LibreOffice, as a person would; run by the system's Python.

    /usr/bin/python3 type_in_libreoffice.py PORT IN.xlsx OUT.xlsx '[["Sheet","D7","5"]]'

Needs a `soffice --accept=socket,…` listening on PORT and Debian's python3-uno.
"""

import json
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue


def connect(port):
    """Return LibreOffice's desktop, waiting for it to come up."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    address = f"uno:socket,host=127.0.0.1,port={port};urp;StarOffice.ComponentContext"
    for _ in range(120):
        try:
            context = resolver.resolve(address)
            break
        except Exception:
            time.sleep(0.5)
    else:
        raise SystemExit("LibreOffice did not come up")
    return context.ServiceManager.createInstanceWithContext(
        "com.sun.star.frame.Desktop", context
    )


def setting(name, value):
    """Return a UNO property."""
    return PropertyValue(Name=name, Value=value)


def main():
    """Open, type, save as xlsx, close."""
    port, source, target, edits = sys.argv[1:]
    desktop = connect(port)
    document = desktop.loadComponentFromURL(
        Path(source).resolve().as_uri(), "_blank", 0, (setting("Hidden", True),)
    )
    for sheet, cell, text in json.loads(edits):
        place = document.Sheets.getByName(sheet).getCellRangeByName(cell)
        place.setFormula(text)  # what typing does: numbers and dates are recognised
    document.storeToURL(
        Path(target).resolve().as_uri(),
        (setting("FilterName", "Calc MS Excel 2007 XML"),),
    )
    document.close(True)
    desktop.terminate()


if __name__ == "__main__":
    main()
