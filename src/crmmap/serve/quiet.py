"""Keeps a piece of advice of Streamlit out of the log of a server; import it before any component.

Components declare themselves when they are imported, which is before any session. Streamlit then
advises to start the app by its own command, and says that the advice can be ignored.
"""

import logging

ADVISER = "streamlit.runtime.scriptrunner_utils.script_run_context"

# a level would not do: Streamlit sets those of all its loggers when it reads its configuration
logging.getLogger(ADVISER).addFilter(lambda record: "ScriptRunContext" not in record.getMessage())
