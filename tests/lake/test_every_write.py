"""No place that writes below a school's folder is forgotten (decision 0042).

What other nodes must have goes through `school.files`. Every other call that writes,
renames or removes files stands here, with the reason why nobody else needs it.
"""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("warehouse", "ingest", "dashboards")
CALLS = {
    "copy2", "copytree", "move", "rename", "rmtree", "unlink", "write_bytes",
    "write_durably", "write_synced", "write_text",
}  # fmt: skip

FILES = "it is what school.files does"
NODE = "of this node alone"
ASIDE = "made aside; shared when it has its place"
ELSEWHERE = "not in the school's folder"
NEW = "a school that is just being made; it is embedded until it is moved"
STOPPED = "of a stopped school"
BACKUP = "backups lie where the settings of each node say"
REASONS = {
    "warehouse/archive/bag.py:_put": ASIDE,
    "warehouse/archive/packages.py:new_folder": ASIDE,
    "warehouse/archive/packages.py:put_in_place": "school.files.moved_in follows",
    "warehouse/backups/making.py:_finish": BACKUP,
    "warehouse/backups/making.py:_make": BACKUP,
    "warehouse/backups/making.py:_remove_copy": BACKUP,
    "warehouse/backups/restoring.py:_bring": NEW,
    "warehouse/backups/restoring.py:restore": NEW,
    "warehouse/backups/shelf.py:clear_unfinished": BACKUP,
    "warehouse/backups/shelf.py:prune": BACKUP,
    "warehouse/backups/storing.py:Store._copy": BACKUP,
    "warehouse/durable_files.py:write_durably": "it is the writing itself",
    "warehouse/durable_files.py:write_synced": "it is the writing itself",
    "warehouse/encryption/secret.py:write_secret": ELSEWHERE,
    "warehouse/encryption/whole_school.py:swept_aside": STOPPED,
    "warehouse/encryption/whole_school.py:put_in_place": STOPPED,
    "warehouse/encryption/whole_school.py:replace_files": STOPPED,
    "warehouse/folder_files.py:FolderFiles.remove": FILES,
    "warehouse/folder_files.py:FolderFiles.sweep_asides": NODE,
    "warehouse/folder_files.py:FolderFiles.write": FILES,
    "warehouse/folder_files.py:FolderNotes.forget": FILES,
    "warehouse/folder_files.py:FolderNotes.put_aside": FILES,
    "warehouse/folder_files.py:FolderNotes.write": FILES,
    "warehouse/installation/contents.py:_InFolder.put": FILES,
    "warehouse/installation/edited_settings.py:edited": NODE,
    "warehouse/installation/node_folder.py:NodeFolder.bring": FILES,
    "warehouse/installation/node_folder.py:NodeFolder.follow": FILES,
    "warehouse/installation/node_folder.py:NodeFolder.write": FILES,
    "warehouse/installation/node_folder.py:write_unsynced": FILES,
    "warehouse/installation/seen.py:Seen.note": NODE,
    "warehouse/installation/shared_notes.py:SharedNotes.clear_here": FILES,
    "warehouse/installation/whole_school.py:clear_unfinished": NODE,
    "warehouse/moving/moving.py:into_file": STOPPED,
    "warehouse/moving/moving.py:into_lake": STOPPED,
    "warehouse/region/in_spark.py:for_spark": "it replaces a word of a query",
    "ingest/demo/build.py:_built_aside": NEW,
    "ingest/demo/build.py:_set_up": NEW,
    "ingest/demo/term.py:_leave_on_desks": NEW,
    "ingest/oneroster/at_the_terminal.py:export": ELSEWHERE,
    "ingest/oneroster/at_the_terminal.py:new_workbook": ELSEWHERE,
    "ingest/oneroster/package_writing.py:_opened": ELSEWHERE,
    "ingest/rolling_over/making.py:_build": NEW,
    "ingest/rolling_over/making.py:make_next_year": NEW,
    "ingest/setup/school.py:_move": NEW,
    "ingest/setup/school.py:built_aside": NEW,
    "ingest/watch/files.py:write_whole": ELSEWHERE,
    "dashboards/archive/making.py:make": ASIDE,
    "dashboards/control/announcement.py:announce": NODE,
    "dashboards/control/announcement.py:withdraw": NODE,
    "dashboards/monthly_export/shelf.py:Shelf.__init__": ASIDE,
    "dashboards/monthly_export/shelf.py:Shelf.drop": ASIDE,
    "dashboards/monthly_export/shelf.py:Shelf.put": ASIDE,
    "dashboards/monthly_export/shelf.py:Shelf.take_back": ASIDE,
    "dashboards/monthly_export/shelf.py:_show": "Shelf.share has gone before",
    "dashboards/monthly_export/shelf.py:sweep": ASIDE,
    "dashboards/node/registered.py:registered_places": NODE,
    # Copies for the programs that have a workbook open; made anew from the journal.
    "dashboards/network_folder/book_resource.py:BookResource._give_to": NODE,
    "dashboards/network_folder/copies.py:Shelf._write": NODE,
    "dashboards/network_folder/copies.py:Shelf.put": NODE,
    "dashboards/network_folder/desk.py:Desk.landed": NODE,
    "dashboards/network_folder/scratch.py:sweep": NODE,
    "dashboards/safekeeping/at_the_terminal.py:receipt": ELSEWHERE,
}


def test_every_write_is_shared_or_has_a_reason():
    assert writes() == set(REASONS)


def test_the_list_sees_a_write_in_whatever_way_it_is_made():
    tree = ast.parse(
        "def f(path, frame, here):\n"
        "    path.open('wb')\n"
        "def g(path):\n"
        "    open(path, mode='a')\n"
        "def h(path, aside):\n"
        "    aside.replace(path)\n"
        "def i(path):\n"
        "    os.replace(path, path)\n"
        "def no(path, frame, here):\n"
        "    path.open()\n"
        "    frame.rename({'a': 'b'})\n"
        "    'a'.replace('b', 'c')\n"
        "    replace(here, known=1)\n"
    )

    assert functions_that_write(tree) == {"f", "g", "h", "i"}


def writes():
    return {
        f"{path.relative_to(ROOT).as_posix()}:{name}"
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for name in functions_that_write(ast.parse(path.read_bytes()))
    }


def functions_that_write(tree):
    found = set()

    def look(node, name):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = f"{name}.{node.name}".lstrip(".")
        if isinstance(node, ast.Call) and is_write(node):
            found.add(name)
        for child in ast.iter_child_nodes(node):
            look(child, name)

    look(tree, "")
    return found


def is_write(call):
    name = getattr(call.func, "id", "") or getattr(call.func, "attr", "")
    if name == "open":
        given = [*call.args, *(word.value for word in call.keywords)]
        modes = [one.value for one in given if isinstance(one, ast.Constant)]
        return any(
            set(str(mode)) <= set("rwaxbt+") and set(str(mode)) & set("wax")
            for mode in modes
        )
    if name == "replace":  # of a path, not of a text, a frame, a dataclass
        is_system = getattr(getattr(call.func, "value", None), "id", "") == "os"
        is_method = isinstance(call.func, ast.Attribute) and len(call.args) == 1
        return is_system or (is_method and not call.keywords and not is_polars(call))
    if name == "rename" and any(is_mapping(one) for one in call.args):
        return False  # of a frame's columns
    if name == "unlink" and isinstance(call.func, ast.Name):
        return False  # an account from its identity at a provider
    return name in CALLS


def is_mapping(node):
    return isinstance(node, ast.Dict | ast.DictComp)


def is_polars(call):
    return "pl.col" in ast.unparse(call.func)
